import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SlackMessage } from '../protocol';
import { messageKey } from '../state/model';
import { offersDecision } from '../state/select';
import { useText } from '../state/session';
import { Icon } from './icons';
import { Message } from './message';

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
}

/** Messages, oldest first, staying at the end while the reader is there. */
export function MessageList(props: ListProps) {
  const { messages, changes } = props;
  const { channel: text } = useText();
  const { box, isAtEnd, onScroll, toEnd } = useStickToEnd(messages, props.startAtTop === true);
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

const NEAR = 80;

function sizeOf(at: HTMLElement): string {
  return `${at.scrollHeight}/${at.clientWidth}x${at.clientHeight}`;
}

function useStickToEnd(messages: SlackMessage[], startAtTop: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const stick = useRef(!startAtTop);
  const last = messages.at(-1);
  const shown = useRef(last?.ts);
  const size = useRef('');
  const toEnd = () => {
    const at = box.current;
    if (!at) return;
    size.current = sizeOf(at);
    at.scrollTo({ top: at.scrollHeight });
  };
  const onScroll = () => {
    const at = box.current;
    if (!at) return;
    // If the size changed, the scroll event comes from rendering and not from the reader.
    const isReader = sizeOf(at) === size.current;
    size.current = sizeOf(at);
    const isNear = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR;
    if (stick.current && !isNear && !isReader) return toEnd();
    stick.current = isNear;
    setAtEnd(isNear);
  };
  useEffect(() => {
    const at = box.current;
    if (!at || typeof ResizeObserver === 'undefined') return;
    const watch = new ResizeObserver(() => stick.current && toEnd());
    watch.observe(at);
    if (at.firstElementChild) watch.observe(at.firstElementChild);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    // A private message answers the reader's last action, so it is always scrolled into view.
    const isAnswer = last?.ephemeralTo !== undefined && last.ts !== shown.current;
    if (stick.current || isAnswer) toEnd();
    shown.current = last?.ts;
  }, [messages]);
  return { box, isAtEnd, onScroll, toEnd };
}
