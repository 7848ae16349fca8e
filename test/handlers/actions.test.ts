import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { Job } from '../../src/domain/job';
import type { MessageRef } from '../../src/domain/message';
import { createActionsHandler } from '../../src/handlers/actions';
import { PRODUCT } from '../fakes/security-hub';
import { aFinding, findings, NOW } from '../usecases/kit';
import { anEvent, aRecord, surroundings } from './kit';

const PLACEMENT = { channel: 'C0', ts: '1764000000.000100', generation: 0 };

function setUp() {
  const all = surroundings();
  const heard: string[] = [];
  const hear = (name: string) => async () => {
    heard.push(name);
  };
  const taskUseCases = {
    scan: hear('scan'),
    cancelScan: hear('cancel-scan'),
    ask: hear('ask'),
    home: hear('home'),
    healthRound: hear('health-round'),
    report: hear('report'),
    other: async (event: { source: string }) => event.source === 'aws.cloudwatch',
  };
  return {
    ...all,
    heard,
    taskUseCases,
    handle: createActionsHandler({ ...all.deps, taskUseCases }),
  };
}

const origin = { requestId: 'r1', channel: 'C0' };
/** A click on the home tab is in no channel. */
const atHome = { requestId: 'r1' };
const actor = { userId: 'U1', teamId: 'T0HOME', name: 'Ana' };

test('a changed finding becomes a job in the group of its message', async () => {
  const { handle, jobs } = setUp();
  const changed = aFinding({ workflowStatus: 'RESOLVED', placement: PLACEMENT });

  await handle({ Records: [aRecord(anEvent(changed), { group: 'findings' })] });

  expect(jobs).toMatchObject([
    {
      type: 'sync',
      ref: { channel: 'C0', ts: PLACEMENT.ts },
      seen: { workflowStatus: 'RESOLVED', placement: PLACEMENT },
    },
  ]);
});

test('a changed finding of another account, with the id of one here, changes no message', async () => {
  const { handle, jobs } = setUp();
  const foreign = aFinding({ accountId: '999999999999', placement: PLACEMENT });
  const changed = { ...foreign, workflowStatus: 'RESOLVED' as const };

  const answer = await handle({ Records: [aRecord(anEvent(changed), { group: 'findings' })] });

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(jobs).toEqual([]);
});

test.each<[Job, string]>([
  [{ type: 'scan', images: ['api'], actor, origin }, 'scan'],
  [{ type: 'cancel-scan', taskArn: 'arn', actor, origin }, 'cancel-scan'],
  [{ type: 'ask', question: { about: 'status' }, actor, origin }, 'ask'],
  [{ type: 'home', userId: 'U1', origin }, 'home'],
  [{ type: 'health-round', origin }, 'health-round'],
])('a job of type $type is passed to its use case', async (job, name) => {
  const { handle, heard } = setUp();

  await handle({ Records: [aRecord(JSON.stringify(job))] });

  expect(heard).toEqual([name]);
});

test('task events and scan events are reported', async () => {
  const { handle, heard } = setUp();
  const event = { id: 'e', time: '2026-11-24T10:00:00Z' };
  const task = { ...event, source: 'aws.ecs', 'detail-type': 'ECS Task State Change' };
  const scan = { ...event, source: 'vulnscan', 'detail-type': 'Scan Started' };

  await handle({
    Records: [
      aRecord(JSON.stringify({ ...task, detail: { taskArn: 'arn', lastStatus: 'RUNNING' } })),
      aRecord(
        JSON.stringify({
          ...scan,
          detail: { scanId: 's', at: event.time, images: [], startedBy: 'schedule' },
        }),
      ),
    ],
  });

  expect(heard).toEqual(['report', 'report']);
});

test('an unknown event is quarantined', async () => {
  const { handle, quarantined } = setUp();
  const event = (source: string) =>
    JSON.stringify({ id: 'e', time: '', source, 'detail-type': 'x', detail: {} });

  await handle({ Records: [aRecord(event('aws.cloudwatch')), aRecord(event('aws.s3'))] });

  expect(quarantined.map(({ reason }) => reason)).toEqual(['Events of aws.s3 are not known.']);
});

test('a group stops at its first failure; the other groups continue', async () => {
  const { deps, taskUseCases, heard, postponed } = setUp();
  const scan = async () => {
    throw new Unavailable('ecs', 'no capacity', { retryAfterMs: 30_000 });
  };
  const handle = createActionsHandler({ ...deps, taskUseCases: { ...taskUseCases, scan } });
  const record = (job: Job, group: string) => aRecord(JSON.stringify(job), { group });
  const records = [
    record({ type: 'scan', images: [], actor, origin }, 'scans'),
    record({ type: 'cancel-scan', taskArn: 'arn', actor, origin }, 'scans'),
    record({ type: 'home', userId: 'U1', origin }, 'home/U1'),
  ];

  const { batchItemFailures } = await handle({ Records: records });

  expect(heard).toEqual(['home']);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
    records.slice(0, 2).map(({ messageId }) => messageId),
  );
  expect(postponed).toEqual([
    { receipts: records.slice(0, 2).map(({ receiptHandle }) => receiptHandle), ms: 30_000 },
  ]);
});

