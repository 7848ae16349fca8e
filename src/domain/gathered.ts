import type { Finding } from './finding';
import { isOwnId } from './finding-id';
import type { LedgerFinding } from './ledger';
import { placeOnPages } from './scan-pages';

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
const PAGES_PER_ROUND = 100;

/** The stamps of findings that are shown together as `id`; `round` counts from 0. */
export function stampsOf(
  items: LedgerFinding[],
  id: string,
  round: number,
): Map<LedgerFinding, NonNullable<Finding['scan']>> {
  const pages = placeOnPages(items, ({ finding }) => finding);
  return new Map(
    [...pages].map(([item, { name, size }]) => {
      const number = Number(name.slice(1)) + round * PAGES_PER_ROUND;
      const page = { name: `${name.slice(0, 1)}${number}`, size };
      return [item, { id, newFindings: items.length, page }];
    }),
  );
}
