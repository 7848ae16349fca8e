import { Refused, Unavailable } from '../../src/domain/errors';
import type { Message, MessageRef } from '../../src/domain/message';
import { fingerprint } from '../../src/domain/text';
import type { Channel } from '../../src/ports/channel';

/** A message in the channel as Slack has it. */
interface ShownMessage {
  ref: MessageRef;
  /** Card and attempt of its post. */
  key: string;
  token: string;
  /** When it was posted, epoch milliseconds. */
  at: number;
  /** As posted or updated last. */
  message: Message;
  minimal: boolean;
  broadcast: boolean;
  /** How often it was updated. */
  updates: number;
  /** When a person deleted it, epoch milliseconds. */
  deletedAt: number;
  /** It can't be edited any more. */
  locked: boolean;
}

export type ChannelCall = 'post' | 'update' | 'search' | 'reply';

/** Everything is optional but the clock: by default the history shows a message at once. */
export interface ChannelOptions {
  /** Epoch milliseconds. */
  now(): number;
  /** How old a message is before the history shows it. */
  historyLagMs?: number;
  isLocked?(): boolean;
  /** Code of a refusal of this call; undefined lets it through. */
  refuses?(call: ChannelCall, message?: Message, minimal?: boolean): string | undefined;
  onCall?(call: ChannelCall): void;
  onPosted?(message: ShownMessage): void;
  onUpdated?(message: ShownMessage): void;
}

export interface FakeChannel extends Channel {
  messages: ShownMessage[];
  replies: { ref: MessageRef; text: string }[];
  /** Puts a message there as if it had been posted at its timestamp. */
  show(ref: MessageRef, message: Message, post?: Partial<ShownMessage>): ShownMessage;
  /** Refuses the next `times` calls with this code; `slack_rate_limited` and `slack_down` are `Unavailable`. */
  refuse(code: string, times?: number): void;
  /** A person deletes a message now. */
  remove(ref: MessageRef): void;
}

const CHANNEL = 'C0';

/** One Slack channel in memory, with this app's messages in it. */
export function createFakeChannel(options: ChannelOptions): FakeChannel {
  const { now, historyLagMs = 0 } = options;
  const messages: ShownMessage[] = [];
  const byTs = new Map<string, ShownMessage>();
  const replies: FakeChannel['replies'] = [];
  const refusals: string[] = [];
  let posts = 0;

  const isThere = ({ deletedAt }: ShownMessage) => deletedAt > now();

  function show(ref: MessageRef, message: Message, post: Partial<ShownMessage> = {}): ShownMessage {
    const shown: ShownMessage = {
      ref,
      key: '',
      token: '',
      at: Number(ref.ts) * 1000,
      message,
      minimal: false,
      broadcast: false,
      updates: 0,
      deletedAt: Number.POSITIVE_INFINITY,
      locked: options.isLocked?.() ?? false,
      ...post,
    };
    messages.push(shown);
    byTs.set(ref.ts, shown);
    return shown;
  }

  function called(call: ChannelCall, message?: Message, minimal?: boolean): void {
    options.onCall?.(call);
    const code = refusals.shift() ?? options.refuses?.(call, message, minimal);
    if (code !== undefined) throw refusal(code);
  }

  function found(ts: string): ShownMessage | undefined {
    const message = byTs.get(ts);
    return message !== undefined && isThere(message) ? message : undefined;
  }

  return {
    messages,
    replies,
    show,
    refuse: (code, times = 1) => void refusals.push(...Array.from({ length: times }, () => code)),
    remove: ({ ts }) => {
      const message = byTs.get(ts);
      if (message !== undefined) message.deletedAt = now();
    },
    fingerprint: (message, minimal = false) => fingerprint(JSON.stringify([message, minimal])),
    post: async (message, { key, token, threadTs, broadcast = false, minimal = false }) => {
      called('post', message, minimal);
      if (threadTs !== undefined && found(threadTs) === undefined) throw refusal('thread_gone');
      posts += 1;
      const ts = `${Math.floor(now() / 1000)}.${String(posts % 1_000_000).padStart(6, '0')}`;
      const ref = { channel: CHANNEL, ts, ...(threadTs !== undefined && { threadTs }) };
      const shown = show(ref, message, { key, token, at: now(), minimal, broadcast });
      options.onPosted?.(shown);
      return ref;
    },
    update: async (ref, message, minimal = false) => {
      called('update', message, minimal);
      const shown = found(ref.ts);
      if (shown === undefined) throw refusal('message_gone');
      if (shown.locked) throw refusal('message_locked');
      Object.assign(shown, { message, minimal, updates: shown.updates + 1 });
      options.onUpdated?.(shown);
    },
    search: async (token, since, threadTs) => {
      called('search');
      const isVisible = (each: ShownMessage) =>
        isThere(each) && each.at >= since.getTime() && each.at <= now() - historyLagMs;
      return messages.findLast(
        (each) => each.token === token && isVisible(each) && isIn(each, threadTs),
      )?.ref;
    },
    reply: async (ref, text) => {
      called('reply');
      replies.push({ ref, text });
    },
  };
}

/** A broadcast reply is in the channel, too. */
function isIn({ ref, broadcast }: ShownMessage, threadTs: string | undefined): boolean {
  return ref.threadTs === threadTs || (threadTs === undefined && broadcast);
}

function refusal(code: string): Refused | Unavailable {
  if (code === 'slack_rate_limited') {
    return new Unavailable(code, 'Slack asked for a pause; try again.', { retryAfterMs: 30_000 });
  }
  if (code === 'slack_down') {
    return new Unavailable(code, 'Slack failed; try again.', { ambiguous: true });
  }
  return new Refused(code, `Slack refused the call (${code}); see its code.`);
}
