import { useMemo } from 'preact/hooks';
import { Blocks } from '../blocks/block-view';
import { readJson } from '../blocks/read';
import { SurfaceScope, useForm } from '../blocks/surface';
import { withBlockIds } from '../blocks/values';
import { useText } from '../state/session';

const CONTAINER = { type: 'home' } as const;

/** The App Home as the app published it for this user. */
export function HomeTab({ view }: { view: unknown }) {
  const { message: text } = useText();
  const blocks = useMemo(() => withBlockIds(readJson(view)['blocks'], 'home'), [view]);
  const form = useForm(blocks);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the tab scrolls, so the keyboard must reach it
    <section class="home" aria-label={text.homeOf} tabIndex={0}>
      <div class="home-inner">
        {blocks.length === 0 && <p class="empty">{text.noHome}</p>}
        <SurfaceScope container={CONTAINER} form={form}>
          <Blocks blocks={blocks} />
        </SurfaceScope>
      </div>
    </section>
  );
}
