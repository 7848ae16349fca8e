import type { Finding } from './finding';
import { isOwnId } from './finding-id';
import type { LedgerFinding } from './ledger';
import { groupByCard } from './scan-pages';

/*
 * Findings that Trivy's own template imported carry no stamp of a scan. Those that come in together are shown together,
 * as the new findings of one scan are.
 */

const PREFIX = 'import-';

/** The id of findings that were gathered, in the place of a scan's. */
export function gatheredId(token: string): string {
  return `${PREFIX}${token}`;
}

/** True for the id of gathered findings, which no scan of ours has. */
export function isGathered(scanId: string): boolean {
  return scanId.startsWith(PREFIX);
}

/** True for a finding of Trivy's template. */
function isForeign({ id, scan }: Pick<Finding, 'id' | 'scan'>): boolean {
  return scan === undefined && !isOwnId(id);
}

/** True for one that is to be shown for the first time and was not shown yet. */
export function isWaiting({ finding, base }: LedgerFinding): boolean {
  return isForeign(finding) && finding.workflowStatus === 'NEW' && base === 0;
}

/** Pages of one round; further rounds have other names. */
export const PAGES_PER_ROUND = 1_000;

type Stamp = NonNullable<Finding['scan']>;

/**
 * The stamps of findings that are shown together as `id`: a page for each upgrade, the one with the most urgent finding first.
 * `round` counts from 0; `earlier` are the pages of the rounds before.
 */
export function stampsOf(
  items: LedgerFinding[],
  id: string,
  round: number,
  earlier: number,
): Map<LedgerFinding, Stamp> {
  const pages = groupByCard(items, ({ finding }) => finding);
  const stamp = { id, newFindings: items.length, newCards: earlier + pages.length };
  return new Map(
    pages.flatMap((page, index) => {
      const name = `r${index + 1 + round * PAGES_PER_ROUND}`;
      return page.map((item): [LedgerFinding, Stamp] => [
        item,
        { ...stamp, page: { name, size: page.length } },
      ]);
    }),
  );
}
