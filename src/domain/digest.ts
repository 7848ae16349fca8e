import { compareSeverity, type Finding, type Severity } from './finding';
import type { Digest } from './message';

const WORST = 5;
const IMAGES = 10;

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

function countSeverities(findings: Finding[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

function countImages(findings: Finding[]): Digest['images'] {
  const counts = new Map<string, number>();
  for (const { name } of findings.flatMap((finding) => finding.images)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, IMAGES);
}
