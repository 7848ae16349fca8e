import type { ScanEvent, ScanTask } from '../../src/domain/scan';
import { reportScan } from '../../src/usecases/report-scan';
import { startScan } from '../../src/usecases/start-scan';
import { job, world } from './task-world';
import { NOW } from './tasks-kit';

const completed: Extract<ScanEvent, { type: 'Scan Completed' }> = {
  type: 'Scan Completed',
  scanId: 's',
  at: NOW.toISOString(),
  taskArn: 'arn:scheduled',
  counts: { new: 0, reopened: 0, fixed: 0, unchanged: 5 },
  images: [{ image: 'api', findings: {} }],
  refused: 0,
  held: 0,
  durationMs: 1,
};
const dead: ScanTask = {
  arn: 'arn:scheduled',
  lastStatus: 'STOPPED',
  exitCode: 137,
  createdAt: '2026-11-24T09:00:00.000Z',
  environment: { SCAN_IMAGES: '["api"]' },
};

test('scanner events update the card of their task', async () => {
  const { deps, reports, woken } = await world();
  await startScan(deps, job);
  const taskArn = reports()[0]?.taskArn;

  await reportScan(deps, { kind: 'event', event: { ...completed, ...(taskArn && { taskArn }) } });

  expect(reports()).toMatchObject([{ state: 'done', images: ['api'], requestedBy: 'U0ANA' }]);
  expect(woken).toEqual([`task/${taskArn}`, `task/${taskArn}`]);
});

test('an event that is delivered again does not draw the card again', async () => {
  const { deps, ledger } = await world();
  const failed = { ...completed, error: 'the database is gone' };
  await reportScan(deps, { kind: 'event', event: failed });

  await reportScan(deps, { kind: 'event', event: failed });

  expect(ledger.allCards()).toMatchObject([{ dirty: 1 }]);
});

test('a scan outside ECS has no card, and none is read', async () => {
  const { deps, calls, reports } = await world();
  const { taskArn: _, ...local } = completed;

  await reportScan(deps, { kind: 'event', event: { ...local, error: 'the database is gone' } });

  expect([calls, reports()]).toEqual([[], []]);
});

describe('the list of scans', () => {
  const event = { ...completed, images: [{ image: 'web', error: 'no access' }] };

  test('has the newest end first', async () => {
    const { deps, ledger } = await world();
    const at = (day: string) => ({ at: `${day}T10:00:00.000Z`, taskArn: day });

    for (const day of ['2026-11-22', '2026-11-24', '2026-11-23'])
      await reportScan(deps, { kind: 'event', event: { ...event, ...at(day) } });

    expect(await ledger.cardKeys('scans', 2)).toEqual(['task/2026-11-24', 'task/2026-11-23']);
  });

  test('has a task that died by the time it stopped, or else by now', async () => {
    const { deps, ledger } = await world();
    const stopped = { ...dead, arn: 'b', stoppedAt: '2026-11-24T09:30:00.000Z' };

    await reportScan(deps, { kind: 'task', task: dead });
    await reportScan(deps, { kind: 'task', task: stopped });

    expect(ledger.allCards().map(({ list }) => list)).toEqual([
      { name: 'scans', rank: NOW.toISOString() },
      { name: 'scans', rank: '2026-11-24T09:30:00.000Z' },
    ]);
  });

  test('has no scan that runs or that a person stopped', async () => {
    const { deps, ledger, tasks } = await world();
    await startScan(deps, job);
    const [task] = tasks.values();
    if (task === undefined) throw new Error('no task');

    await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'RUNNING' } });
    expect(await ledger.cardKeys('scans', 9)).toEqual([]);
    const stopped = { ...task, lastStatus: 'STOPPED', stopCode: 'UserInitiated' };
    await reportScan(deps, { kind: 'task', task: stopped });
    expect(await ledger.cardKeys('scans', 9)).toEqual([]);
  });
});

test('a scheduled scan stays silent unless somebody has to act', async () => {
  const { deps, reports } = await world();

  await reportScan(deps, { kind: 'event', event: completed });
  expect(reports()).toHaveLength(0);

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });
  expect(reports()[0]).toMatchObject({ state: 'failed', problem: 'the database is gone' });
});

test('a scheduled scan that fails is shown with what to do and its images, and logged', async () => {
  const { deps, reports, facts } = await world();

  await reportScan(deps, { kind: 'task', task: dead });

  const problem = expect.stringContaining('raise scan.memory');
  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'failed', images: ['api'], problem },
  ]);
  expect(facts).toEqual([{ message: 'scan needs attention', task: 'arn:scheduled', problem }]);
});

test('a scheduled scan that misses an image is shown with the images of its task', async () => {
  const { deps, reports } = await world();
  const describe = async (arn: string) => (arn === dead.arn ? dead : undefined);
  const event = { ...completed, images: [{ image: 'api', error: 'there is no such image' }] };

  await reportScan({ ...deps, tasks: { ...deps.tasks, describe } }, { kind: 'event', event });

  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'done', images: ['api'], startedAt: dead.createdAt },
  ]);
});

test("a scan's problem is shown although ECS no longer knows its task", async () => {
  const { deps, reports } = await world();

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });

  expect(reports()).toMatchObject([{ taskArn: 'arn:scheduled', state: 'failed', images: [] }]);
});
