/** Says plainly that this page can't draw something, rather than hiding it. */
export function Unsupported({ what }: { what: string }) {
  return <p class="bk-unsupported">Unsupported {what}: this page can’t draw it, Slack may.</p>;
}
