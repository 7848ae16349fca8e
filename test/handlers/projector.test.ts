import { LOG_METRICS } from '../../src/alarms';
import { Unavailable } from '../../src/domain/errors';
import { createProjectorHandler } from '../../src/handlers/projector';
import { loops, resolved } from '../usecases/loop-kit';
import { aWakeUp, queueSide } from './loop-kit';

const DONE = { batchItemFailures: [] };

function projector(options: Parameters<typeof loops>[0] = {}) {
  const world = loops(options);
  const queue = queueSide();
  const handle = createProjectorHandler({ ...world.projectDeps, ...queue });
  const receive = (...bodies: unknown[]) =>
    handle({ Records: bodies.map((body) => aWakeUp(body)) });
  return { ...world, ...queue, handle, receive };
}

test('a wake-up has what it names written to Security Hub, though the index lags', async () => {
  const { add, receive, hub } = projector({ ledger: { lagMs: () => 60_000 } });
  const [named, unnamed] = [resolved('CVE-1'), resolved('CVE-2')];
  await add(named, unnamed);

  await expect(receive({ type: 'wake', hashes: [named.hash] })).resolves.toEqual(DONE);

  expect(hub.finding('vulnscan/CVE-1')?.workflowStatus).toBe('RESOLVED');
  expect(hub.finding('vulnscan/CVE-2')?.workflowStatus).toBe('NEW');
});

test('all wake-ups of a batch are one run', async () => {
  const { add, receive, written } = projector({ ledger: { lagMs: () => 60_000 } });
  const [one, other] = [resolved('CVE-1'), resolved('CVE-2')];
  await add(one, other);

  await receive({ type: 'wake', hashes: [one.hash] }, { type: 'wake', hashes: [other.hash] });

  expect(written()).toMatchObject([{ ids: ['vulnscan/CVE-1', 'vulnscan/CVE-2'] }]);
});

test.each([['not JSON'], [{ type: 'wake', hashes: 7 }], [{ type: 'other' }], [{ type: 'wake' }]])(
  'a record without names (%j) wakes the loop all the same',
  async (body) => {
    const { add, receive, written, quarantine } = projector();
    await add(resolved('CVE-1'));

    await expect(receive(body)).resolves.toEqual(DONE);

    expect(written()).toHaveLength(1);
    expect(quarantine.records).toEqual([]);
  },
);

test('a status that Security Hub refused is left in the ledger, and the wake-up is done', async () => {
  const refuse = () => ({ code: 'ConcurrentUpdateError', message: 'later', retryable: true });
  const { add, receive, item } = projector({ hub: { refuse } });
  const owed = resolved('CVE-1');
  await add(owed);

  await expect(receive({ type: 'wake' })).resolves.toEqual(DONE);

  expect((await item(owed.hash)).work).toBeDefined();
});

test('what is left over is logged in the words that an alarm counts, and nothing where nothing is', async () => {
  const refuse = () => ({ code: 'ConcurrentUpdateError', message: 'later', retryable: true });
  const { words } = LOG_METRICS.WritingStopped;
  const left = projector({ hub: { refuse } });
  await left.add(resolved('CVE-1'));
  await left.receive({ type: 'wake' });
  const done = projector();
  await done.add(resolved('CVE-1'));
  await done.receive({ type: 'wake' });

  expect(left.log.messages).toContain(words);
  expect(done.log.messages).not.toContain(words);
});

test('a batch is received again when the table does not answer', async () => {
  const onCall = () => {
    throw new Unavailable('table', 'No answer; try again.');
  };
  const { receive, visibility } = projector({ ledger: { onCall } });

  const { batchItemFailures } = await receive({ type: 'wake' }, { type: 'wake' });

  expect(batchItemFailures).toHaveLength(2);
  expect(visibility.postponed).toMatchObject([{ ms: 5_000 }]);
});

test('a wake-up that fails unexpectedly for the third time goes into quarantine', async () => {
  const { handle, quarantine } = projector({
    ledger: {
      onCall: () => {
        throw new TypeError('a bug');
      },
    },
  });

  await expect(handle({ Records: [aWakeUp({ type: 'wake' }, 2)] })).resolves.not.toEqual(DONE);
  await expect(handle({ Records: [aWakeUp({ type: 'wake' }, 3)] })).resolves.toEqual(DONE);

  expect(quarantine.records).toHaveLength(1);
});

test('an event that is not of a queue runs the loop once', async () => {
  const { add, handle, written } = projector();
  await add(resolved('CVE-1'));

  await expect(handle({ source: 'aws.scheduler' })).resolves.toEqual(DONE);

  expect(written()).toHaveLength(1);
});
