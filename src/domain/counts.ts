import type { Finding, Severity } from './finding';

const IMAGES = 10;

export function countSeverities(
  findings: Pick<Finding, 'severity'>[],
): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** The number of findings per image, highest first, at most ten images. Tags of one image count together. */
export function countImages(findings: Finding[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    for (const name of new Set(finding.images.map((image) => image.name))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, IMAGES);
}
