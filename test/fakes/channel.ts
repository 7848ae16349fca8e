import { type AlertIdentity, identityText } from '../../src/domain/alert';
import { decisionMark, noteTime } from '../../src/domain/check-decision';
import { Refused } from '../../src/domain/errors';
import { type Finding, type FindingKey, isDecided } from '../../src/domain/finding';
import { healthKey } from '../../src/domain/health';
import type { AlertEntry, Message, MessageRef } from '../../src/domain/message';
import type { Channel, Witness } from '../../src/ports/channel';
import type { HealthMessages } from '../../src/ports/health';

/** What a message shows of one appearance of a finding. */
export interface ShownEntry {
  key: FindingKey;
  generation: number;
  state: 'open' | 'decided';
  decision?: string;
  /** When the shown decision was made, epoch milliseconds; 0 for none. */
  decidedAt: number;
}

export interface ShownMessage {
  ref: MessageRef;
  /** When it was posted, epoch milliseconds. */
  at: number;
  /** As posted, or as it was rewritten as a whole last. */
  message: Message;
  options: { threadTs?: string; broadcast?: boolean; minimal?: boolean };
  /** By `identityText`. */
  entries: Map<string, ShownEntry>;
  /** When a person deleted it, epoch milliseconds. */
  deletedAt: number;
  /** It can't be edited any more. */
  locked: boolean;
}

/** Everything is optional but the clock: by default the history shows a message at once. */
export interface ChannelOptions {
  /** Epoch milliseconds. */
  now(): number;
  /** How old a message is before the history shows it. */
  historyLagMs?: number;
  isLocked?(): boolean;
  onCall?(call: string): void;
  onPosted?(message: ShownMessage): void;
  /** An entry was drawn again; `before` is undefined where the message does not show it. */
  onRedrawn?(name: string, before: ShownEntry | undefined, after: ShownEntry): void;
}

export interface FakeChannel extends Channel, HealthMessages {
  messages: ShownMessage[];
  /** Puts a message there as if it had been posted at its timestamp. */
  show(ref: MessageRef, message: Message, options?: ShownMessage['options']): ShownMessage;
  /** Whole messages as they were rewritten, oldest first. */
  rewrites: { ref: MessageRef; message: Message }[];
  replies: { ref: MessageRef; text: string }[];
}

const CHANNEL = 'C0';

