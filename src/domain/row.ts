import { readNote } from './decision-note';
import { defined } from './defined';
import { dueRank } from './due';
import { hasFix, keyOf } from './finding';
import type { FindingList, LedgerFinding, Row } from './ledger';
import { remediesOf } from './remedies-of';
import { decisionOf, standingDecision, untilCode } from './signature';

/** Where a finding is listed; `rank` is its place, compared as text. */
export interface Place {
  list: FindingList;
  rank: string;
  row: Row;
}

/** The longest lists of names in a row. */
export const MOST_NAMES = 10;

/**
 * The place of a finding in the lists. Open ones are ranked by what to do first, suppressed ones by the day at which it
 * ends, resolved ones by when that was, archived ones by their last change. Earlier versions ranked open ones by severity:
 * they are among the others until the next import of the finding, which each daily scan makes.
 */
export function placeOf(item: LedgerFinding): Place {
  const list = listOf(item);
  const row = rowOf(item);
  const { updatedAt, closedAt = updatedAt, until = NO_DAY, hash } = row;
  const rank = {
    open: [dueRank(item.finding), hash],
    suppressed: [until, closedAt, hash],
    resolved: [closedAt, hash],
    archived: [updatedAt, hash],
  }[list];
  return { list, rank: rank.join('#'), row };
}

/** After every day. */
const NO_DAY = '~';

function listOf({ finding }: LedgerFinding): FindingList {
  if (finding.workflowStatus === 'RESOLVED') return 'resolved';
  if (finding.recordState === 'ARCHIVED') return 'archived';
  return finding.workflowStatus === 'SUPPRESSED' ? 'suppressed' : 'open';
}

function rowOf(item: LedgerFinding): Row {
  const { finding, hash, base } = item;
  const { vulnerabilityId, severity, workflowStatus, recordState, createdAt, updatedAt } = finding;
  return {
    hash,
    key: keyOf(finding),
    vulnerabilityId,
    base,
    severity,
    status: workflowStatus,
    recordState,
    images: distinct(finding.images),
    packages: distinct(finding.packages),
    fix: hasFix(finding),
    remedy: remedyOf(finding),
    createdAt,
    updatedAt,
    ...defined({
      scanId: item.pageScan ?? finding.scan?.id,
      closedAt: closedAtOf(item),
      by: deciderOf(item),
      until: untilOf(item),
      ...urgencyOf(item),
    }),
  };
}

function remedyOf(finding: LedgerFinding['finding']): Row['remedy'] & object {
  const [{ key, name }] = remediesOf(finding);
  return { key, name };
}

/** Of an open finding. */
function urgencyOf(item: LedgerFinding): { dueAt?: string | undefined; exploited?: boolean } {
  const { urgency } = item.finding;
  if (urgency === undefined || listOf(item) !== 'open') return {};
  return { dueAt: urgency.dueAt, ...(urgency.exploitedSince !== undefined && { exploited: true }) };
}

function distinct(named: { name: string }[]): string[] {
  return [...new Set(named.map(({ name }) => name))].slice(0, MOST_NAMES);
}

/** The name of the person who made the standing decision in Slack. */
function deciderOf({ finding }: LedgerFinding): string | undefined {
  const decision = standingDecision(finding);
  if (decision === undefined || decision.who === 'scanner') return undefined;
  return readNote(finding.note?.text ?? '', decision).name;
}

/** When the click was, or when Security Hub said so. */
function closedAtOf({ finding, at, known, noteTime }: LedgerFinding): string | undefined {
  const { workflowStatus: status } = finding;
  if (status !== 'RESOLVED' && status !== 'SUPPRESSED') return undefined;
  const heard = known.status === status ? known.time : 0;
  return isoOf(at || heard || noteTime) ?? finding.updatedAt;
}

/** Undefined for 0, and for what is no time. */
function isoOf(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  return seconds > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}

function untilOf({ finding }: LedgerFinding): string | undefined {
  if (finding.workflowStatus !== 'SUPPRESSED') return undefined;
  const until = decisionOf(finding)?.until;
  return until?.kind === 'date' ? untilCode(until) : undefined;
}
