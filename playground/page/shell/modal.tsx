import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Blocks } from '../blocks/block-view';
import { type Json, readJson, readString, readText } from '../blocks/read';
import { type Container, SurfaceScope, useForm } from '../blocks/surface';
import { withBlockIds } from '../blocks/values';
import type { SlackView } from '../protocol';
import { useSession, useText } from '../state/session';
import { Dialog } from './dialog';
import { Icon } from './icons';

interface ModalProps {
  view: SlackView;
  /** Another view is on top of this one. */
  covered: boolean;
  /** Another view is under this one. */
  pushed: boolean;
}

/** A Slack modal. It keeps what was typed when the app updates the view. */
export function Modal({ view, covered, pushed }: ModalProps) {
  const { form: text, said } = useText();
  const json = readJson(view.view);
  const blocks = useMemo(() => withBlockIds(json['blocks'], 'view'), [view.view]);
  const form = useForm(blocks);
  const { busy, problem, setProblem, submit, close } = useModalActs(view, form.current);
  const container: Container = { type: 'view', id: view.id };
  const body = useKeptPlace(blocks);
  return (
    <Dialog
      title={readText(json['title']) || 'vulnscan'}
      className={covered ? 'dialog modal modal-covered' : 'dialog modal'}
      onClose={close}
    >
      <button
        type="button"
        class="icon-button modal-close"
        aria-label={pushed ? text.back : text.close}
        onClick={close}
      >
        <Icon name={pushed ? 'back' : 'close'} />
      </button>
      <form
        class="modal-form"
        data-view={view.id}
        data-callback-id={readString(json['callback_id'])}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="modal-body" ref={body} tabIndex={-1}>
          {problem && !isFieldError(problem, view, said) && (
            <p class="modal-problem" role="alert">
              {problem}
            </p>
          )}
          <SurfaceScope container={container} form={form} errors={view.errors} onError={setProblem}>
            <Blocks blocks={blocks} />
          </SurfaceScope>
        </div>
        <ModalFoot json={json} busy={busy} onClose={close} />
      </form>
    </Dialog>
  );
}

/** After the app redrew the modal without what had the focus, what is now in its place has it. */
function useKeptPlace(blocks: Json[]) {
  const body = useRef<HTMLDivElement>(null);
  const place = reachable(body.current).indexOf(document.activeElement as HTMLElement);
  useLayoutEffect(() => {
    if (place < 0 || document.activeElement !== document.body) return;
    const now = reachable(body.current);
    (now[Math.min(place, now.length - 1)] ?? body.current)?.focus({ preventScroll: true });
  }, [blocks]);
  return body;
}

function reachable(within: HTMLElement | null): HTMLElement[] {
  return [...(within?.querySelectorAll<HTMLElement>('button, input, select, textarea') ?? [])];
}

/** Whether the problem is shown under its field already. */
function isFieldError(
  problem: string,
  { errors }: SlackView,
  said: (words: string) => string,
): boolean {
  return Object.values(errors).map(said).includes(problem);
}

function useModalActs(view: SlackView, values: () => Record<string, Record<string, unknown>>) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const { id } = view;
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem('');
    const result = await session.send({
      do: 'submit-view',
      user: session.acting,
      id,
      state: values(),
    });
    setBusy(false);
    if (!result.ok) setProblem(result.error ?? session.text.form.trouble);
  };
  const close = () => void session.act({ do: 'close-view', user: session.acting, id });
  return { busy, problem, setProblem, submit, close };
}

interface FootProps {
  json: Json;
  busy: boolean;
  onClose(): void;
}

function ModalFoot({ json, busy, onClose }: FootProps) {
  const { form } = useText();
  const submit = readText(json['submit']);
  return (
    <div class="modal-foot">
      <button type="button" class="bk-button bk-button-default" data-modal-cancel onClick={onClose}>
        {readText(json['close']) || (submit ? form.cancel : form.close)}
      </button>
      {submit && (
        <button
          type="submit"
          class="bk-button bk-button-primary"
          data-modal-submit
          aria-busy={busy}
          disabled={busy}
        >
          {submit}
        </button>
      )}
    </div>
  );
}
