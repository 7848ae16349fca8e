import { useMemo } from 'preact/hooks';
import type { SlackMessage } from '../protocol';
import { messageKey } from '../state/model';
import { isDigest, offersDecision } from '../state/select';
import { useText } from '../state/session';
import { Icon } from './icons';
import { Message } from './message';
import { useScroll } from './use-scroll';

interface ListProps {
  label: string;
  messages: SlackMessage[];
  changes: Record<string, number>;
  replies?: Map<string, number>;
  onOpenThread?: (ts: string) => void;
  /** Marks the newest message that offers a decision, for the tour. */
  tour?: boolean;
  /** Begins at the first message and stays where the reader is. */
  startAtTop?: boolean;
  /** How many commands the reader has sent: the list goes to its end after each. */
  sent?: number;
}

/** Messages, oldest first. It opens at the newest digest, else at the end, and follows the end while the reader is there. */
export function MessageList(props: ListProps) {
  const { messages, changes } = props;
  const { channel: text } = useText();
  const digest = messages.findLast(isDigest)?.ts;
  const start = props.startAtTop ? 'reader' : 'digest';
  const { box, isAtEnd, onScroll, toEnd } = useScroll({
    messages,
    digest,
    start,
    sent: props.sent,
  });
  const wanted = props.tour ? messages.findLast(offersDecision)?.ts : undefined;
  return (
    <div class="list-frame">
      <div
        ref={box}
        class="list"
        role="log"
        aria-live="polite"
        aria-label={props.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the log scrolls, so the keyboard must reach it
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={(event) => moveBetween(event, box.current)}
      >
        <div class="list-inner">
          {messages.map((message, index) => (
            <Row
              key={message.ts}
              before={messages[index - 1]}
              message={message}
              changes={changes[messageKey(message)] ?? 0}
              tour={message.ts === wanted}
              list={props}
            />
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" /> {text.newest}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  before: SlackMessage | undefined;
  message: SlackMessage;
  changes: number;
  tour: boolean;
  list: ListProps;
}

function Row({ before, message, changes, tour, list }: RowProps) {
  const { locale, channel } = useText();
  const { onOpenThread: open, replies } = list;
  const day = dayOf(message.ts);
  const count = replies?.get(message.ts) ?? 0;
  const compact = follows(before, message);
  // Traffic arrives many times a second, so a message is rendered again only when it changed.
  const drawn = useMemo(() => {
    const root = message.threadTs ?? message.ts;
    const onOpenThread = open && (() => open(root));
    return <Message {...{ message, changes, tour, compact, replies: count, onOpenThread }} />;
  }, [message, changes, tour, compact, count, open]);
  return (
    <>
      {dayOf(before?.ts) !== day && (
        <p class="day">
          <span>{dayWords(day, locale, channel.today)}</span>
        </p>
      )}
      {drawn}
    </>
  );
}

const CLOSE_SECONDS = 180;

function follows(before: SlackMessage | undefined, message: SlackMessage): boolean {
  if (!before || before.user !== message.user || dayOf(before.ts) !== dayOf(message.ts))
    return false;
  if (before.ephemeralTo !== message.ephemeralTo) return false;
  return Number(message.ts) - Number(before.ts) < CLOSE_SECONDS;
}

function dayOf(ts: string | undefined): string {
  const when = new Date(Number(ts) * 1000);
  return Number.isNaN(when.getTime()) ? '' : when.toDateString();
}

function dayWords(day: string, locale: string, today: string): string {
  if (day === new Date().toDateString()) return today;
  const options = { weekday: 'long', month: 'long', day: 'numeric' } as const;
  return new Date(day).toLocaleDateString(locale, options);
}

/** `j` and `k` step through the messages. */
function moveBetween(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = { j: 1, k: -1 }[event.key];
  const target = event.target;
  if (step === undefined || !(target instanceof HTMLElement) || isTyping(target)) return;
  const all = [...(box?.querySelectorAll<HTMLElement>('[data-ts]') ?? [])];
  const at = all.findIndex((one) => one.contains(document.activeElement));
  const start = at < 0 && step < 0 ? all.length : at;
  all[Math.min(all.length - 1, Math.max(0, start + step))]?.focus();
  event.preventDefault();
}

function isTyping(target: HTMLElement): boolean {
  return /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