/** One Slack channel in memory, with this app's messages in it. */
export function createFakeChannel(options: ChannelOptions): FakeChannel {
  const messages: ShownMessage[] = [];
  const rewrites: FakeChannel['rewrites'] = [];
  const replies: FakeChannel['replies'] = [];
  const { now, historyLagMs = 0, onCall } = options;
  let posts = 0;

  function show(
    ref: MessageRef,
    message: Message,
    how: ShownMessage['options'] = {},
    at = Number(ref.ts) * 1000,
  ): ShownMessage {
    const shown: ShownMessage = {
      ref,
      at,
      message,
      options: how,
      entries: new Map(entriesOf(message).map((entry) => [nameOf(entry), drawn(entry)])),
      deletedAt: Number.POSITIVE_INFINITY,
      locked: options.isLocked?.() ?? false,
    };
    messages.push(shown);
    return shown;
  }

  const visible = (since = new Date(0)) =>
    messages.filter(
      ({ at, deletedAt }) =>
        deletedAt > now() && at >= since.getTime() && at <= now() - historyLagMs,
    );

  function editable(ref: MessageRef): ShownMessage {
    const found = messages.find((each) => each.ref.ts === ref.ts && each.deletedAt > now());
    if (found === undefined) throw new Refused('message_gone', 'The message is gone.');
    if (found.locked) throw new Refused('message_locked', 'The message cannot be edited.');
    return found;
  }

  /** Like Slack's app, it draws an entry only into a message that shows it. */
  function redraw(message: ShownMessage, entries: AlertEntry[]): void {
    for (const entry of entries) {
      const before = message.entries.get(nameOf(entry));
      const after = drawn(entry);
      options.onRedrawn?.(nameOf(entry), before, after);
      if (before !== undefined) message.entries.set(nameOf(entry), after);
    }
  }

  return {
    messages,
    rewrites,
    replies,
    show,
    find: async (identities, since, threadTs) => {
      onCall?.('find');
      const here = visible(since).filter((message) => isIn(message, threadTs));
      return new Map(here.toReversed().flatMap((message) => witnesses(message, identities)));
    },
    look: async (ref, identities) => {
      onCall?.('look');
      const message = visible().find((each) => each.ref.ts === ref.ts);
      return message && new Map(witnesses(message, identities));
    },
    digestsSince: async (since) =>
      visible(since)
        .filter(({ message }) => message.kind === 'digest')
        .map(({ ref }) => ref),
    findDigest: async (scanId, since) =>
      visible(since).find(({ message }) => digestOf(message) === scanId)?.ref,
    findScan: async (taskArn, since) => {
      for (const { ref, message } of visible(since)) {
        if (message.kind === 'scan' && message.scan.taskArn === taskArn) {
          return { ref, report: message.scan };
        }
      }
      return undefined;
    },
    post: async (message, how = {}) => {
      onCall?.('post');
      posts += 1;
      const ts = `${Math.floor(now() / 1000)}.${String(posts % 1_000_000).padStart(6, '0')}`;
      const { threadTs } = how;
      const ref = { channel: CHANNEL, ts, ...(threadTs !== undefined && { threadTs }) };
      const shown = show(ref, message, how, now());
      options.onPosted?.(shown);
      return ref;
    },
    rewrite: async (ref, message) => {
      onCall?.('redraw');
      const shown = editable(ref);
      redraw(shown, entriesOf(message));
      shown.message = message;
      rewrites.push({ ref, message });
    },
    rewriteEntries: async (ref, entries) => {
      onCall?.('redraw');
      redraw(editable(ref), entries);
    },
    reply: async (ref, text) => void replies.push({ ref, text }),
    openHealth: async (since) =>
      openHealth(visible(since)).map(({ notice, shown }) => ({
        key: healthKey(notice.problem),
        ref: shown.ref,
        postedAt: new Date(shown.at).toISOString(),
        since: notice.since,
      })),
    healthSummary: async (since) => {
      const keys = openHealth(visible(since)).map(({ notice }) => healthKey(notice.problem));
      const reports = visible(since).flatMap(({ message }) =>
        message.kind === 'scan' ? [message.scan] : [],
      );
      const ended = reports.findLast(({ state }) => state === 'done' || state === 'failed');
      return { troubles: [...new Set(keys)], ...(ended && { ended }) };
    },
  };
}

/** The digest of a scan that a message is, by the scan's id. */
export function digestOf(message: Message): string | undefined {
  return message.kind === 'digest' ? message.digest.scanId : undefined;
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

function isIn({ ref, options }: ShownMessage, threadTs: string | undefined): boolean {
  if (threadTs !== undefined) return ref.threadTs === threadTs;
  return ref.threadTs === undefined || options.broadcast === true;
}

/** Messages about troubles that are not over, newest first. */
function openHealth(messages: ShownMessage[]) {
  const notices = messages
    .toReversed()
    .flatMap((shown) =>
      shown.message.kind === 'health' ? [{ notice: shown.message.notice, shown }] : [],
    );
  return notices.filter(({ notice }) => {
    const key = healthKey(notice.problem);
    return !notices.find((each) => healthKey(each.notice.problem) === key)?.notice.over;
  });
}

function entriesOf(message: Message): AlertEntry[] {
  if (message.kind === 'alert') return [message.entry];
  return message.kind === 'page' ? message.entries : [];
}

function nameOf({ finding, generation }: AlertEntry): string {
  return identityText({ id: finding.id, productArn: finding.productArn, generation });
}

function witnesses({ ref, entries }: ShownMessage, identities: AlertIdentity[]) {
  return identities.map(identityText).flatMap((name): [string, Witness][] => {
    const entry = entries.get(name);
    if (entry === undefined) return [];
    const { state, decision } = entry;
    return [[name, { ref, state, ...(decision !== undefined && { decision }) }]];
  });
}
