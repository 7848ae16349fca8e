import { createCompare } from '../../src/adapters/versions/compare';
import { remediesOfScan } from '../../src/domain/remedies-of-scan';
import type { PlanDeps } from '../../src/usecases/plan-scan';

/** The remedies of a scan that asks nobody about targets. */
export const remedies: PlanDeps['remedies'] = async (scans, known) =>
  remediesOfScan(scans, { compare: createCompare(), known });
