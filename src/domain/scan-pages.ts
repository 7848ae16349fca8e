import { byUrgency } from './by-urgency';
import type { Detection, Finding } from './finding';
import { groupBy } from './group-by';

type ScanPage = NonNullable<NonNullable<Finding['scan']>['page']>;

/**
 * What one message shows: findings, each with its own buttons, and characters by the estimate of `sizeOf`. A message holds
 * 12,000 characters of blocks; the rest is what decisions and reasons add later.
 */
const PAGE = { findings: 10, characters: 11_200 };

/**
 * Places a scan's new findings on pages, what to do first comes first. Those known to be exploited have pages of their own,
 * then CRITICAL ones: `c1`, `c2`, ..., which may be shown more prominently. The others are on `p1`, `p2`, ....
 */
export function placeOnPages<T>(items: T[], detectionOf: (item: T) => Detection): Map<T, ScanPage> {
  const sorted = [...items].sort((a, b) => byUrgency(detectionOf(a), detectionOf(b)));
  const groups = groupBy(sorted, (item) => groupOf(detectionOf(item)));
  const pages = (group: Group) =>
    pagesOf(groups.get(group) ?? [], (item) => sizeOf(detectionOf(item)));
  return new Map([
    ...named('c', [...pages('exploited'), ...pages('critical')]),
    ...named('p', pages('other')),
  ]);
}

type Group = 'exploited' | 'critical' | 'other';

function groupOf({ severity, urgency }: Detection): Group {
  if (urgency?.exploitedSince !== undefined) return 'exploited';
  return severity === 'CRITICAL' ? 'critical' : 'other';
}

function named<T>(prefix: string, pages: T[][]): [T, ScanPage][] {
  return pages.flatMap((page, index) =>
    page.map((item): [T, ScanPage] => [item, { name: `${prefix}${index + 1}`, size: page.length }]),
  );
}

/** Splits in the order given, as soon as a page is full by number or by characters. */
function pagesOf<T>(items: T[], size: (item: T) => number): T[][] {
  const pages: T[][] = [];
  let used = 0;
  for (const item of items) {
    const page = pages.at(-1);
    used += size(item);
    if (page !== undefined && page.length < PAGE.findings && used <= PAGE.characters) {
      page.push(item);
    } else {
      pages.push([item]);
      used = size(item);
    }
  }
  return pages;
}

/** Characters of a finding without its texts: buttons, block ids, due date and reasons, and JSON. Measured. */
const FRAME = 930;
/** Characters of a title, and of a name, version or path; what is longer is cut when it is drawn. */
const TITLE = 90;
const NAME = 60;
const PATH = 80;
const LINES = 2;

/** Estimates the characters of a finding on a page: its title, and two lines of images and packages. */
function sizeOf({ vulnerabilityId, title, packages, images }: Detection): number {
  const lines = packages
    .slice(0, LINES)
    .map(({ name, installedVersion, fixedVersion = '', path = '' }) =>
      sum(
        [name, installedVersion, fixedVersion].map((text) => Math.min(text.length, NAME)),
        [2 * Math.min(path.length, PATH)],
      ),
    );
  const names = images.slice(0, LINES).map(({ name }) => Math.min(name.length, NAME));
  return FRAME + 4 * vulnerabilityId.length + Math.min(title.length, TITLE) + sum(lines, names);
}

function sum(...lists: number[][]): number {
  return lists.flat().reduce((total, each) => total + each, 0);
}
