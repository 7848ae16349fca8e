import { raiseAlerts } from '../../src/usecases/raise-alerts';
import { sweep } from '../../src/usecases/sweep-missed-findings';
import { aFinding, findings, NOW, world } from './kit';

const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();
const OLD = at(16);

test('findings that stayed NEW for 15 minutes are queued again', async () => {
  const { deps, queued } = world([
    aFinding({ updatedAt: OLD, createdAt: OLD }),
    aFinding({ id: 'young' }),
    aFinding({ id: 'notified', workflowStatus: 'NOTIFIED', updatedAt: OLD }),
    aFinding({ id: 'low', severity: 'LOW', updatedAt: OLD }),
  ]);

  expect(await sweep(deps)).toBe(1);

  expect(queued).toEqual([
    {
      type: 'raise',
      key: { id: aFinding().id, productArn: aFinding().productArn },
      sweptAt: NOW.toISOString(),
    },
  ]);
});

test('the sweep does nothing while alerts.fifo has records', async () => {
  const { deps, queued } = world([aFinding({ updatedAt: OLD })]);

  expect(
    await sweep({ ...deps, alertsQueue: { ...deps.alertsQueue, waiting: async () => 3 } }),
  ).toBe(0);

  expect(queued).toEqual([]);
});

test('a sweep queues 2,000 findings at most', async () => {
  const { deps, queued } = world(findings(2_050, { updatedAt: OLD }));

  expect(await sweep(deps)).toBe(2_000);
  expect(queued).toHaveLength(2_000);
});

test.each([
  ['one full batch', 100, [100]],
  ['batches of a hundred and the rest', 201, [100, 100, 1]],
  ['nothing, of nothing', 0, []],
])('findings are queued in %s', async (_how, count, sizes) => {
  const { deps } = world(findings(count, { updatedAt: OLD }));
  const sent: number[] = [];
  const send = async (entries: unknown[]) => void sent.push(entries.length);

  expect(await sweep({ ...deps, alertsQueue: { ...deps.alertsQueue, send } })).toBe(count);

  expect(sent).toEqual(sizes);
});

test('only a NEW, ACTIVE finding of a watched severity is queued', async () => {
  const { deps, queued } = world([
    aFinding({ id: 'decided', workflowStatus: 'RESOLVED', updatedAt: OLD }),
    aFinding({ id: 'gone', recordState: 'ARCHIVED', updatedAt: OLD }),
    aFinding({ id: 'just old enough', updatedAt: at(15) }),
    aFinding({ id: 'a moment younger', updatedAt: at(14.99) }),
  ]);

  await sweep(deps);

  expect(queued.map(({ key }) => key.id)).toEqual(['just old enough']);
});

test('the log lists what was never posted, and why a sweep did nothing; without findings it has no line', async () => {
  const { deps, facts } = world([aFinding({ updatedAt: OLD })]);

  await sweep(deps);
  await sweep({ ...deps, alertsQueue: { ...deps.alertsQueue, waiting: async () => 1 } });
  const quiet = world();
  await sweep(quiet.deps);

  expect(quiet.facts).toEqual([]);
  expect(facts).toEqual([
    { message: 'the sweep found findings that were never posted', taken: 1 },
    { message: 'the sweep waits until alerts.fifo is empty', waiting: 1 },
  ]);
});

test('a swept finding is posted when the history has had its time, unless it is gone', async () => {
  const lost = aFinding({ updatedAt: OLD, createdAt: OLD });
  const { deps, shown, clock } = world([lost]);
  const record = {
    key: { id: lost.id, productArn: lost.productArn },
    sweptAt: NOW.toISOString(),
    eventTime: NOW.toISOString(),
    firstReceivedAt: NOW.toISOString(),
  };

  expect((await raiseAlerts(deps, [record]))[0]?.kind).toBe('retry');
  clock.at += 60_000;
  const gone = { ...record, key: { ...record.key, id: 'gone' } };
  expect(await raiseAlerts(deps, [record, gone])).toEqual([{ kind: 'done' }, { kind: 'done' }]);

  expect(shown).toHaveLength(1);
});
