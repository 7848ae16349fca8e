import type { Finding } from '../../src/domain/finding';
import { planScan } from '../../src/usecases/plan-scan';
import { reconcileOptions } from '../domain/builders';
import { findings, world } from './kit';

test("a plan covers all of Security Hub's findings, in every state", async () => {
  const known: Finding[] = [];
  const { deps } = world(findings(2));
  const list: typeof deps.store.list = async function* (filter) {
    expect(filter).toEqual({});
    for await (const finding of deps.store.list(filter)) {
      known.push(finding);
      yield finding;
    }
  };

  const plan = await planScan({ store: { list } }, [], reconcileOptions());

  expect(known).toHaveLength(2);
  expect(plan.steps).toEqual([]);
});
