import type { KnownFinding } from '../domain/detection';
import type { Finding } from '../domain/finding';
import { keyOf } from '../domain/finding';
import { chunksOf } from '../domain/group-by';
import { hashOf } from '../domain/hash';
import type { LedgerFinding } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';
import type { IntakeQueue } from '../ports/queues';

export interface CompareDeps {
  ledger: Pick<LedgerTable, 'findings'>;
  /** Absent where nothing is to be written. */
  queue?: IntakeQueue;
}

export interface Compared {
  /** Findings that intake was asked to read again. */
  different: number;
  /** All findings; those that are decided know how far their decision holds. */
  known: KnownFinding[];
}

/** Findings of one read of the ledger. */
const PER_READ = 100;

/**
 * The daily comparison of Security Hub with the ledger: an event may be lost, and so may a write that Security Hub
 * accepted. Has intake read those findings again that the two hold differently, that the ledger does not have, or of which it
 * does not have the last import: a finding that does not change is not imported for weeks, so that no later event makes up for it.
 * `known` may be minutes old: intake reads each finding itself, and knows what an old state is. What the ledger knows of
 * a decision counts only where both hold the same status. Rejects with `Unavailable`.
 */
export async function compareLedger(
  { ledger, queue }: CompareDeps,
  known: KnownFinding[],
): Promise<Compared> {
  const compared: Compared = { different: 0, known: [] };
  for (const part of chunksOf(known, PER_READ)) {
    const items = await ledger.findings(part.map(hashOf));
    const byHash = new Map(items.map((item) => [item.hash, item]));
    const different = part.filter((finding) => differs(finding, byHash.get(hashOf(finding))));
    if (different.length > 0) await queue?.read(different.map(keyOf));
    compared.different += different.length;
    compared.known.push(...part.map((one) => withBasis(one, byHash.get(hashOf(one)))));
  }
  return compared;
}

function withBasis(finding: KnownFinding, item: LedgerFinding | undefined): KnownFinding {
  const isSame = item?.finding.workflowStatus === finding.workflowStatus;
  return isSame && item.basis !== undefined ? { ...finding, basis: item.basis } : finding;
}

function differs(finding: Finding, item: LedgerFinding | undefined): boolean {
  return (
    item === undefined ||
    finding.workflowStatus !== item.finding.workflowStatus ||
    finding.recordState !== item.finding.recordState ||
    Date.parse(finding.updatedAt) > Date.parse(item.finding.updatedAt) ||
    isOtherMark(finding, item.seq)
  );
}

/**
 * A mark that is newer than the ledger shows that the ledger lost something. An older one shows a write that was not
 * applied; NEW is never written by us, so it keeps the mark of what was there before.
 */
function isOtherMark({ workflowStatus, mark }: Finding, seq: number): boolean {
  if (workflowStatus === 'NEW') return mark.seq > seq;
  return mark.seq !== seq || mark.status !== workflowStatus;
}