test('a record that was received several times is handled alone', async () => {
  const { handle, heard } = setUp();
  const record = (receives: number) =>
    aRecord(JSON.stringify({ type: 'home', userId: 'U1', origin }), { group: 'g', receives });

  const { batchItemFailures } = await handle({ Records: [record(11), record(11)] });

  expect(heard).toEqual(['home']);
  expect(batchItemFailures).toHaveLength(1);
});

test('a click on the home tab redraws the tab; a command in a channel does not', async () => {
  const { handle, heard } = setUp();
  const scan = (from: typeof atHome) =>
    aRecord(JSON.stringify({ type: 'scan', images: [], actor, origin: from }));
  const decision = { kind: 'resolve' };
  const request = { decision, actor, actionTs: '1764000000.000100' };
  const decide = {
    type: 'decide',
    keys: [{ id: 'x', productArn: PRODUCT }],
    request,
    origin: atHome,
  };

  await handle({ Records: [scan(origin), scan(atHome), aRecord(JSON.stringify(decide))] });

  expect(heard).toEqual(['scan', 'scan', 'home', 'home']);
});

test('a home tab that cannot be drawn does not start a second scan', async () => {
  const { deps, taskUseCases } = setUp();
  const home = () => Promise.reject(new Unavailable('slack_down', 'Try again.'));
  const handle = createActionsHandler({ ...deps, taskUseCases: { ...taskUseCases, home } });
  const record = aRecord(JSON.stringify({ type: 'scan', images: [], actor, origin: atHome }));

  expect(await handle({ Records: [record] })).toEqual({ batchItemFailures: [] });
});

/** A page of three findings in Slack, all decided in the console since, and the events of it. */
function decidedElsewhere() {
  const placement = { channel: 'C0', ts: `${NOW.getTime() / 1000 - 600}.000100`, generation: 0 };
  const seed = findings(3, { workflowStatus: 'NOTIFIED', placement });
  const all = setUp();
  const entries = seed.map((finding) => ({ finding, generation: 0, reason: 'new' as const }));
  all.show(placement, { kind: 'page', entries });
  const changes = seed.map((finding) => {
    const decided = { ...finding, workflowStatus: 'RESOLVED' as const };
    all.hub.set(decided);
    return contentOf(decided, placement);
  });
  all.calls.length = 0;
  return { ...all, changes };
}

function contentOf({ id, productArn, workflowStatus, recordState }: Finding, ref: MessageRef): Job {
  const eventTime = NOW.toISOString();
  const seen = { workflowStatus, recordState };
  return { type: 'sync', key: { id, productArn }, ref, eventTime, seen, origin: { requestId: id } };
}

function inOneGroup(jobs: Job[], receives = 1) {
  return jobs.map((job) => aRecord(JSON.stringify(job), { group: 'message', receives }));
}

test('changes of several findings in one message cost one read, one look and one redraw', async () => {
  const { handle, changes, calls, shown } = decidedElsewhere();

  expect(await handle({ Records: inOneGroup(changes) })).toEqual({ batchItemFailures: [] });

  expect(calls).toEqual(['get', 'look', 'redraw']);
  expect([...(shown[0]?.entries.values() ?? [])].map(({ state }) => state)).toEqual([
    'decided',
    'decided',
    'decided',
  ]);
});

test('two changes of one finding are handled one after the other', async () => {
  const { handle, changes, calls } = decidedElsewhere();
  const [first, second] = changes;
  if (first === undefined || second === undefined) throw new Error('no changes');

  await handle({ Records: inOneGroup([first, second, first]) });

  expect(calls.filter((call) => call === 'redraw')).toHaveLength(2);
});

test('a change that failed before is handled alone', async () => {
  const { handle, changes, calls } = decidedElsewhere();

  await handle({ Records: inOneGroup(changes, 3) });

  expect(calls.filter((call) => call === 'redraw')).toHaveLength(3);
});

test('a change that cannot be drawn yet is retried; changes drawn with it are not', async () => {
  const { handle, changes, hub, shown } = decidedElsewhere();
  const [first] = changes;
  if (first?.type !== 'sync') throw new Error('no changes');
  hub.remove(first.key.id);
  const records = inOneGroup(changes);

  const { batchItemFailures } = await handle({ Records: records });

  expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.messageId }]);
  expect([...(shown[0]?.entries.values() ?? [])].map(({ state }) => state)).toEqual([
    'open',
    'decided',
    'decided',
  ]);
});
