import { Refused, Unavailable } from '../../src/domain/errors';
import { reportScan } from '../../src/usecases/report-scan';
import { startScan } from '../../src/usecases/start-scan';
import { job, world } from './task-world';
import { NOW } from './tasks-kit';

test('a request starts one task and one card, however often it is delivered', async () => {
  const { deps, tasks, reports, notices } = await world();

  await startScan(deps, job);
  await startScan(deps, job);

  expect(notices).toEqual([]);

  expect(tasks.size).toBe(1);
  expect(reports()).toHaveLength(1);
  expect(reports()[0]).toMatchObject({
    state: 'queued',
    images: ['api'],
    requestedBy: 'U0ANA',
  });
});

test('a running scan of the same image is named and not started again', async () => {
  const { deps, tasks, notices } = await world();
  await startScan(deps, job);

  await startScan(deps, { ...job, origin: { requestId: 'another' } });

  expect(tasks.size).toBe(1);
  expect(notices).toEqual([
    { kind: 'scan-running', images: ['api'], startedAt: NOW.toISOString() },
  ]);
});

test('a scan of another image runs in parallel', async () => {
  const { deps, tasks } = await world();
  await startScan(deps, job);

  await startScan(deps, { ...job, images: ['web'], origin: { requestId: 'another' } });

  expect(tasks.size).toBe(2);
});

test('a scan of everything does not wait for single ones, but includes any image', async () => {
  const { deps, tasks, notices } = await world();
  await startScan(deps, { ...job, images: [] });

  await startScan(deps, { ...job, origin: { requestId: 'another' } });

  expect(tasks.size).toBe(1);
  expect(notices[0]?.kind).toBe('scan-running');
});

test('a request that is delivered again leaves a card as its scan has made it meanwhile', async () => {
  const { deps, tasks, reports } = await world();
  await startScan(deps, job);
  const task = [...tasks.values()][0];
  if (task === undefined) throw new Error('no task');
  await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'PENDING' } });

  await startScan(deps, job);

  expect(reports()).toMatchObject([{ state: 'pulling' }]);
});

test('the card of a scan follows its task and is left alone when nothing changed', async () => {
  const { deps, tasks, ledger } = await world();
  await startScan(deps, job);
  const task = [...tasks.values()][0];
  if (task === undefined) throw new Error('no task');

  await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'PENDING' } });
  await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'PROVISIONING' } });

  expect(ledger.allCards()).toMatchObject([
    { dirty: 2, content: { report: { state: 'pulling' } } },
  ]);
});

test('any full member may start a scan, even one who may not decide', async () => {
  const { deps, tasks } = await world();

  await startScan(deps, job);

  expect(deps.triage.users).not.toContain('U0ANA');
  expect(tasks.size).toBe(1);
});

test.each(['guest', 'outsider', 'bot', 'deactivated'] as const)(
  'a %s cannot start a scan and gets a reply',
  async (kind) => {
    const { deps, person, tasks, reports, notices } = await world();
    person.kind = kind;

    await startScan(deps, job);

    expect([tasks.size, reports().length]).toEqual([0, 0]);
    expect(notices).toEqual([{ kind: 'members-only' }]);
  },
);

test('a person of another workspace cannot start a scan, whatever the request says', async () => {
  const { deps, person, tasks, notices } = await world();
  person.teamId = 'T0PARTNER';

  await startScan(deps, job);

  expect(tasks.size).toBe(0);
  expect(notices).toEqual([{ kind: 'members-only' }]);
});

test('if the person cannot be looked up, no scan is started and they get a reply', async () => {
  const { deps, tasks, notices } = await world();
  const people = (error: Error) => ({ ...deps.people, lookUp: () => Promise.reject(error) });

  const refused = new Refused('token', 'Install the app again.');
  await startScan({ ...deps, people: people(refused) }, job);
  const later = new Unavailable('slack_down', 'Try again.');
  await expect(startScan({ ...deps, people: people(later) }, job)).rejects.toBe(later);

  expect(tasks.size).toBe(0);
  expect(notices).toMatchObject([{ kind: 'failed', what: 'scan', code: 'token' }]);
});

describe('a scan that is spread over several tasks', () => {
  const run = {
    scanId: 'run-1',
    taskArn: 'arn:task/run-1',
    startedBy: 'schedule',
    startedAt: NOW.toISOString(),
  };

  test('counts as running, of the same images or of all', async () => {
    const { deps, tasks, notices, fanOuts } = await world();
    await fanOuts.start({ ...run, images: [] });

    await startScan(deps, job);

    expect(tasks.size).toBe(0);
    expect(notices).toEqual([{ kind: 'scan-running', images: [], startedAt: NOW.toISOString() }]);
  });

  test('does not hold up a scan of other images', async () => {
    const { deps, tasks, fanOuts } = await world();
    await fanOuts.start({ ...run, images: ['web'] });

    await startScan(deps, job);

    expect(tasks.size).toBe(1);
  });

  test('is not named to its own request, delivered again', async () => {
    const { deps, tasks, notices, fanOuts } = await world();
    await startScan(deps, job);
    const [task] = tasks.values();
    const request = task?.environment['SCAN_REQUEST'] ?? '';
    tasks.clear();
    await fanOuts.start({ ...run, images: ['api'], request });

    await startScan(deps, job);

    expect(notices).toEqual([]);
  });

  test('knows who asked for it, since its tasks are started by Step Functions', async () => {
    const { deps, tasks } = await world();

    await startScan(deps, job);

    expect([...tasks.values()]).toMatchObject([
      { environment: { SCAN_STARTED_BY: 'slack/U0ANA' } },
    ]);
  });
});

test('a task of a shard is no scan', async () => {
  const { deps, tasks, notices } = await world();
  const environment = { SCAN_STEP: 'shard', SCAN_RUN: '1' };
  tasks.set('arn:shard', { arn: 'arn:shard', lastStatus: 'RUNNING', environment });

  await startScan(deps, job);

  expect(notices).toEqual([]);
});
