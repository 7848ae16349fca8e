import { Refused, Unavailable } from '../../src/domain/errors';
import { type Finding, isDecided } from '../../src/domain/finding';
import type { AlertEntry, Message, MessageRef, RemedyCard } from '../../src/domain/message';
import type { Channel, PostOptions } from '../../src/ports/channel';
import { isIn } from './hub';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';

export interface SimMessage {
  ref: MessageRef;
  /** Epoch milliseconds. */
  at: number;
  key: string;
  token: string;
  message: Message;
  /** Findings as it showed them within SETTLED_MS after it was posted, by id. */
  first: Map<string, Finding>;
  /** When it was posted and drawn again. */
  draws: number[];
  deletedAt: number;
  locked: boolean;
}

export interface SimSlack {
  messages: SimMessage[];
  /** What each method does at once; failures and delays come from the caller. */
  post(message: Message, options: PostOptions): MessageRef;
  update(ref: MessageRef, message: Message): void;
  search(token: string, since: Date): MessageRef | undefined;
  fingerprint: Channel['fingerprint'];
  reply(ref: MessageRef): void;
}

export const CHANNEL = 'C0';

/** A message is right this long after its post, even if the outcome of that was not known. */
export const SETTLED_MS = 900_000;

/** One channel, with the refusals of this run. */
export function createSimSlack(
  loop: Loop,
  random: Random,
  options: Options,
  hooks: { shown(message: SimMessage): void; deleted(message: SimMessage): void },
): SimSlack {
  const messages: SimMessage[] = [];

  function refuse(): void {
    if (isIn(loop, options.channelOut)) throw new Refused('channel', 'is_archived');
    if (isIn(loop, options.slackOut)) {
      throw new Unavailable('slack_down', 'Slack does not answer.', { ambiguous: true });
    }
    if (random.chance(options.refusals)) throw new Refused('slack', 'some_new_word');
  }

  function remember(shown: SimMessage): void {
    const isSettled = loop.now() - shown.at > SETTLED_MS;
    for (const { finding } of entriesIn(shown)) {
      if (!isSettled || !shown.first.has(finding.id)) shown.first.set(finding.id, finding);
    }
  }

  return {
    messages,
    fingerprint: (message, minimal) => JSON.stringify([message, minimal]),
    post: (message, how) => {
      refuse();
      const parent = messages.find(({ ref }) => ref.ts === how.threadTs);
      if (parent !== undefined && parent.deletedAt <= loop.now()) {
        throw new Refused('thread_gone', 'thread_not_found');
      }
      const number = String(messages.length % 1_000_000).padStart(6, '0');
      const ts = `${Math.floor(loop.now() / 1000)}.${number}`;
      const ref = { channel: CHANNEL, ts, ...(how.threadTs && { threadTs: how.threadTs }) };
      const posted: SimMessage = {
        ref,
        at: loop.now(),
        key: how.key,
        token: how.token,
        message,
        first: new Map(),
        draws: [loop.now()],
        deletedAt: Number.POSITIVE_INFINITY,
        locked: random.chance(options.locked),
      };
      messages.push(posted);
      remember(posted);
      hooks.shown(posted);
      if (random.chance(options.deleted)) {
        loop.after(random.between(5_000, 20_000_000), () => {
          posted.deletedAt = loop.now();
          hooks.deleted(posted);
        });
      }
      return ref;
    },
    update: (ref, message) => {
      refuse();
      const found = messages.find((each) => each.ref.ts === ref.ts);
      if (found === undefined || found.deletedAt <= loop.now()) {
        throw new Refused('message_gone', 'message_not_found');
      }
      if (found.locked) throw new Refused('message_locked', 'cant_update_message');
      found.message = message;
      found.draws.push(loop.now());
      remember(found);
      hooks.shown(found);
    },
    reply: () => refuse(),
    search: (token, since) => {
      refuse();
      const newest = loop.now() - random.between(0, options.historyLag * 1000);
      return messages.find(
        (each) =>
          each.token === token &&
          each.deletedAt > loop.now() &&
          each.at <= newest &&
          each.at >= since.getTime(),
      )?.ref;
    },
  };
}

export function entriesIn({ message }: SimMessage): AlertEntry[] {
  return message.kind === 'cards' ? message.cards.flatMap(({ entries }) => entries) : [];
}

export function cardsIn({ message }: SimMessage): RemedyCard[] {
  return message.kind === 'cards' ? message.cards : [];
}

/** The findings that the buttons of a card are about: to decide, or to reopen if all are decided. */
export function buttonsOf({ entries, continued }: RemedyCard): AlertEntry[] {
  if (continued !== undefined) return [];
  const shown = entries.filter(
    ({ finding, shownAgain }) => !shownAgain && finding.recordState === 'ACTIVE',
  );
  const open = shown.filter(({ finding }) => !isDecided(finding));
  return open.length > 0 ? open : shown;
}
