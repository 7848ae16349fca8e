import { newCard } from '../../src/domain/card';
import { Refused, Unavailable } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import type { ScanReport } from '../../src/domain/scan';
import { acceptVanished } from '../../src/usecases/accept-vanished';
import { viewOf } from '../../src/usecases/draw-card';
import { job as scanJob, world } from './task-world';
import { NOW } from './tasks-kit';

const NAME = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web';
const report: ScanReport = {
  images: [],
  taskArn: 'arn:task',
  state: 'done',
  startedAt: NOW.toISOString(),
  completed: {
    type: 'Scan Completed',
    scanId: 's',
    at: NOW.toISOString(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [],
    refused: 0,
    held: [
      { image: NAME, reason: 'mass-vanishing', findings: 12 },
      { image: 'r.io/old', reason: 'end-of-life', findings: 2 },
    ],
    durationMs: 1,
  },
};
const job: Extract<Job, { type: 'accept-vanished' }> = {
  type: 'accept-vanished',
  taskArn: 'arn:task',
  actor: { ...scanJob.actor, userId: 'U0KEN' },
  origin: scanJob.origin,
};

/** A scan whose message offers to accept, and Ken, who may decide. */
async function heldWorld() {
  const all = await world();
  all.person.userId = 'U0KEN';
  const card = newCard('task/arn:task', 'C0', { kind: 'scan', report });
  await all.ledger.putCard({ ...card, list: { name: 'scans', rank: NOW.toISOString() } });
  return all;
}

test('who may decide starts a scan of the images whose findings vanished, which accepts it', async () => {
  const { deps, started, tasks, reports, ledger } = await heldWorld();

  await acceptVanished(deps, job);

  expect(started).toMatchObject([{ environment: { SCAN_ACCEPT_VANISHED: '1' } }]);
  expect([...tasks.values()]).toMatchObject([
    { environment: { SCAN_IMAGES: JSON.stringify([NAME]) }, startedBy: 'slack/U0KEN' },
  ]);
  expect(reports()).toMatchObject([
    { taskArn: 'arn:task', acceptedBy: 'U0KEN' },
    { images: [NAME], state: 'queued', requestedBy: 'U0KEN' },
  ]);
  expect(await ledger.cardKeys('scans', 9)).toEqual(['task/arn:task']);
});

test('where the digest of the scan says it, the digest is drawn again, and no message of the scan is posted', async () => {
  const { deps, ledger } = await heldWorld();
  const content = { kind: 'scan', report, digest: 'scan/s' } as const;
  const [card] = await ledger.cards(['task/arn:task']);
  if (card === undefined) throw new Error('no card');
  await ledger.putCard({ ...card, content });
  const digest = newCard('scan/s', 'C0', { kind: 'digest', scanId: 's', total: 1 });
  await ledger.putCard({ ...digest, ts: '1795514400.000001' });

  await acceptVanished(deps, job);

  const [shown, redrawn] = await ledger.cards(['task/arn:task', 'scan/s']);
  expect(shown?.content).toMatchObject({ digest: 'scan/s', report: { acceptedBy: 'U0KEN' } });
  expect(redrawn?.work).toBeDefined();
  if (shown === undefined) throw new Error('no card');
  expect((await viewOf(ledger, shown, NOW)).message).toBeUndefined();
});

test.each(['member', 'guest'] as const)(
  'a %s who may not decide is told whom to ask',
  async (kind) => {
    const { deps, started, notices, person } = await heldWorld();
    person.userId = 'U0ANA';
    person.kind = kind;

    await acceptVanished(deps, { ...job, actor: scanJob.actor });

    expect(started).toEqual([]);
    expect(notices).toEqual([{ kind: 'not-allowed', ask: ['U0KEN'] }]);
  },
);

test('the same click that is delivered again starts no second scan', async () => {
  const { deps, tasks, notices } = await heldWorld();

  await acceptVanished(deps, job);
  await acceptVanished(deps, job);

  expect(tasks.size).toBe(1);
  expect(notices).toEqual([]);
});

test('a second person is told that nothing is left to accept', async () => {
  const { deps, ledger, tasks, notices } = await heldWorld();
  const [card] = await ledger.cards(['task/arn:task']);
  if (card === undefined) throw new Error('no card');
  await ledger.putCard({
    ...card,
    content: { kind: 'scan', report: { ...report, acceptedBy: 'U9' } },
  });

  await acceptVanished(deps, job);
  await acceptVanished(deps, { ...job, taskArn: 'arn:unknown' });

  expect(tasks.size).toBe(0);
  expect(notices).toEqual([{ kind: 'nothing-to-accept' }, { kind: 'nothing-to-accept' }]);
});

test('a running scan that accepts nothing does not stand in for it', async () => {
  const { deps, tasks } = await heldWorld();
  const running = { arn: 'arn:all', lastStatus: 'RUNNING', environment: {} };

  await acceptVanished({ ...deps, tasks: { ...deps.tasks, running: async () => [running] } }, job);

  expect(tasks.size).toBe(1);
});

describe('a scan over several tasks that runs', () => {
  const run = {
    ...{ scanId: 'run-1', taskArn: 'arn:task/run-1', images: [] },
    ...{ startedBy: 'schedule', startedAt: NOW.toISOString() },
  };

  test('does not stand in for it where it accepts nothing', async () => {
    const { deps, tasks, notices, fanOuts } = await heldWorld();
    await fanOuts.start(run);

    await acceptVanished(deps, job);

    expect([...tasks.values()]).toMatchObject([
      { environment: { SCAN_ACCEPT_VANISHED: '1', SCAN_IMAGES: JSON.stringify([NAME]) } },
    ]);
    expect(notices).toEqual([]);
  });

  test('and accepts what vanished is named, and no other is started', async () => {
    const { deps, tasks, reports, notices, fanOuts } = await heldWorld();
    await fanOuts.start({ ...run, acceptVanished: true });

    await acceptVanished(deps, job);

    expect(tasks.size).toBe(0);
    expect(notices).toEqual([{ kind: 'scan-running', images: [], startedAt: NOW.toISOString() }]);
    expect(reports()).toMatchObject([{ acceptedBy: 'U0KEN' }]);
  });

  test('and is of the same click, delivered again, is not named', async () => {
    const { deps, tasks, notices, fanOuts } = await heldWorld();
    await acceptVanished(deps, job);
    const [task] = tasks.values();
    const request = task?.environment['SCAN_REQUEST'] ?? '';
    await fanOuts.start({ ...run, acceptVanished: true, request });
    // The task that planned it has stopped.
    tasks.clear();

    await acceptVanished(deps, job);

    expect(notices).toEqual([]);
  });
});

test('a person who cannot be looked up starts nothing, and is told with the reference that is in the log', async () => {
  const { deps, started, notices, facts } = await heldWorld();
  const error = new Refused('token', 'Install the app again.');
  const people = { ...deps.people, lookUp: () => Promise.reject(error) };

  await acceptVanished({ ...deps, people }, job);

  const reference = job.origin.requestId;
  expect(started).toEqual([]);
  expect(notices).toMatchObject([{ kind: 'failed', code: 'token', reference }]);
  expect(facts).toEqual([{ message: 'vanished findings could not be accepted', reference, error }]);
});

test('it is tried again when a service does not answer', async () => {
  const { deps, notices } = await heldWorld();
  const error = new Unavailable('aws_unavailable', 'AWS did not answer.');
  const running = () => Promise.reject(error);

  const accepting = acceptVanished({ ...deps, tasks: { ...deps.tasks, running } }, job);

  await expect(accepting).rejects.toBe(error);
  expect(notices).toEqual([]);
});
