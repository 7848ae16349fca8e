import { useText } from '../state/session';

/** Says plainly that this page can't draw something, rather than hiding it. */
export function Unsupported({ what }: { what: string }) {
  return <p class="bk-unsupported">{useText().form.unsupported(what)}</p>;
}
