import { movedOn } from './decide';
import type { LedgerFinding } from './ledger';
import type { Now } from './work';

/**
 * A finding whose message was deleted or never posted, on the card that follows and says the present state; undefined if
 * it changed meanwhile. Its status in Security Hub stays: NEW in the ledger until the card is posted.
 */
export function shownAgain(
  item: LedgerFinding | undefined,
  seen: LedgerFinding,
  now: Now,
): LedgerFinding | undefined {
  const moved = movedOn(item, seen, now);
  if (moved === undefined) return undefined;
  const { untold: _, ...rest } = moved;
  return { ...rest, seq: moved.seq + 1, finding: { ...moved.finding, workflowStatus: 'NEW' } };
}
