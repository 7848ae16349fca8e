import { type AlertIdentity, identityText } from '../../src/domain/alert';
import { decisionMark, noteTime } from '../../src/domain/check-decision';
import { Refused } from '../../src/domain/errors';
import { type Finding, type FindingKey, isDecided } from '../../src/domain/finding';
import type { AlertEntry, Message, MessageRef } from '../../src/domain/message';
import type { Channel, Witness } from '../../src/ports/channel';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Io, Process } from './process';
import type { Random } from './random';

export interface ShownEntry {
  key: FindingKey;
  generation: number;
  state: 'open' | 'decided';
  decision?: string;
  /** When the shown decision was made. */
  decidedAt: number;
}

export interface SlackMessage {
  ref: MessageRef;
  at: number;
  broadcast: boolean;
  entries: Map<string, ShownEntry>;
  digest?: string;
  /** When a person deleted it. */
  deletedAt: number;
  locked: boolean;
  replies: string[];
}

export interface Slack {
  messages: SlackMessage[];
  /** The channel as one process sees it. */
  channelOf(process: Process): Channel;
}

export interface SlackEvents {
  landed(message: SlackMessage): void;
  breach(text: string): void;
}

const CHANNEL = 'C0SIM';

export function createSlack(
  loop: Loop,
  random: Random,
  options: Options,
  io: Io,
  events: SlackEvents,
): Slack {
  const messages: SlackMessage[] = [];
  let posts = 0;

  function land(message: Message, threadTs?: string, broadcast = false): MessageRef {
    posts += 1;
    const micro = String(posts % 1_000_000).padStart(6, '0');
    const ref: MessageRef = {
      channel: CHANNEL,
      ts: `${Math.floor(loop.now() / 1000)}.${micro}`,
      ...(threadTs !== undefined && { threadTs }),
    };
    const landed: SlackMessage = {
      ref,
      at: loop.now(),
      broadcast,
      entries: new Map(entriesOf(message).map((entry) => [nameOf(entry), drawn(entry)])),
      ...(message.kind === 'digest' && { digest: message.digest.scanId }),
      deletedAt: Number.POSITIVE_INFINITY,
      locked: random.chance(options.locked),
      replies: [],
    };
    messages.push(landed);
    events.landed(landed);
    return ref;
  }

  const visible = (since: Date) =>
    messages.filter(
      ({ at, deletedAt }) =>
        deletedAt > loop.now() &&
        at >= since.getTime() &&
        at <= loop.now() - options.historyLag * 1000,
    );

  function find(identities: AlertIdentity[], since: Date, threadTs?: string): Map<string, Witness> {
    const found = new Map<string, Witness>();
    const here = visible(since).filter(({ ref, broadcast }) =>
      threadTs === undefined ? ref.threadTs === undefined || broadcast : ref.threadTs === threadTs,
    );
    const wanted = new Set(identities.map(identityText));
    for (const message of here)
      for (const [name, entry] of message.entries) {
        if (wanted.has(name) && !found.has(name)) found.set(name, witness(message, entry));
      }
    return found;
  }

  function look(ref: MessageRef, identities: AlertIdentity[]): Map<string, Witness> | undefined {
    const message = visible(new Date(0)).find((each) => each.ref.ts === ref.ts);
    if (message === undefined) return undefined;
    return new Map(
      identities.map(identityText).flatMap((name): [string, Witness][] => {
        const entry = message.entries.get(name);
        return entry === undefined ? [] : [[name, witness(message, entry)]];
      }),
    );
  }

  function redraw(ref: MessageRef, entries: AlertEntry[]): void {
    const message = messages.find((each) => each.ref.ts === ref.ts && each.deletedAt > loop.now());
    if (message === undefined) throw new Refused('message_gone', 'gone');
    if (message.locked) throw new Refused('message_locked', 'locked');
    for (const entry of entries) {
      const before = message.entries.get(nameOf(entry));
      const after = drawn(entry);
      if (before === undefined) {
        events.breach(`I5: ${nameOf(entry)} drawn into a message that does not show it`);
      } else if (after.decidedAt < before.decidedAt) {
        events.breach(
          `I5: ${nameOf(entry)} went back from ${before.decision} to ${after.decision}`,
        );
      }
      message.entries.set(nameOf(entry), after);
    }
  }

  function channelOf(process: Process): Channel {
    const ask = <T>(call: string, effect: () => T) => io(process, 'slack', call, effect);
    return {
      find: (...args) => ask('history', () => find(...args)),
      look: (...args) => ask('look', () => look(...args)),
      digestsSince: (since) =>
        ask('history', () =>
          visible(since)
            .filter((m) => m.digest)
            .map((m) => m.ref),
        ),
      findDigest: (scanId, since) =>
        ask('history', () => visible(since).find((m) => m.digest === scanId)?.ref),
      findScan: async () => undefined,
      post: (message, at = {}) => ask('post', () => land(message, at.threadTs, at.broadcast)),
      rewrite: (ref, message) => ask('update', () => redraw(ref, entriesOf(message))),
      rewriteEntries: (ref, entries) => ask('update', () => redraw(ref, entries)),
      reply: (ref, text) =>
        ask('post', () => {
          messages.find((each) => each.ref.ts === ref.ts)?.replies.push(text);
        }),
    };
  }

  return { messages, channelOf };
}

function entriesOf(message: Message): AlertEntry[] {
  if (message.kind === 'alert') return [message.entry];
  return message.kind === 'page' ? message.entries : [];
}

function nameOf({ finding, generation }: AlertEntry): string {
  return identityText({ id: finding.id, productArn: finding.productArn, generation });
}

/** What a message says of a finding: nothing that is not in the finding. */
export function drawn({
  finding,
  generation,
}: {
  finding: Finding;
  generation: number;
}): ShownEntry {
  const { id, productArn, note } = finding;
  return {
    key: { id, productArn },
    generation,
    state: isDecided(finding) ? 'decided' : 'open',
    ...(note && { decision: decisionMark(note) }),
    decidedAt: noteTime(note),
  };
}

function witness(message: SlackMessage, { state, decision }: ShownEntry): Witness {
  return { ref: message.ref, state, ...(decision !== undefined && { decision }) };
}
