import { countImages, countSeverities } from './counts';
import { bySeverityAndScore, type Finding } from './finding';
import type { Row } from './ledger';
import type { Digest } from './message';

/** The digest of a scan from the rows of its findings known so far; `total` is the scan's own count. */
export function digestOf(
  scanId: string,
  total: number,
  rows: Pick<Row, 'severity' | 'images'>[],
  worst: Finding[],
): Digest {
  return {
    scanId,
    total: Math.max(total, rows.length),
    bySeverity: countSeverities(rows),
    worst: [...worst].sort(bySeverityAndScore),
    images: countImages(rows),
  };
}
