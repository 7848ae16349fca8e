import type { Finding } from '../domain/finding';
import { keyOf } from '../domain/finding';
import { chunksOf } from '../domain/group-by';
import { hashOf } from '../domain/hash';
import type { LedgerFinding } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';
import type { IntakeQueue } from '../ports/queues';

export interface CompareDeps {
  ledger: Pick<LedgerTable, 'findings'>;
  queue: IntakeQueue;
}

/** Findings of one read of the ledger. */
const PER_READ = 100;

/**
 * The daily comparison of Security Hub with the ledger: an event may be lost, and so may a write that Security Hub
 * accepted. Has intake read those findings again that the two hold differently or that the ledger does not have;
 * resolves to their number. `known` may be minutes old: intake reads each finding itself, and knows what an old
 * state is. Rejects with `Unavailable`.
 */
export async function compareLedger(
  { ledger, queue }: CompareDeps,
  known: Finding[],
): Promise<number> {
  let count = 0;
  for (const part of chunksOf(known, PER_READ)) {
    const items = await ledger.findings(part.map(hashOf));
    const byHash = new Map(items.map((item) => [item.hash, item]));
    const different = part.filter((finding) => differs(finding, byHash.get(hashOf(finding))));
    if (different.length > 0) await queue.read(different.map(keyOf));
    count += different.length;
  }
  return count;
}

function differs(finding: Finding, item: LedgerFinding | undefined): boolean {
  return (
    item === undefined ||
    finding.workflowStatus !== item.finding.workflowStatus ||
    finding.recordState !== item.finding.recordState ||
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
