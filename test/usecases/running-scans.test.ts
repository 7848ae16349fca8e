import { runningScans } from '../../src/usecases/running-scans';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { createFakeTasks } from '../fakes/tasks';
import { NOW } from './tasks-kit';

const running = (arn: string, environment = {}) => ({
  arn,
  lastStatus: 'RUNNING',
  createdAt: NOW.toISOString(),
  environment,
});
const run = {
  scanId: '1',
  taskArn: 'arn:task/1',
  images: ['api'],
  startedBy: 'schedule',
  startedAt: NOW.toISOString(),
};

test('a scan over several tasks is one scan, while it is planned and after', async () => {
  const tasks = createFakeTasks(() => NOW);
  const fanOuts = createFakeFanOuts();
  const scan = { images: ['api'], startedAt: NOW.toISOString() };
  tasks.tasks.set('arn:task/1', running('arn:task/1', { SCAN_IMAGES: '["api"]' }));
  expect(await runningScans({ tasks, fanOuts })).toEqual([scan]);

  await fanOuts.start(run);
  expect(await runningScans({ tasks, fanOuts })).toEqual([scan]);

  tasks.tasks.clear();
  for (const number of [1, 2, 3]) {
    const environment = { SCAN_STEP: 'shard', SCAN_RUN: '1', SCAN_SHARD: String(number) };
    tasks.tasks.set(`arn:shard/${number}`, running(`arn:shard/${number}`, environment));
  }
  expect(await runningScans({ tasks, fanOuts })).toEqual([scan]);

  await fanOuts.stop('1', 'enough');
  expect(await runningScans({ tasks, fanOuts })).toEqual([]);
});
