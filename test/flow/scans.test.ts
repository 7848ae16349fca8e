import { Refused, Unavailable } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import type { Message } from '../../src/domain/message';
import type { Notice } from '../../src/domain/notice';
import type { ScanEvent, ScanReport, ScanTask } from '../../src/domain/scan';
import type { Channel, Person, Tasks } from '../../src/flow/ports';
import { reportScan } from '../../src/flow/report-scan';
import { startScan } from '../../src/flow/start-scan';

const NOW = new Date('2026-11-24T10:00:00.000Z');
const job: Extract<Job, { type: 'scan' }> = {
  type: 'scan',
  images: ['api'],
  actor: { userId: 'U0ANA', teamId: 'T0', name: 'Ana' },
  origin: { requestId: 'T0:U0ANA:trigger.1', channel: 'C0' },
};

/** A cluster and a channel in memory, as small as the verbs need. */
function world() {
  const tasks = new Map<string, ScanTask>();
  const shown: { ref: { channel: string; ts: string }; report: ScanReport }[] = [];
  const told: Notice[] = [];
  const rewrites: Message[] = [];
  const scans: Tasks = {
    start: async (images, options) => {
      const known = tasks.get(options.token);
      if (known !== undefined) return known;
      const environment = { ...options.environment, SCAN_IMAGES: JSON.stringify(images) };
      const task = {
        arn: `arn:${options.token}`,
        lastStatus: 'PROVISIONING',
        environment,
        createdAt: NOW.toISOString(),
      };
      tasks.set(options.token, task);
      return task;
    },
    describe: async (arn) => [...tasks.values()].find((task) => task.arn === arn),
    running: async () => [...tasks.values()],
    stop: async () => undefined,
  };
  const channel: Pick<Channel, 'findScan' | 'post' | 'rewrite'> = {
    findScan: async (arn) => shown.find((entry) => entry.report.taskArn === arn),
    post: async (message) => {
      const ref = { channel: 'C0', ts: String(shown.length) };
      if (message.kind === 'scan') shown.push({ ref, report: message.scan });
      return ref;
    },
    rewrite: async (_ref, message) => void rewrites.push(message),
  };
  const person: Person = { userId: 'U0ANA', teamId: 'T0', name: 'Ana', kind: 'member' };
  const deps = {
    people: { lookUp: async () => person, membersOf: async () => [] },
    triage: { team: 'T0', users: ['U0KEN'], usergroups: [] },
    tasks: scans,
    channel,
    replies: { tell: async (_to: unknown, notice: Notice) => void told.push(notice) },
    clock: { now: () => NOW, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return { deps, person, tasks, shown, told, rewrites };
}

test('a request starts one task and one message, however often it is delivered', async () => {
  const { deps, tasks, shown } = world();

  await startScan(deps, job);
  await startScan(deps, job);

  expect(tasks.size).toBe(1);
  expect(shown).toHaveLength(1);
  expect(shown[0]?.report).toMatchObject({
    state: 'queued',
    images: ['api'],
    requestedBy: 'U0ANA',
  });
});

test('a running scan of the same image is named and not started again', async () => {
  const { deps, tasks, told } = world();
  await startScan(deps, job);

  await startScan(deps, { ...job, origin: { requestId: 'another' } });

  expect(tasks.size).toBe(1);
  expect(told).toEqual([{ kind: 'scan-running', images: ['api'], startedAt: NOW.toISOString() }]);
});

test('a scan of another image runs beside it', async () => {
  const { deps, tasks } = world();
  await startScan(deps, job);

  await startScan(deps, { ...job, images: ['web'], origin: { requestId: 'another' } });

  expect(tasks.size).toBe(2);
});

test('a scan of everything waits for nobody but covers everybody', async () => {
  const { deps, tasks, told } = world();
  await startScan(deps, { ...job, images: [] });

  await startScan(deps, { ...job, origin: { requestId: 'another' } });

  expect(tasks.size).toBe(1);
  expect(told[0]?.kind).toBe('scan-running');
});

test('the message of a scan follows its task and is left alone when nothing changed', async () => {
  const { deps, tasks, rewrites } = world();
  await startScan(deps, job);
  const task = [...tasks.values()][0];
  if (task === undefined) throw new Error('no task');

  await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'PENDING' } });
  await reportScan(deps, { kind: 'task', task: { ...task, lastStatus: 'PROVISIONING' } });

  expect(rewrites).toHaveLength(1);
  expect(rewrites[0]).toMatchObject({ kind: 'scan', scan: { state: 'pulling' } });
});

test('a scheduled scan stays silent unless somebody has to act', async () => {
  const { deps, shown } = world();
  const completed: ScanEvent = {
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

  await reportScan(deps, { kind: 'event', event: completed });
  expect(shown).toHaveLength(0);

  await reportScan(deps, { kind: 'event', event: { ...completed, error: 'the database is gone' } });
  expect(shown[0]?.report).toMatchObject({ state: 'failed', problem: 'the database is gone' });
});

test('any full member may start a scan, also one who may not decide', async () => {
  const { deps, tasks } = world();

  await startScan(deps, job);

  expect(deps.triage.users).not.toContain('U0ANA');
  expect(tasks.size).toBe(1);
});

test.each(['guest', 'outsider', 'bot', 'deactivated'] as const)(
  'a scan is not started for a %s, who is told so',
  async (kind) => {
    const { deps, person, tasks, shown, told } = world();
    person.kind = kind;

    await startScan(deps, job);

    expect([tasks.size, shown.length]).toEqual([0, 0]);
    expect(told).toEqual([{ kind: 'may-not-scan' }]);
  },
);

test('nobody of another workspace starts a scan, whatever Slack says of them', async () => {
  const { deps, tasks, told } = world();

  await startScan(deps, { ...job, actor: { ...job.actor, teamId: 'T0PARTNER' } });

  expect(tasks.size).toBe(0);
  expect(told).toEqual([{ kind: 'may-not-scan' }]);
});

test('where nobody can say who somebody is, no scan is started and they are told', async () => {
  const { deps, tasks, told } = world();
  const people = (error: Error) => ({ ...deps.people, lookUp: () => Promise.reject(error) });

  const refused = new Refused('token', 'Install the app again.');
  await startScan({ ...deps, people: people(refused) }, job);
  const later = new Unavailable('slack_down', 'Try again.');
  await expect(startScan({ ...deps, people: people(later) }, job)).rejects.toBe(later);

  expect(tasks.size).toBe(0);
  expect(told).toMatchObject([{ kind: 'failed', what: 'scan', code: 'token' }]);
});
