import type { KnownFinding } from '../domain/detection';
import type { Plan, ReconcileOptions } from '../domain/plan';
import { reconcile } from '../domain/reconcile';
import type { Remedies } from '../domain/remedies-of-scan';
import type { SeenVulnerabilities } from '../domain/seen-vulnerabilities';
import type { FindingStore } from '../ports/findings';

export interface PlanDeps {
  store: Pick<FindingStore, 'list'>;
  /** Adds what the ledger knows of the findings. */
  compare?: (known: KnownFinding[]) => Promise<KnownFinding[]>;
  /** Works out what clears the vulnerabilities. */
  remedies(seen: SeenVulnerabilities, known: KnownFinding[]): Promise<Pick<Remedies, 'of'>>;
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
  { store, compare = async (known) => known, remedies }: PlanDeps,
  seen: SeenVulnerabilities,
  options: Omit<ReconcileOptions, 'remediesOf'>,
): Promise<Planned> {
  const listed: KnownFinding[] = [];
  for await (const finding of store.list({})) listed.push(finding);
  const known = await compare(listed);
  const { of: remediesOf } = await remedies(seen, known);
  return { plan: await reconcile(known, seen, { ...options, remediesOf }), known };
}
