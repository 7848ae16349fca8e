import { useState } from 'preact/hooks';
import type { ElementProps } from './element-props';
import { readString, readText, safeUrl } from './read';
import { useSurface } from './surface';

/** A button. It sends the click to the app, opens its link, and ignores clicks until the app has answered. */
export function Button({ element, blockId, describedBy }: ElementProps) {
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const style = readString(element['style'], 'default');
  const url = safeUrl(element['url']);
  const press = async () => {
    if (busy) return;
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    setBusy(true);
    await surface.dispatch(blockId, element, { value: readString(element['value']) });
    setBusy(false);
  };
  return (
    <button
      type="button"
      class={`bk-button bk-button-${style}`}
      data-block-id={blockId}
      data-action-id={readString(element['action_id'])}
      data-value={readString(element['value'])}
      aria-label={readString(element['accessibility_label']) || undefined}
      aria-describedby={describedBy}
      aria-busy={busy}
      onClick={press}
    >
      {readText(element['text'])}
      {url && <span class="bk-out" aria-hidden="true" />}
    </button>
  );
}
