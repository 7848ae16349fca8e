import type { PageMessage } from '../page/protocol';

/** A message as the workspace keeps it. */
export interface Message extends PageMessage {
  /** Set when the app wrote it; people's own messages have none. */
  botId?: string;
  /** Milliseconds of the workspace's clock; decides from when on histories show it. */
  postedAt: number;
}

/** All messages, oldest first. Ephemeral ones are kept too, since people click on them. */
export interface MessageStore {
  add(message: Message): void;
  find(channel: string, ts: string): Message | undefined;
  replace(message: Message): void;
  remove(message: Message): void;
  /** The channel's messages, newest first. */
  newest(channel: string): Iterable<Message>;
  replies(channel: string, threadTs: string): Message[];
  all(): Message[];
}

export function createMessageStore(): MessageStore {
  const channels = new Map<string, Map<string, Message>>();
  const threads = new Map<string, string[]>();
  const of = (channel: string): Map<string, Message> => {
    const known = channels.get(channel) ?? new Map<string, Message>();
    channels.set(channel, known);
    return known;
  };
  const find = (channel: string, ts: string): Message | undefined => of(channel).get(ts);
  return {
    add(message) {
      of(message.channel).set(message.ts, message);
      if (message.threadTs === undefined) return;
      const key = `${message.channel} ${message.threadTs}`;
      threads.set(key, [...(threads.get(key) ?? []), message.ts]);
    },
    find,
    replace: (message) => void of(message.channel).set(message.ts, message),
    remove: (message) => void of(message.channel).delete(message.ts),
    newest: (channel) => [...of(channel).values()].reverse(),
    replies: (channel, threadTs) =>
      (threads.get(`${channel} ${threadTs}`) ?? []).flatMap((ts) => find(channel, ts) ?? []),
    all: () => [...channels.values()].flatMap((known) => [...known.values()]),
  };
}

/** What the page is told of a message. */
export function pageMessage({ botId: _bot, postedAt: _at, ...message }: Message): PageMessage {
  return message;
}
