import { isOpen } from '../domain/absorb';
import { byUrgency } from '../domain/by-urgency';
import { digestOf } from '../domain/digest';
import { isOverdueNow } from '../domain/due';
import type { Card, LedgerFinding, Row } from '../domain/ledger';
import { type AlertEntry, type Digest, type Message, reasonOf } from '../domain/message';
import { YOUNG_CARD_MS } from '../domain/timing';
import type { LedgerTable } from '../ports/ledger';

/** What a card shows now. */
export interface View {
  /** Undefined when the card has nothing to show. */
  message: Message | undefined;
  /** Findings that are to be shown and have not been: without any, a card of findings is not posted. */
  fresh: LedgerFinding[];
}

/** Reads what a card shows. */
export async function viewOf(ledger: LedgerTable, card: Card, now: Date): Promise<View> {
  const { content, key, members } = card;
  switch (content.kind) {
    case 'scan':
      return { message: { kind: 'scan', scan: content.report }, fresh: [] };
    case 'health':
      return { message: { kind: 'health', notice: content.notice }, fresh: [] };
    case 'bulk': {
      const count = members.length;
      return { message: { kind: 'bulk', bulk: content.bulk, count, card: key }, fresh: [] };
    }
    case 'digest': {
      const digest = await readDigest(ledger, content, now);
      const isCounting = isYoung(card, now) && countOf(digest) < digest.total;
      const shown: Digest = isCounting ? { ...digest, isCounting } : digest;
      return { message: { kind: 'digest', digest: shown }, fresh: [] };
    }
    case 'changes': {
      const isOver = await isDecidedBefore(ledger, card);
      return { message: isOver ? undefined : { kind: 'changes', lines: content.lines }, fresh: [] };
    }
    case 'homes':
    case 'overdue':
      return { message: undefined, fresh: [] };
    case 'finding':
    case 'page':
      return findingsView(card, await ledger.findings(members), now);
  }
}

/** True if all findings of a message that is not posted yet are decided: there is nothing to do about them. */
async function isDecidedBefore(ledger: LedgerTable, { ts, members }: Card): Promise<boolean> {
  if (ts !== undefined) return false;
  const items = await ledger.findings(members);
  return !items.some(isOpen);
}

function findingsView(card: Card, items: LedgerFinding[], now: Date): View {
  const { key, content } = card;
  const sorted = [...items].sort((a, b) => byUrgency(a.finding, b.finding));
  const entries = sorted.map((item) => ({
    ...entryOf(item, item.card !== key),
    ...(isOverdueNow(item.finding, now) && { overdue: true as const }),
  }));
  const fresh = items.filter((item) => item.card === key && isUnshown(item, card));
  const [first] = entries;
  if (first === undefined) return { message: undefined, fresh };
  const isAlone = content.kind === 'finding' && entries.length === 1;
  const message: Message = isAlone ? { kind: 'alert', entry: first } : { kind: 'page', entries };
  return { message, fresh };
}

/** A finding that a person decided and reopened before its card was posted is to be shown as well. */
function isUnshown({ finding, at }: LedgerFinding, { ts }: Card): boolean {
  const { workflowStatus: status, recordState } = finding;
  const isReopened = status === 'NOTIFIED' && at > 0 && ts === undefined;
  return recordState === 'ACTIVE' && (status === 'NEW' || isReopened);
}

/** A finding that is NEW is drawn as it will be once it was shown. */
function entryOf({ finding, base }: LedgerFinding, isElsewhere: boolean): AlertEntry {
  const isNew = finding.workflowStatus === 'NEW';
  return {
    finding: isNew ? { ...finding, workflowStatus: 'NOTIFIED' } : finding,
    base,
    reason: reasonOf(finding, base),
    ...(isElsewhere && { shownAgain: true }),
  };
}

/** Later no more findings are expected: Security Hub refused what is missing, or another scan has shown it. */
function isYoung({ ts }: Card, now: Date): boolean {
  return ts === undefined || now.getTime() - Number(ts) * 1000 < YOUNG_CARD_MS;
}

function countOf({ bySeverity }: Digest): number {
  return Object.values(bySeverity).reduce((sum, count) => sum + count, 0);
}

const WORST = 5;

async function readDigest(
  ledger: LedgerTable,
  { scanId, total }: { scanId: string; total: number },
  now: Date,
): Promise<Digest> {
  const rows: Row[] = [];
  for (const list of ['open', 'suppressed', 'resolved'] as const) {
    for await (const row of ledger.rows(list)) {
      if (row.scanId === scanId && row.recordState === 'ACTIVE') rows.push(row);
    }
  }
  // The list of open findings comes first, in the order of what to do first.
  const worst = rows.slice(0, WORST);
  const findings = await ledger.findings(worst.map(({ hash }) => hash));
  return digestOf(
    scanId,
    total,
    rows,
    findings.map(({ finding }) => finding),
    now,
  );
}
