import { byUrgency } from './by-urgency';
import { countImages, countSeverities } from './counts';
import { defined } from './defined';
import { dueSoonIn } from './due';
import { type Finding, isDecided } from './finding';
import type { Row } from './ledger';
import type { Digest } from './message';

type DigestRow = Pick<Row, 'severity' | 'images' | 'dueAt'>;

/** The digest of a scan from the rows of its findings known so far; `total` is the scan's own count. */
export function digestOf(
  scanId: string,
  total: number,
  rows: DigestRow[],
  worst: Finding[],
  now: Date,
): Digest {
  const sorted = [...worst].sort(
    (a, b) => Number(isDecided(a)) - Number(isDecided(b)) || byUrgency(a, b),
  );
  return {
    scanId,
    at: now.toISOString(),
    total: Math.max(total, rows.length),
    bySeverity: countSeverities(rows),
    worst: sorted,
    images: countImages(rows),
    ...defined({ due: dueSoonIn(rows, sorted, now) }),
  };
}
