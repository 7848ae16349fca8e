import { Unavailable } from '../../src/domain/errors';
import { handleWakeUps, type Woken } from '../../src/handlers/loop';
import { createProjectorHandler } from '../../src/handlers/projector';
import type { Outcome } from '../../src/usecases/record-outcome';
import { createFakeWaker } from '../fakes/queues';
import { createFakeHub } from '../fakes/security-hub';
import { anItem, ledgerWith, NOW } from '../usecases/tasks-kit';
import { again, aRecord, batchWorld, FINE } from './kit';

const wake = (names: object = {}) => aRecord({ type: 'wake', ...names }, { group: 'hub' });

/** Runs a loop over these records; `outcome` is what its run resolves or rejects with. */
async function run(
  records: unknown,
  outcome: () => Promise<Outcome> = async () => ({ kind: 'done' }),
) {
  const all = batchWorld();
  const runs: Woken[] = [];
  const answer = await handleWakeUps(all.batch, records, (woken) => {
    runs.push(woken);
    return outcome();
  });
  return { ...all, answer, runs };
}

test('a batch of wake-ups is one run, with every name once', async () => {
  const Records = [
    wake({ hashes: ['a', 'b'] }),
    wake({ hashes: ['b', 'c'] }),
    wake({ keys: ['finding/x'] }),
    wake({ at: NOW.toISOString() }),
  ];

  const { answer, runs } = await run({ Records });

  expect(answer).toEqual(FINE);
  expect(runs).toEqual([{ hashes: ['a', 'b', 'c'], keys: ['finding/x'] }]);
});

test.each([
  ['that is no JSON', 'oops'],
  ['of another kind', { type: 'read', keys: [{ id: 'x', productArn: 'p' }] }],
  ['of an unknown kind', { type: 'other' }],
])('a record %s wakes the loop all the same, and is deleted', async (_what, content) => {
  const { answer, runs, quarantined } = await run({ Records: [aRecord(content)] });

  expect(answer).toEqual(FINE);
  expect(runs).toEqual([{ hashes: [], keys: [] }]);
  expect(quarantined).toEqual([]);
});

test('a run that has to be repeated brings the whole batch back', async () => {
  const records = [wake(), wake()];

  const retry = async (): Promise<Outcome> => ({ kind: 'retry', afterMs: 30_000 });
  const { answer, postponed } = await run({ Records: records }, retry);

  expect(answer).toEqual(again(...records));
  expect(postponed).toEqual([
    { receipts: records.map(({ receiptHandle }) => receiptHandle), ms: 30_000 },
  ]);
});

test('so does a run that fails', async () => {
  const records = [wake(), wake()];

  const { answer } = await run({ Records: records }, () =>
    Promise.reject(new Unavailable('table', 'Try again.')),
  );

  expect(answer).toEqual(again(...records));
});

test.each([
  ['without records', { Records: [] }],
  ['that is none of a queue', { type: 'tick' }],
])('an event %s starts a run, too', async (_what, event) => {
  const { answer, runs } = await run(event);

  expect(answer).toEqual(FINE);
  expect(runs).toHaveLength(1);
});

test('an error of a run without records is no failure of the function', async () => {
  const { answer } = await run({ Records: [] }, () => Promise.reject(new Error('oops')));

  expect(answer).toEqual(FINE);
});

describe('the projector', () => {
  const owed = anItem(
    { workflowStatus: 'RESOLVED' },
    { seq: 2, work: { due: `${NOW.toISOString()}#t`, priority: 1 } },
  );

  async function setUp(refusal?: { code: string; message: string; retryable: boolean }) {
    const ledger = await ledgerWith();
    // The index shows the finding much later: only its name finds it.
    ledger.lag.ms = 600_000;
    await ledger.ledger.putFinding(owed);
    const all = batchWorld();
    const hub = createFakeHub({
      now: () => ledger.clock.at,
      refuse: () => refusal,
    });
    hub.set(anItem().finding);
    const waker = createFakeWaker(ledger.clock.now);
    const store = hub.storeOf('projector');
    return {
      ...ledger,
      hub,
      handle: createProjectorHandler({
        ...ledger.deps,
        ...all.batch,
        waker,
        store,
        digestAbove: 5,
      }),
    };
  }

  test('writes what a wake-up names to Security Hub', async () => {
    const { handle, hub, ledger } = await setUp();

    expect(await handle({ Records: [wake({ hashes: [owed.hash] })] })).toEqual(FINE);

    expect(hub.findings()).toMatchObject([
      { workflowStatus: 'RESOLVED', mark: { seq: 2, status: 'RESOLVED' } },
    ]);
    expect(ledger.allFindings()[0]?.work).toBeUndefined();
  });

  test('leaves what is refused in the ledger, and the wake-up is done', async () => {
    const { handle, ledger } = await setUp({ code: 'x', message: 'no', retryable: true });

    expect(await handle({ Records: [wake({ hashes: [owed.hash] })] })).toEqual(FINE);

    const [item] = ledger.allFindings();
    expect(item).toMatchObject({ work: { priority: 1 } });
    expect(item?.tries).toBeGreaterThan(0);
  });
});
