import type { ScanEvent, ScanTask } from '../../src/domain/scan';
import { reportScan } from '../../src/usecases/report-scan';
import { startScan } from '../../src/usecases/start-scan';
import { job, NOW, world } from './task-world';

const HOUR = 3_600_000;
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

test('scanner events update the message of their task', async () => {
  const { deps, rewrites, reports } = world();
  await startScan(deps, job);
  const taskArn = reports()[0]?.taskArn;

  await reportScan(deps, { kind: 'event', event: { ...completed, ...(taskArn && { taskArn }) } });

  expect(rewrites.map(({ message }) => message)).toMatchObject([
    { kind: 'scan', scan: { state: 'done', images: ['api'] } },
  ]);
  expect(reports()).toHaveLength(1);
});

test('a scan outside ECS has no message and searches for none', async () => {
  const { deps, looks, reports } = world();
  const { taskArn: _, ...local } = completed;

  await reportScan(deps, { kind: 'event', event: { ...local, error: 'the database is gone' } });

  expect([looks, reports()]).toEqual([[], []]);
});

test.each<[string, Parameters<typeof reportScan>[1], string]>([
  [
    'five minutes before its task was made',
    { kind: 'task', task: dead },
    '2026-11-24T08:55:00.000Z',
  ],
  [
    'twelve hours ago, for an event of the scanner',
    { kind: 'event', event: completed },
    new Date(NOW.getTime() - 12 * HOUR).toISOString(),
  ],
])('the message of a scan is searched for from %s', async (_when, change, since) => {
  const { deps, looks } = world();

  await reportScan(deps, change);

  expect(looks.map((look) => look.toISOString())).toEqual([since]);
});

test('a scheduled scan stays silent unless somebody has to act', async () => {
  const { deps, reports } = world();

  await reportScan(deps, { kind: 'event', event: completed });
  expect(reports()).toHaveLength(0);

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });
  expect(reports()[0]).toMatchObject({ state: 'failed', problem: 'the database is gone' });
});

test('a scheduled scan that fails is shown with what to do and its images, and logged', async () => {
  const { deps, reports, facts } = world();

  await reportScan(deps, { kind: 'task', task: dead });

  const problem = expect.stringContaining('raise scan.memory');
  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'failed', images: ['api'], problem },
  ]);
  expect(facts).toEqual([{ message: 'scan needs attention', task: 'arn:scheduled', problem }]);
});

test('a scheduled scan that misses an image is shown with the images of its task', async () => {
  const { deps, reports } = world();
  const describe = async (arn: string) => (arn === dead.arn ? dead : undefined);
  const event = { ...completed, images: [{ image: 'api', error: 'there is no such image' }] };

  await reportScan({ ...deps, tasks: { ...deps.tasks, describe } }, { kind: 'event', event });

  expect(reports()).toMatchObject([
    { taskArn: 'arn:scheduled', state: 'done', images: ['api'], startedAt: dead.createdAt },
  ]);
});

test("a scan's problem is shown although ECS no longer knows its task", async () => {
  const { deps, reports } = world();

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });

  expect(reports()).toMatchObject([{ taskArn: 'arn:scheduled', state: 'failed', images: [] }]);
});
