import { countImages, countSeverities } from '../domain/counts';
import { overdueIn } from '../domain/due';
import type { BulkFilter } from '../domain/job';
import type { Row } from '../domain/ledger';
import type { Coverage, OpenCounts } from '../domain/query-answer';
import { DUE_SOON_MS } from '../domain/timing';
import type { LedgerTable } from '../ports/ledger';
import { coveredOf, findCovered } from './find-covered';
import { readRemedyLines } from './remedy-lines';

const LINES = 5;

/** What a bulk decision with this filter would cover now, and what is open of its scan. */
export async function readCoverage(
  ledger: LedgerTable,
  filter: BulkFilter,
  now: Date,
): Promise<Coverage> {
  const { scanId } = filter;
  const open = await findCovered(ledger, scanId === undefined ? {} : { scanId });
  // The list of open findings is in the order of what to do first.
  const covered = await coveredOf(ledger, open, filter);
  const { lines, total } = await readRemedyLines(ledger, covered, { from: 0, most: LINES }, now);
  return { count: covered.length, lines, upgrades: total, open: countsOf(open, now) };
}

function countsOf(rows: Row[], now: Date): OpenCounts {
  return {
    total: rows.length,
    bySeverity: countSeverities(rows),
    images: countImages(rows),
    fixable: rows.filter(({ fix }) => fix !== false).length,
    overdue: overdueIn(rows, now).length,
    soon: overdueIn(rows, new Date(now.getTime() + DUE_SOON_MS)).length,
  };
}
