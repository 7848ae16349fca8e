import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PageMessage, PageState } from '../protocol';
import { useDesk } from '../state/desk';
import { threadReplies } from '../state/select';
import { Icon } from './icons';
import { MessageList } from './message-list';

interface ThreadProps {
  state: PageState;
  parent: PageMessage;
  changes: Record<string, number>;
  onClose(): void;
}

/** A message and its replies, above the panel until it is closed. */
export function Thread({ state, parent, changes, onClose }: ThreadProps) {
  const desk = useDesk();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const messages = useMemo(
    () => [parent, ...threadReplies(state, parent, desk.acting)],
    [state.messages, parent, desk.acting],
  );
  const { message: text } = desk.text;
  const count = messages.length - 1;
  return (
    <section class="thread" aria-label={text.thread}>
      <header class="thread-head">
        <h2>{text.thread}</h2>
        <span class="help">{text.replies(count)}</span>
        <button
          ref={close}
          type="button"
          class="icon-button"
          aria-label={text.closeThread}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        label={text.threadMessages}
        messages={messages}
        changes={changes}
        startAtTop
        tour
      />
    </section>
  );
}
