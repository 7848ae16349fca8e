import { Unavailable } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import type { QueueRecord } from '../../src/handlers/batch';
import { createTaskUseCases, type TaskUseCases } from '../../src/handlers/task-usecases';
import { createTasksHandler } from '../../src/handlers/tasks';
import type { ScanUpdate } from '../../src/usecases/report-scan';
import { createFakeQuarantine, createFakeVisibility } from '../fakes/queues';
import { createFakeLog } from '../fakes/runtime';
import { createFakeHomeTab } from '../fakes/views';
import { world } from '../usecases/task-world';

let records = 0;

function aRecord(content: unknown, group = 'scans', receives = 1): QueueRecord {
  records += 1;
  return {
    messageId: `record-${records}`,
    receiptHandle: `receipt-${records}`,
    body: typeof content === 'string' ? content : JSON.stringify(content),
    attributes: { ApproximateReceiveCount: String(receives), MessageGroupId: group },
  };
}

function nameOf(update: ScanUpdate): string {
  if (update.kind === 'task') return update.task.lastStatus;
  return update.kind === 'event' ? update.event.type : update.end.status;
}

function setUp(changes: Partial<TaskUseCases> = {}) {
  const heard: string[] = [];
  const hear = (name: string) => async () => void heard.push(name);
  const useCases: TaskUseCases = {
    scan: hear('scan'),
    cancelScan: hear('cancel-scan'),
    acceptVanished: hear('accept-vanished'),
    ask: hear('ask'),
    home: hear('home'),
    healthRound: hear('health-round'),
    report: async (update) => void heard.push(nameOf(update)),
    alarm: async ({ name, over }) => void heard.push(`${name} is ${over ? 'over' : 'on'}`),
    ...changes,
  };
  const visibility = createFakeVisibility();
  const quarantine = createFakeQuarantine();
  const log = createFakeLog();
  const handle = createTasksHandler({ useCases, visibility, quarantine, log, random: () => 0 });
  return {
    heard,
    facts: log.facts,
    postponed: visibility.postponed,
    reasons: () => quarantine.records.map(({ reason }) => reason),
    handle: (...all: QueueRecord[]) => handle({ Records: all }),
  };
}

const origin = { requestId: 'r1', channel: 'C0' };
const actor = { userId: 'U1', teamId: 'T0HOME', name: 'Ana' };
const scan: Job = { type: 'scan', images: [], actor, origin };
const home: Job = { type: 'home', userId: 'U1', origin };

const event = (source: string, type: string, detail: object) => ({
  id: 'e',
  time: '2026-11-24T10:00:00Z',
  source,
  'detail-type': type,
  detail,
});

test.each<[Job, string]>([
  [scan, 'scan'],
  [{ type: 'cancel-scan', taskArn: 'arn', actor, origin }, 'cancel-scan'],
  [{ type: 'accept-vanished', taskArn: 'arn', actor, origin }, 'accept-vanished'],
  [{ type: 'ask', question: { about: 'status' }, actor, origin }, 'ask'],
  [home, 'home'],
  [{ type: 'health-round', origin }, 'health-round'],
])('a job of type $type is passed to its use case', async (job, name) => {
  const { handle, heard } = setUp();

  expect(await handle(aRecord(job))).toEqual({ batchItemFailures: [] });

  expect(heard).toEqual([name]);
});

test('events of tasks, of scans and of alarms are passed to their use cases', async () => {
  const { handle, heard } = setUp();
  const started = { scanId: 's', at: '2026-11-24T10:00:00Z', images: [], startedBy: 'schedule' };
  const alarm = { alarmName: 'vulnscan-no-scan', state: { value: 'ALARM' } };

  await handle(
    aRecord(event('aws.ecs', 'ECS Task State Change', { taskArn: 'arn', lastStatus: 'RUNNING' })),
    aRecord(event('vulnscan', 'Scan Started', started)),
    aRecord(event('aws.cloudwatch', 'CloudWatch Alarm State Change', alarm)),
  );

  expect(heard).toEqual(['RUNNING', 'Scan Started', 'no-scan is on']);
});

const key = { id: 'x', productArn: 'p' };
const request = { decision: { kind: 'resolve' }, actor, actionTs: '1764000000.000100' };

test.each([
  ['a decision', { type: 'decide', key, base: 0, request, origin }, 'the decide queue.'],
  ['a read', { type: 'read', keys: [key] }, 'the intake queue.'],
  ['a wake-up', { type: 'wake' }, 'the queue of the projector or of the painter.'],
])('%s is quarantined: it belongs elsewhere', async (_what, content, where) => {
  const { handle, heard, reasons } = setUp();

  expect(await handle(aRecord(content))).toEqual({ batchItemFailures: [] });

  expect(reasons()).toEqual([`This belongs in ${where}`]);
  expect(heard).toEqual([]);
});

