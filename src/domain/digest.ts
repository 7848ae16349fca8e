import { countImages, countSeverities } from './counts';
import { bySeverityAndScore, type Finding } from './finding';
import type { Digest } from './message';

const WORST = 5;

/** The digest of a scan from its findings known so far; `total` is the scan's own count. */
export function digestOf(scanId: string, total: number, findings: Finding[]): Digest {
  const worst = [...findings].sort(bySeverityAndScore).slice(0, WORST);
  return {
    scanId,
    total: Math.max(total, findings.length),
    bySeverity: countSeverities(findings),
    worst,
    images: countImages(findings),
  };
}
