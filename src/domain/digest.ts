import { countImages, countSeverities } from './counts';
import { compareSeverity, type Finding } from './finding';
import type { Digest } from './message';

const WORST = 5;

/** What one scan's digest says, as far as its findings are known; `total` is what the scan itself counted. */
export function digestOf(scanId: string, total: number, findings: Finding[]): Digest {
  const worst = [...findings].sort(worstFirst).slice(0, WORST);
  return {
    scanId,
    total: Math.max(total, findings.length),
    bySeverity: countSeverities(findings),
    worst,
    images: countImages(findings),
  };
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    a.id.localeCompare(b.id)
  );
}
