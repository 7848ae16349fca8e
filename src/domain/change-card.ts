import { defined } from './defined';
import type { Finding } from './finding';
import type { Card, CardContent, ChangeLine, LedgerFinding, Rating, Work } from './ledger';
import type { UntoldChange } from './material-change';
import { GATHER_MS } from './timing';
import { type Now, sooner, workAt } from './work';

/*
 * The message that tells material changes: one for all that one scan found about the cards of one thread, and one more
 * for what is shown in the channel as well, which Slack takes only at posting.
 */

type Changes = Extract<CardContent, { kind: 'changes' }>;

/** The ids of a line that are kept: more are not shown. */
const MOST_IDS = 6;

/** A change as the message tells it. */
export type Told = Pick<ChangeLine, 'change' | 'due'>;

/** A finding with the changes that one message tells of it. */
export interface Telling {
  item: LedgerFinding;
  changes: Told[];
}

/** The key of the message, and its content while it tells nothing. */
export function changesCardOf(
  threadTs: string,
  { scanId, isUrgent }: Pick<UntoldChange, 'scanId' | 'isUrgent'>,
): { key: string; content: Changes } {
  const key = `changes/${threadTs}/${scanId}${isUrgent ? '/due' : ''}`;
  return { key, content: { kind: 'changes', threadTs, broadcast: isUrgent, lines: [] } };
}

/**
 * The card with what changed about the findings that it does not tell of yet: a finding gives all its changes of a scan
 * at once. Undefined if there is nothing to add. It waits a moment for the other findings of the scan.
 */
export function withTold(card: Card, tellings: Telling[], now: Now): Card | undefined {
  const { content, members } = card;
  const fresh = tellings.filter(({ item }) => !members.includes(item.hash));
  if (content.kind !== 'changes' || fresh.length === 0) return undefined;
  return {
    ...card,
    content: { ...content, lines: linesWith(content.lines, fresh) },
    members: [...members, ...fresh.map(({ item }) => item.hash)],
    dirty: card.dirty + 1,
    work: workOf(card, now),
  };
}

function workOf({ ts, work }: Card, { now, token }: Now): Work {
  if (ts !== undefined) return sooner(work, workAt(now, 2, token));
  return work ?? workAt(new Date(now.getTime() + GATHER_MS), 1, token);
}

function linesWith(lines: ChangeLine[], tellings: Telling[]): ChangeLine[] {
  const byKey = new Map(lines.map((line) => [lineKey(line), line]));
  for (const { item, changes } of tellings) {
    for (const { change, due } of changes) {
      const key = lineKey({ change, ...defined({ due }) });
      const line = byKey.get(key) ?? { change, ...defined({ due }), ids: [], count: 0 };
      byKey.set(key, lineWith({ ...line, change: newer(line.change, change) }, item));
    }
  }
  return [...byKey.values()];
}

function lineWith(line: ChangeLine, { finding }: LedgerFinding): ChangeLine {
  const ids = [...line.ids, finding.vulnerabilityId].slice(0, MOST_IDS);
  const ratings = [...(line.ratings ?? []), ratingOf(finding)].slice(0, MOST_IDS);
  // A line of an earlier version knows some of its ids only.
  const isRated = line.change.cause === 'joined' && ratings.length === ids.length;
  return { ...line, ids, count: line.count + 1, ...(isRated && { ratings }) };
}

function ratingOf({ severity, score }: Finding): Rating {
  return { severity, ...defined({ score }) };
}

/** Of findings that joined one after the other the last count is said. */
function newer(shown: ChangeLine['change'], change: ChangeLine['change']): ChangeLine['change'] {
  if (shown.cause !== 'joined' || change.cause !== 'joined') return shown;
  return { ...shown, total: Math.max(shown.total, change.total) };
}

/** Lines that read the same are one. Due dates are shown to the day. */
function lineKey({ change, due }: Told): string {
  const dates = due && [due.now.slice(0, 10), due.before?.slice(0, 10)];
  const said = saidOf(change);
  return JSON.stringify([said, dates]);
}

function saidOf(change: ChangeLine['change']): unknown {
  if (change.cause === 'joined') return [change.cause, change.isCleared];
  return change.cause === 'exploited' ? change.cause : change;
}
