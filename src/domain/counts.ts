import type { Finding, Severity } from './finding';
import type { Row } from './ledger';

const IMAGES = 10;
/** Images that a filter offers: Slack's limit of options, one of which is all. */
export const MOST_IMAGES = 99;

export function countSeverities(
  findings: Pick<Finding, 'severity'>[],
): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** The number of findings per image name, highest first, at most `most` images. Tags of one image count together. */
export function countImages(
  rows: Pick<Row, 'images'>[],
  most = IMAGES,
): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { images } of rows) {
    for (const name of new Set(images)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, most);
}
