import { useText } from '../state/session';

/** Shows that the page cannot draw a block or an element. */
export function Unsupported({ what }: { what: string }) {
  return <p class="bk-unsupported">{useText().form.unsupported(what)}</p>;
}
