import { compareSeverity, type Finding, type Severity } from './finding';
import { chunksOf } from './group-by';

type ScanPage = NonNullable<NonNullable<Finding['scan']>['page']>;

/** Findings on one page: what one message shows, each with its own buttons. */
const PAGE_SIZE = 10;

/**
 * Places a scan's new findings on pages, the most severe first. CRITICAL ones have pages of their own, `c1`, `c2`, ...,
 * which may be shown more prominently; the others are on `p1`, `p2`, ....
 */
export function placeOnPages<T>(items: T[], severityOf: (item: T) => Severity): Map<T, ScanPage> {
  const sorted = [...items].sort((a, b) => compareSeverity(severityOf(a), severityOf(b)));
  const isCritical = (item: T) => severityOf(item) === 'CRITICAL';
  return new Map([
    ...placed('c', sorted.filter(isCritical)),
    ...placed(
      'p',
      sorted.filter((item) => !isCritical(item)),
    ),
  ]);
}

function placed<T>(prefix: string, items: T[]): [T, ScanPage][] {
  return chunksOf(items, PAGE_SIZE).flatMap((part, index) =>
    part.map((item): [T, ScanPage] => [item, { name: `${prefix}${index + 1}`, size: part.length }]),
  );
}
