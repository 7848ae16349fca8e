import { defined } from './defined';
import type { Card, CardContent, ChangeLine, LedgerFinding, Work } from './ledger';
import type { MaterialChange, MovedDate, UntoldChange } from './material-change';
import { GATHER_MS } from './timing';
import { type Now, sooner, workAt } from './work';

/*
 * The message that tells material changes: one for all that one scan found about the cards of one thread, and one more
 * for what is shown in the channel as well, which Slack takes only at posting.
 */

type Changes = Extract<CardContent, { kind: 'changes' }>;

/** The ids of a line that are kept: more are not shown. */
const MOST_IDS = 6;

/** A finding with the changes that one message tells of it. */
export interface Telling {
  item: LedgerFinding;
  changes: UntoldChange[];
}

/** The key of the message, and its content while it tells nothing. */
export function changesCardOf(
  threadTs: string,
  { scanId, isUrgent }: UntoldChange,
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
      const ids = [...line.ids, item.finding.vulnerabilityId].slice(0, MOST_IDS);
      byKey.set(key, { ...line, ids, count: line.count + 1 });
    }
  }
  return [...byKey.values()];
}

/** Lines that read the same are one. Due dates are shown to the day. */
function lineKey({ change, due }: { change: MaterialChange; due?: MovedDate }): string {
  const dates = due && [due.now.slice(0, 10), due.before?.slice(0, 10)];
  const said = change.cause === 'exploited' ? change.cause : change;
  return JSON.stringify([said, dates]);
}
