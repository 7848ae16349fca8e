import type { ImageScan, KnownFinding } from '../domain/detection';
import { type Plan, type ReconcileOptions, reconcile } from '../domain/reconcile';
import type { FindingStore } from '../ports/findings';

export interface PlanDeps {
  store: Pick<FindingStore, 'list'>;
}

export interface Planned {
  plan: Plan;
  /** Every finding in Security Hub. */
  known: KnownFinding[];
}

/**
 * Reads the findings in Security Hub and plans what has to change. Called after the images are scanned, so that the
 * plan includes what another scan wrote meanwhile.
 */
export async function planScan(
  { store }: PlanDeps,
  scans: ImageScan[],
  options: ReconcileOptions,
): Promise<Planned> {
  const known: KnownFinding[] = [];
  for await (const finding of store.list({})) known.push(finding);
  return { plan: reconcile(known, scans, options), known };
}
