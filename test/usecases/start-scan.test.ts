import { Refused } from '../../src/domain/errors';
import type { ScanTask } from '../../src/domain/scan';
import { imagesOf } from '../../src/usecases/running-scans';
import { startScan } from '../../src/usecases/start-scan';
import { job, world } from './task-world';
import { NOW } from './tasks-kit';

const task = (changes: Partial<ScanTask> = {}): ScanTask => ({
  arn: 'arn:running',
  lastStatus: 'RUNNING',
  environment: {},
  ...changes,
});
const of = (...images: string[]) => ({ SCAN_IMAGES: JSON.stringify(images) });

test('a task gets the person who requested it and the id of the request', async () => {
  const { deps, started, facts } = await world();

  await startScan(deps, job);

  expect(started).toEqual([
    {
      token: 'T0-U0ANA-trigger-1',
      startedBy: 'slack/U0ANA',
      environment: { SCAN_REQUEST: 'T0-U0ANA-trigger-1', SCAN_STARTED_BY: 'slack/U0ANA' },
    },
  ]);
  expect(facts).toEqual([
    { message: 'scan started', task: 'arn:T0-U0ANA-trigger-1', images: ['api'], by: 'U0ANA' },
  ]);
});

test('a request id that is too long for ECS keeps its end, which is unique', async () => {
  const { deps, started } = await world();

  await startScan(deps, { ...job, origin: { requestId: `${'a'.repeat(80)}z1` } });

  expect(started[0]?.token).toBe(`${'a'.repeat(62)}z1`);
});

test.each([
  ['one of its images is requested', of('api', 'web'), ['web'], true],
  ['all of its images are requested', of('api', 'web'), ['web', 'api'], true],
  ['one that it does not scan is requested as well', of('api'), ['api', 'web'], false],
  ['everything is requested and it scans a part', of('api'), [], false],
  ['everything is requested and it scans everything', {}, [], true],
])(
  'a running scan is used instead of a new one when %s',
  async (_when, environment, images, stands) => {
    const { deps, started, notices } = await world();
    const running = async () => [task({ environment })];

    await startScan({ ...deps, tasks: { ...deps.tasks, running } }, { ...job, images });

    expect(started).toHaveLength(stands ? 0 : 1);
    expect(notices).toHaveLength(stands ? 1 : 0);
  },
);

test.each<[string, Partial<ScanTask>, object]>([
  ['with its start time', { createdAt: NOW.toISOString() }, { startedAt: NOW.toISOString() }],
  ['without a start time if ECS has none', {}, {}],
])(
  'a person who requests a running scan gets a reply where they asked, %s',
  async (_what, more, said) => {
    const { deps, notices, addressees } = await world();
    const running = async () => [task({ environment: of('api'), ...more })];

    await startScan({ ...deps, tasks: { ...deps.tasks, running } }, job);

    expect(notices).toStrictEqual([{ kind: 'scan-running', images: ['api'], ...said }]);
    expect(addressees).toMatchObject([{ userId: 'U0ANA', channel: 'C0' }]);
  },
);

test('a new task is shown in a card that the painter is told of', async () => {
  const { deps, ledger, woken } = await world();

  await startScan(deps, job);

  expect(woken).toEqual(['task/arn:T0-U0ANA-trigger-1']);
  expect(ledger.allCards()).toMatchObject([
    { key: 'task/arn:T0-U0ANA-trigger-1', channel: 'C0', work: { priority: 1 } },
  ]);
});

test('a person who may not scan gets a reply where they asked', async () => {
  const { deps, person, addressees } = await world();
  person.kind = 'guest';

  await startScan(deps, job);

  expect(addressees).toMatchObject([{ userId: 'U0ANA', channel: 'C0' }]);
});

test('a failed look-up gets a reply with the reference that is in the log', async () => {
  const { deps, notices, addressees, facts } = await world();
  const error = new Refused('token', 'Install the app again.');
  const people = { ...deps.people, lookUp: () => Promise.reject(error) };

  await startScan({ ...deps, people }, job);

  const reference = job.origin.requestId;
  expect(notices).toEqual([
    { kind: 'failed', what: 'scan', reason: 'Install the app again.', code: 'token', reference },
  ]);
  expect(addressees).toMatchObject([{ userId: 'U0ANA', channel: 'C0' }]);
  expect(facts).toEqual([{ message: 'a person could not be looked up', reference, error }]);
});

test.each<[string, Record<string, string>, string[]]>([
  ['its own list', of('api', 'web'), ['api', 'web']],
  ['everything without a setting', {}, []],
  ['everything for a setting that is no JSON', { SCAN_IMAGES: 'api' }, []],
  ['everything for a setting that is no list', { SCAN_IMAGES: '{"api":1}' }, []],
  ['what can be an image in its list', { SCAN_IMAGES: '["api",7,null]' }, ['api']],
])('a task scans %s', (_what, environment, images) => {
  expect(imagesOf(task({ environment }))).toEqual(images);
});
