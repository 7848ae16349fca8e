import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import { intake } from '../../src/usecases/intake';
import { FINDING_RULES } from '../domain/builders';
import { createFakeWaker } from '../fakes/queues';
import { anItem, ledgerWith, NOW } from './tasks-kit';

const TIME = NOW.getTime() / 1000;
const rules = FINDING_RULES;

async function setUp(seed = [anItem()]) {
  const all = await ledgerWith(seed);
  const waker = createFakeWaker(all.clock.now);
  const deps = { ...all.deps, waker, rules };
  const take = (changes: Partial<Finding> = {}, time = TIME) =>
    intake(deps, { finding: anItem(changes).finding, time });
  return { ...all, deps, take, wakes: waker.wakes };
}

const foreign: Partial<Finding> = {
  workflowStatus: 'RESOLVED',
  mark: { seq: 1, status: 'NOTIFIED' },
};

test('a finding that the ledger does not have is created, and the projector is woken by its name', async () => {
  const { take, ledger, wakes } = await setUp([]);

  await take({ workflowStatus: 'NEW' });

  const [item] = ledger.allFindings();
  expect(item).toMatchObject({ seq: 0, version: 1, work: { priority: 1 } });
  expect(wakes).toEqual([{ loop: 'projector', group: 'hub', names: [item?.hash], person: false }]);
});

test('a finding below the severities is kept, and nobody is woken', async () => {
  const { take, ledger, wakes } = await setUp([]);

  await take({ workflowStatus: 'NEW', severity: 'LOW' });

  expect(ledger.allFindings()).toHaveLength(1);
  expect(wakes).toEqual([]);
});

test("somebody else's word is adopted, in the ledger and in its lists", async () => {
  const { take, ledger } = await setUp();

  await take(foreign);

  expect(ledger.allFindings()).toMatchObject([
    { seq: 2, finding: { workflowStatus: 'RESOLVED' }, log: [{ action: 'adopted' }] },
  ]);
  expect(await ledger.rows('resolved')[Symbol.asyncIterator]().next()).toMatchObject({
    value: { status: 'RESOLVED' },
  });
});

test('the same event again changes nothing, and wakes for what is still owed', async () => {
  const { take, ledger, wakes, clock } = await setUp();
  await take(foreign);
  const before = ledger.allFindings();
  clock.at += 60_000;

  await take(foreign);

  expect(ledger.allFindings()).toEqual(before);
  expect(wakes).toHaveLength(2);
});

test('our own write coming back wakes nobody', async () => {
  const { take, wakes, calls } = await setUp();

  await take({ mark: { seq: 1, status: 'NOTIFIED' } });

  expect(wakes).toEqual([]);
  expect(calls).toEqual(['read 1 findings']);
});

test('a click that comes between reading and writing is kept: what the event means is asked again', async () => {
  const { deps, ledger } = await setUp();
  let clicked = false;
  const putFinding: typeof ledger.putFinding = async (item) => {
    if (!clicked) {
      clicked = true;
      const [present = anItem()] = await ledger.findings([item.hash]);
      const finding = { ...present.finding, workflowStatus: 'SUPPRESSED' as const };
      await ledger.putFinding({ ...present, seq: 2, at: TIME + 60, request: 'click', finding });
    }
    return ledger.putFinding(item);
  };

  await intake(
    { ...deps, ledger: { ...ledger, putFinding } },
    { finding: anItem(foreign).finding, time: TIME },
  );

  expect(ledger.allFindings()).toMatchObject([
    {
      seq: 2,
      request: 'click',
      finding: { workflowStatus: 'SUPPRESSED' },
      known: { seq: 1, status: 'RESOLVED' },
      work: { priority: 1 },
    },
  ]);
});

test('a table that does not answer rejects, so that the event comes back', async () => {
  const { deps } = await setUp();
  const findings = () => Promise.reject(new Unavailable('table', 'Try again.'));

  await expect(
    intake(
      { ...deps, ledger: { ...deps.ledger, findings } },
      { finding: anItem().finding, time: 1 },
    ),
  ).rejects.toThrow(Unavailable);
});
