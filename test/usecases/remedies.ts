import { createCompare } from '../../src/adapters/versions/compare';
import { readFacts, remediesOfScan } from '../../src/domain/remedies-of-scan';
import type { PlanDeps } from '../../src/usecases/plan-scan';

/** The remedies of a scan that asks nobody about targets. */
export const remedies: PlanDeps['remedies'] = async (seen, known) =>
  remediesOfScan(await readFacts(seen), { compare: createCompare(), known });
