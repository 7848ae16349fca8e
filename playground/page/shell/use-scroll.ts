import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SlackMessage } from '../protocol';

/** What stays in view while messages arrive: the newest digest, or the end without one; the end; or what the reader sees. */
type Follow = 'digest' | 'end' | 'reader';

interface ScrollOptions {
  messages: SlackMessage[];
  /** The ts of the newest digest. */
  digest: string | undefined;
  start: 'digest' | 'reader';
  sent: number | undefined;
}

const NEAR = 80;

/** Scrolls the list of messages. What the reader does takes precedence over what the list would show. */
export function useScroll({ messages, digest, start, sent }: ScrollOptions) {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const follow = useRef<Follow>(start);
  const put = useRef({ top: 0, size: '' });
  const wanted = useRef(digest);
  // Its beginning is read first, and its pages arrive right after it.
  if (digest !== wanted.current && follow.current === 'end') follow.current = 'digest';
  wanted.current = digest;
  const settle = () => {
    const at = box.current;
    if (!at || follow.current === 'reader') return;
    at.scrollTop = follow.current === 'digest' ? topOf(at, wanted.current) : at.scrollHeight;
    put.current = { top: at.scrollTop, size: sizeOf(at) };
    setAtEnd(isNearEnd(at));
  };
  const toEnd = () => {
    follow.current = 'end';
    settle();
  };
  const onScroll = () => {
    const at = box.current;
    if (!at) return;
    const isReader =
      sizeOf(at) === put.current.size && Math.abs(at.scrollTop - put.current.top) > 1;
    if (!isReader) return settle();
    put.current.top = at.scrollTop;
    follow.current = isNearEnd(at) ? 'end' : 'reader';
    setAtEnd(isNearEnd(at));
  };
  useEffect(() => watchSize(box.current, settle), []);
  useAnswers(messages, sent, toEnd);
  useLayoutEffect(settle, [messages]);
  return { box, isAtEnd, onScroll, toEnd };
}

/** A private message answers the reader's last action, and so does what follows a command: both come into view. */
function useAnswers(messages: SlackMessage[], sent: number | undefined, toEnd: () => void): void {
  const last = messages.at(-1);
  const before = useRef({ ts: last?.ts, sent });
  useLayoutEffect(() => {
    const isAnswer = last?.ephemeralTo !== undefined && last.ts !== before.current.ts;
    if (isAnswer || sent !== before.current.sent) toEnd();
    before.current = { ts: last?.ts, sent };
  }, [messages, sent]);
}

function watchSize(at: HTMLElement | null, settle: () => void) {
  if (!at || typeof ResizeObserver === 'undefined') return undefined;
  const watch = new ResizeObserver(settle);
  watch.observe(at);
  if (at.firstElementChild) watch.observe(at.firstElementChild);
  return () => watch.disconnect();
}

function sizeOf(at: HTMLElement): string {
  return `${at.scrollHeight}/${at.clientWidth}x${at.clientHeight}`;
}

function isNearEnd(at: HTMLElement): boolean {
  return at.scrollHeight - at.scrollTop - at.clientHeight < NEAR;
}

/** Where the list has to be scrolled to for the digest's beginning to be at its top. */
function topOf(at: HTMLElement, digest: string | undefined): number {
  const message = digest && at.querySelector<HTMLElement>(`[data-ts="${CSS.escape(digest)}"]`);
  if (!message) return at.scrollHeight;
  return at.scrollTop + message.getBoundingClientRect().top - at.getBoundingClientRect().top;
}
