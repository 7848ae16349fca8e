import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PageState, SlackMessage } from '../protocol';
import { threadReplies } from '../state/select';
import { useSession } from '../state/session';
import { focusKeeper } from './focus';
import { Icon } from './icons';
import { MessageList } from './message-list';

interface ThreadProps {
  state: PageState;
  parent: SlackMessage;
  changes: Record<string, number>;
  onClose(): void;
}

/** A message and its replies, above the panel until it is closed. */
export function Thread({ state, parent, changes, onClose }: ThreadProps) {
  const session = useSession();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const giveBack = focusKeeper();
    close.current?.focus();
    return giveBack;
  }, []);
  const messages = useMemo(
    () => [parent, ...threadReplies(state, parent, session.acting)],
    [state.messages, parent, session.acting],
  );
  const { message: text } = session.text;
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
