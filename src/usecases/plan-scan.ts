import type { ImageScan, KnownFinding } from '../domain/detection';
import { type Plan, type ReconcileOptions, reconcile } from '../domain/reconcile';
import type { FindingStore } from '../ports/findings';

export interface PlanDeps {
  store: Pick<FindingStore, 'list'>;
}

/**
 * Reads what Security Hub has and says what has to be done about it. Called when the images are scanned, not before,
 * so that what another scan wrote meanwhile is seen.
 */
export async function planScan(
  { store }: PlanDeps,
  scans: ImageScan[],
  options: ReconcileOptions,
): Promise<Plan> {
  const known: KnownFinding[] = [];
  for await (const finding of store.list({})) known.push(finding);
  return reconcile(known, scans, options);
}
