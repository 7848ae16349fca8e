import type { SlackMessage } from './events';

/** A message as the workspace keeps it. */
export interface Message extends SlackMessage {
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

interface ChannelMessages {
  byTs: Map<string, Message>;
  /** Timestamps as they were given out; those of removed messages stay. */
  order: string[];
  threads: Map<string, string[]>;
}

export function createMessageStore(): MessageStore {
  const channels = new Map<string, ChannelMessages>();
  const messagesOf = (channel: string): ChannelMessages => {
    const known = channels.get(channel) ?? { byTs: new Map(), order: [], threads: new Map() };
    channels.set(channel, known);
    return known;
  };
  return {
    add(message) {
      const { byTs, order, threads } = messagesOf(message.channel);
      byTs.set(message.ts, message);
      order.push(message.ts);
      if (message.threadTs === undefined) return;
      const thread = threads.get(message.threadTs);
      if (thread === undefined) threads.set(message.threadTs, [message.ts]);
      else thread.push(message.ts);
    },
    find: (channel, ts) => messagesOf(channel).byTs.get(ts),
    replace: (message) => void messagesOf(message.channel).byTs.set(message.ts, message),
    remove: (message) => void messagesOf(message.channel).byTs.delete(message.ts),
    newest: (channel) => newestFirst(messagesOf(channel)),
    replies(channel, threadTs) {
      const { byTs, threads } = messagesOf(channel);
      return (threads.get(threadTs) ?? []).flatMap((ts) => byTs.get(ts) ?? []);
    },
    all: () => [...channels.values()].flatMap(({ byTs }) => [...byTs.values()]),
  };
}

/** Yields the messages without copying them, because the app reads the history before each post. */
function* newestFirst({ byTs, order }: ChannelMessages): Generator<Message> {
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const message = byTs.get(order[index] ?? '');
    if (message !== undefined) yield message;
  }
}

/** The message as clients show it. */
export function shownMessage({ botId: _bot, postedAt: _at, ...message }: Message): SlackMessage {
  return message;
}
