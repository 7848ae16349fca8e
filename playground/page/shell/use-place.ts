import { useEffect, useState } from 'preact/hooks';
import type { PageState } from '../protocol';
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
}

/** The open channel or Home, and the unread counts of the others. */
export function usePlace(state: PageState, acting: string): Navigation {
  const [chosen, setChosen] = useState('');
  const [thread, openThread] = useState('');
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
  const go = (to: string) => {
    setChosen(to);
    openThread('');
  };
  return { at, go, channels, thread, openThread };
}
