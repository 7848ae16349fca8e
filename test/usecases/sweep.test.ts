import type { Finding } from '../../src/domain/finding';
import { sweep } from '../../src/usecases/sweep';
import { FINDING_RULES } from '../domain/builders';
import { createFakeWaker } from '../fakes/queues';
import { createFakeHub } from '../fakes/security-hub';
import { anItem, items, ledgerWith, NOW } from './tasks-kit';

const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();
const OLD: Partial<Finding> = { workflowStatus: 'NEW', updatedAt: at(16) };
const named = (vulnerabilityId: string, changes: Partial<Finding> = {}) =>
  anItem({ vulnerabilityId, ...OLD, ...changes });

/** What is in Security Hub and what is in the ledger. */
async function setUp(there: { finding: Finding }[], seed = [anItem()].slice(1)) {
  const all = await ledgerWith(seed);
  const hub = createFakeHub({ now: () => all.clock.at });
  for (const { finding } of there) hub.set(finding);
  const waker = createFakeWaker(all.clock.now);
  const rules = FINDING_RULES;
  const deps = { ...all.deps, waker, rules, store: hub.storeOf('intake') };
  return {
    ...all,
    deps,
    ids: () => all.ledger.allFindings().map(({ finding }) => finding.vulnerabilityId),
  };
}

test('findings that stayed NEW for 15 minutes are brought into the ledger, as work that is due', async () => {
  const { deps, ledger, facts } = await setUp([named('lost')]);

  expect(await sweep(deps)).toBe(1);

  expect(ledger.allFindings()).toMatchObject([
    { seq: 0, finding: { vulnerabilityId: 'lost' }, work: { priority: 1 } },
  ]);
  expect(facts).toEqual([{ message: 'the sweep read findings that are NEW', read: 1 }]);
});

test('only NEW and ACTIVE ones that are old enough are read', async () => {
  const { deps, ids } = await setUp([
    named('decided', { workflowStatus: 'RESOLVED' }),
    named('gone', { recordState: 'ARCHIVED' }),
    named('just old enough', { updatedAt: at(15) }),
    named('a moment younger', { updatedAt: at(14.99) }),
  ]);

  expect(await sweep(deps)).toBe(1);

  expect(ids()).toEqual(['just old enough']);
});

test('a finding that was shown has its status written again: a read never reopens it', async () => {
  const shown = anItem({ updatedAt: at(16) }, { seq: 1 });
  const { deps, ledger } = await setUp([named('CVE-2026-1')], [shown]);

  await sweep(deps);

  expect(ledger.allFindings()).toMatchObject([
    { seq: 1, base: 0, finding: { workflowStatus: 'NOTIFIED' }, work: { priority: 1 } },
  ]);
});

test('a finding that waits to be shown is left alone', async () => {
  const waiting = named('CVE-2026-1');
  const { deps, calls } = await setUp([waiting], [{ ...waiting, seq: 0 }]);

  await sweep(deps);

  expect(calls.filter((call) => call.startsWith('put'))).toEqual([]);
});

test('a sweep reads 2,000 findings at most', async () => {
  const { deps, ids } = await setUp(items(2_050, OLD));

  expect(await sweep(deps)).toBe(2_000);

  expect(ids()).toHaveLength(2_000);
});

test('without findings nothing is logged', async () => {
  const { deps, facts } = await setUp([]);

  expect(await sweep(deps)).toBe(0);

  expect(facts).toEqual([]);
});
