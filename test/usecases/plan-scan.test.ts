import { seenIn } from '../../src/domain/collected-scans';
import type { FindingFilter } from '../../src/ports/findings';
import { planScan } from '../../src/usecases/plan-scan';
import { aFinding, reconcileOptions } from '../domain/builders';
import { createFakeHub } from '../fakes/security-hub';
import { remedies } from './remedies';

test("a plan covers all of Security Hub's findings, in every state, and gives them back", async () => {
  const hub = createFakeHub();
  for (const vulnerabilityId of ['CVE-1', 'CVE-2']) hub.set(aFinding({ vulnerabilityId }));
  const asked: FindingFilter[] = [];
  const list = (filter: FindingFilter) => {
    asked.push(filter);
    return hub.storeOf('scanner').list(filter);
  };

  const { plan, known } = await planScan(
    { store: { list }, remedies },
    seenIn([]),
    reconcileOptions(),
  );

  expect(asked).toEqual([{}]);
  expect(known).toEqual(hub.findings());
  expect(plan.steps).toEqual([]);
});
