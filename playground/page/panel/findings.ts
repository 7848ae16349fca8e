import type { PageFinding } from '../protocol';

export type SortKey = 'severity' | 'status' | 'title' | 'updated';

export interface Sort {
  key: SortKey;
  down: boolean;
}

const RANKS = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];

const KEYS: Record<SortKey, (finding: PageFinding) => string> = {
  severity: (one) => String(rankOf(one.severity)).padStart(2, '0'),
  status: (one) => one.workflowStatus,
  title: (one) => one.title.toLowerCase(),
  updated: (one) => one.updatedAt,
};

function rankOf(severity: string): number {
  const rank = RANKS.indexOf(severity.toUpperCase());
  return rank < 0 ? RANKS.length : rank;
}

/** Sorts by a column, then by severity and id, so that the order is stable. */
export function sortFindings(findings: PageFinding[], sort: Sort): PageFinding[] {
  const keyOf = KEYS[sort.key];
  const sign = sort.down ? -1 : 1;
  return findings.toSorted(
    (a, b) =>
      sign * compare(keyOf(a), keyOf(b)) ||
      rankOf(a.severity) - rankOf(b.severity) ||
      compare(a.id, b.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The findings that contain every word of the text and have the status, unless it is empty. */
export function filterFindings(
  findings: PageFinding[],
  text: string,
  status: string,
): PageFinding[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return findings.filter((one) => {
    if (status !== '' && one.workflowStatus !== status) return false;
    const all = [one.id, one.title, one.severity, ...one.images].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Images that the table names of a finding. */
const MOST_IMAGES = 4;

/** The first images of a finding by their short names, and how many more names there are. */
export function shownImages(images: string[]): string {
  const names = [...new Set(images.map(shortImage))];
  const more = names.length - MOST_IMAGES;
  return more < 2 ? names.join(', ') : `${names.slice(0, MOST_IMAGES).join(', ')} +${more}`;
}

/** Without its registry, and with a short digest. */
function shortImage(image: string): string {
  return image.replace(/^[^/]*[.:][^/]*\//, '').replace(/@sha256:([0-9a-f]{7})[0-9a-f]*$/, '@$1');
}

/** Ids of the vulnerabilities that CISA could list next: CVEs in findings that are not known to be exploited. */
export function exploitable(findings: PageFinding[]): string[] {
  const ids = findings
    .filter(({ recordState, asff }) => recordState === 'ACTIVE' && !isExploited(asff))
    .flatMap(({ id }) => /CVE-\d{4}-\d+$/.exec(id)?.[0] ?? []);
  return [...new Set(ids)].sort();
}

function isExploited(asff: unknown): boolean {
  return JSON.stringify(asff).includes('"ExploitAvailable":"YES"');
}