test('what cannot be read, and events of others, are quarantined', async () => {
  const { handle, reasons } = setUp();
  const alarm = { alarmName: 'billing', state: { value: 'ALARM' } };

  await handle(
    aRecord('no JSON'),
    aRecord(event('aws.s3', 'x', {})),
    aRecord(event('aws.cloudwatch', 'CloudWatch Alarm State Change', alarm)),
  );

  expect(reasons()).toEqual([
    expect.stringContaining('it is not JSON'),
    'Events of aws.s3 are not known.',
    'Events of aws.cloudwatch are not known.',
  ]);
});

test('a group stops at its first failure; the other groups continue', async () => {
  const { handle, heard, postponed } = setUp({
    scan: async () => {
      throw new Unavailable('ecs', 'no capacity', { retryAfterMs: 30_000 });
    },
  });
  const scans = [aRecord(scan), aRecord({ type: 'cancel-scan', actor, origin })];

  const { batchItemFailures } = await handle(...scans, aRecord(home, 'home/U1'));

  expect(heard).toEqual(['home']);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
    scans.map(({ messageId }) => messageId),
  );
  expect(postponed).toEqual([
    { receipts: scans.map(({ receiptHandle }) => receiptHandle), ms: 30_000 },
  ]);
});

test('a record that can never be handled does not stop its group', async () => {
  const { handle, heard } = setUp();

  expect(await handle(aRecord('no JSON'), aRecord(scan))).toEqual({ batchItemFailures: [] });

  expect(heard).toEqual(['scan']);
});

test('a record that was received several times is handled alone', async () => {
  const { handle, heard } = setUp();

  const { batchItemFailures } = await handle(aRecord(home, 'g', 11), aRecord(home, 'g', 11));

  expect(heard).toEqual(['home']);
  expect(batchItemFailures).toHaveLength(1);
});

test('a scan requested on the Home tab redraws the tab; one from a channel does not', async () => {
  const { handle, heard } = setUp();

  await handle(aRecord(scan), aRecord({ ...scan, origin: { requestId: 'r2' } }));

  expect(heard).toEqual(['scan', 'scan', 'home']);
});

test('a Home tab that cannot be drawn does not start a second scan', async () => {
  const error = new Unavailable('slack_down', 'Try again.');
  const { handle, facts } = setUp({ home: () => Promise.reject(error) });

  const answer = await handle(aRecord({ ...scan, origin: { requestId: 'r1' } }));

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(facts).toEqual([{ message: 'a home tab is not redrawn', user: 'U1', error }]);
});

describe('the end of a scan', () => {
  const completed = {
    scanId: 's1',
    at: '2026-11-24T10:00:00.000Z',
    taskArn: 'arn:scheduled',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 5 },
    images: [{ image: 'api', error: 'no access' }],
    refused: 0,
    held: [],
    durationMs: 1,
    databaseAt: '2026-11-01T00:00:00.000Z',
  };

  test('is shown, and checks the database', async () => {
    const { deps, ledger, reports } = await world();
    const forms = { showDetails: async () => {}, showCoverage: async () => {} };
    const alarms = { states: async () => [] };
    const report = createTaskUseCases({ ...deps, home: createFakeHomeTab(), forms, alarms }).report;
    const { handle } = setUp({ report });

    const answer = await handle(aRecord(event('vulnscan', 'Scan Completed', completed)));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(reports()).toMatchObject([{ taskArn: 'arn:scheduled', state: 'done' }]);
    expect(ledger.allCards().map((card) => card.key)).toEqual([
      'task/arn:scheduled',
      'health/old-database/2026-11-24T10:00:00.000Z',
    ]);
  });

  test('and of its task draws the Home tabs again that show it as running', async () => {
    const { deps, tasks } = await world();
    const home = createFakeHomeTab();
    const forms = { showDetails: async () => {}, showCoverage: async () => {} };
    const alarms = { states: async () => [] };
    const useCases = createTaskUseCases({ ...deps, home, forms, alarms });
    const task = { arn: 'arn:scheduled', lastStatus: 'RUNNING', environment: {} };
    tasks.set(task.arn, task);
    await useCases.home({ type: 'home', userId: 'U0ANA', origin: { requestId: 'r' } });
    expect(home.tabs.get('U0ANA')?.running).toHaveLength(1);

    const stopped = { ...task, lastStatus: 'STOPPED', exitCode: 0 };
    tasks.set(task.arn, stopped);
    await useCases.report({ kind: 'task', task: stopped });

    expect(home.tabs.get('U0ANA')?.running).toEqual([]);
  });
});
