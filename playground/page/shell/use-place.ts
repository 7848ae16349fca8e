import { useCallback, useEffect, useState } from 'preact/hooks';
import type { PageState } from '../protocol';
import { type MessageLink, readPermalink } from '../state/permalink';
import { newestTs, unreadCount } from '../state/select';
import type { Place } from './sidebar';

export interface Navigation {
  /** A channel's id, or 'home'. */
  at: string;
  channels: Place[];
  /** The ts of the open thread, or ''. */
  thread: string;
  go(to: string): void;
  openThread(ts: string): void;
  show(message: MessageLink): void;
}

/** The open channel or Home, and the unread counts of the others. */
export function usePlace(state: PageState, acting: string): Navigation {
  const [chosen, setChosen] = useState('');
  const [thread, openThread] = useState('');
  const { wanted, show } = useShown((message) => {
    setChosen(message.channel);
    openThread(message.thread);
  });
  const [read, setRead] = useState<Record<string, string>>({});
  const isKnown = chosen === 'home' || state.channels.some((one) => one.id === chosen);
  const at = isKnown ? chosen : (state.channels[0]?.id ?? 'home');
  const newest = at === 'home' ? '' : newestTs(state, at);
  useEffect(() => {
    if (newest) setRead((before) => ({ ...before, [at]: newest }));
  }, [at, newest]);
  const channels = state.channels.map((channel) => ({
    ...channel,
    unread: channel.id === at ? 0 : unreadCount(state, channel.id, acting, read[channel.id] ?? ''),
  }));
  useEffect(() => scrollTo(wanted), [wanted]);
  const go = (to: string) => {
    setChosen(to);
    openThread('');
  };
  return { at, go, channels, thread, openThread, show };
}

/** The message that is to be shown: at first the one that the page's own address names. */
function useShown(place: (message: MessageLink) => void) {
  const [wanted, setWanted] = useState<MessageLink | undefined>(undefined);
  const show = useCallback((message: MessageLink) => {
    place(message);
    setWanted({ ...message });
  }, []);
  useEffect(() => {
    const message = readPermalink(location.href, location.origin);
    if (message !== undefined) show(message);
  }, [show]);
  return { wanted, show };
}

/** Brings a message into view and gives it the focus: the one in the thread, if it is shown twice. */
function scrollTo(message: MessageLink | undefined): void {
  if (message === undefined) return;
  const all = document.querySelectorAll<HTMLElement>(`[data-ts="${CSS.escape(message.ts)}"]`);
  const shown = message.thread === '' ? all[0] : all[all.length - 1];
  shown?.scrollIntoView({ block: 'start' });
  shown?.focus({ preventScroll: true });
  shown?.animate?.({ backgroundColor: ['var(--flash)', 'transparent'] }, 1_500);
}
