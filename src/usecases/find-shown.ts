import { digestSince, identityOf, identityText, isFirstAppearance } from '../domain/alert';
import { groupBy } from '../domain/group-by';
import type { AlertEntry, MessageRef } from '../domain/message';
import { digestIn } from '../domain/posting-plan';
import type { Witness } from '../ports/channel';
import type { DueAppearance, RaiseDeps } from './due-appearance';

export interface Shown {
  /** Appearances whose message is open, by identity. */
  open: Map<string, MessageRef>;
  /** Appearances whose message says that somebody decided already. */
  decided: Map<string, Witness>;
}

/**
 * Searches Slack's history for appearances that are shown already: in the channel for findings with a message of
 * their own, in the thread of the scan's digest for the others, and in both for a finding's later appearances, because
 * an earlier scan may have shown them. Rejects when the history can't be read, so that nothing is posted twice.
 */
export async function findShown(deps: RaiseDeps, due: DueAppearance[]): Promise<Shown> {
  const witnesses = new Map<string, Witness>();
  for (const look of await placesOf(deps, due)) {
    const identities = look.due.map(({ entry }) => identityOf(entry.finding));
    const found = await deps.channel.find(identities, sinceOf(look.due), look.threadTs);
    for (const [identity, witness] of found) witnesses.set(identity, witness);
  }
  return sortOut(deps, due, witnesses);
}

interface Place {
  due: DueAppearance[];
  threadTs?: string;
}

async function placesOf(deps: RaiseDeps, due: DueAppearance[]): Promise<Place[]> {
  const { digestAbove } = deps.rules;
  const again = due.filter(({ entry }) => !isFirstAppearance(entry.finding));
  const inChannel = due.filter(
    (each) => again.includes(each) || digestIn(each.entry, digestAbove) === undefined,
  );
  const threads = await threadsOf(deps, due, again);
  return [
    ...(inChannel.length > 0 ? [{ due: inChannel }] : []),
    ...[...threads].map(([threadTs, members]) => ({ due: members, threadTs })),
  ];
}

/** Threads to search, each with the findings that may be shown there. */
async function threadsOf(
  deps: RaiseDeps,
  due: DueAppearance[],
  again: DueAppearance[],
): Promise<Map<string, DueAppearance[]>> {
  const threads = new Map<string, Set<DueAppearance>>();
  const add = (ts: string, each: DueAppearance) =>
    threads.set(ts, (threads.get(ts) ?? new Set()).add(each));
  if (again.length > 0) {
    const digests = await deps.channel.digestsSince(sinceOf(again));
    for (const { ts } of digests) for (const each of again) add(ts, each);
  }
  for (const [scanId, members] of byScan(deps, due)) {
    const digest = await findDigest(
      deps,
      scanId,
      members.map(({ entry }) => entry),
    );
    if (digest !== undefined) for (const each of members) add(digest.ts, each);
  }
  return new Map([...threads].map(([ts, members]) => [ts, [...members]]));
}

function byScan({ rules }: RaiseDeps, due: DueAppearance[]): Map<string, DueAppearance[]> {
  return groupBy(due, ({ entry }) => digestIn(entry, rules.digestAbove));
}

/** The digest message of the scan that imported these findings, cached once it was found. */
export async function findDigest(
  deps: Pick<RaiseDeps, 'channel' | 'memory' | 'clock'>,
  scanId: string,
  entries: AlertEntry[],
): Promise<MessageRef | undefined> {
  const known = deps.memory.digests.get(scanId);
  if (known !== undefined) return known;
  const found = await lookForDigest(deps, scanId, entries);
  if (found !== undefined) deps.memory.digests.set(scanId, found);
  return found;
}

/** The same, always from the history. */
export function lookForDigest(
  { channel, clock }: Pick<RaiseDeps, 'channel' | 'clock'>,
  scanId: string,
  entries: AlertEntry[],
): Promise<MessageRef | undefined> {
  const times = entries.map(({ finding }) => digestSince(finding, clock.now()).getTime());
  return channel.findDigest(scanId, new Date(Math.min(...times)));
}

/** The process cache knows messages that the history does not show yet. */
function sortOut(deps: RaiseDeps, due: DueAppearance[], witnesses: Map<string, Witness>): Shown {
  const shown: Shown = { open: new Map(), decided: new Map() };
  for (const { entry } of due) {
    const identity = identityText(identityOf(entry.finding));
    const witness = witnesses.get(identity);
    const ref = witness?.ref ?? deps.memory.posted.get(identity);
    if (witness?.state === 'decided') shown.decided.set(identity, witness);
    else if (ref !== undefined) shown.open.set(identity, ref);
  }
  return shown;
}

function sinceOf(due: DueAppearance[]): Date {
  return new Date(Math.min(...due.map(({ since }) => since.getTime())));
}
