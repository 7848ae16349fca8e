import { Unavailable } from '../../src/domain/errors';
import type { Job } from '../../src/domain/job';
import { createActionsHandler } from '../../src/lambdas/actions';
import { aFinding, PRODUCT } from '../flow/kit';
import { anEvent, aRecord, surroundings } from './kit';

const PLACEMENT = { channel: 'C0', ts: '1764000000.000100', generation: 0 };

function door() {
  const all = surroundings();
  const heard: string[] = [];
  const hear = (name: string) => async () => {
    heard.push(name);
  };
  const verbs = {
    scan: hear('scan'),
    cancelScan: hear('cancel-scan'),
    ask: hear('ask'),
    home: hear('home'),
    report: hear('report'),
    other: async (event: { source: string }) => event.source === 'aws.cloudwatch',
  };
  return { ...all, heard, verbs, handle: createActionsHandler({ ...all.deps, verbs }) };
}

const origin = { requestId: 'r1', channel: 'C0' };
/** A click on the home tab is in no channel. */
const atHome = { requestId: 'r1' };
const actor = { userId: 'U1', teamId: 'T0HOME', name: 'Ana' };

test('a changed finding becomes a job in the group of its own message', async () => {
  const { handle, jobs } = door();
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

test.each<[Job, string]>([
  [{ type: 'scan', images: ['api'], actor, origin }, 'scan'],
  [{ type: 'cancel-scan', taskArn: 'arn', actor, origin }, 'cancel-scan'],
  [{ type: 'ask', question: { about: 'status' }, actor, origin }, 'ask'],
  [{ type: 'home', userId: 'U1', origin }, 'home'],
])('a job of type $type is handed to its verb', async (job, name) => {
  const { handle, heard } = door();

  await handle({ Records: [aRecord(JSON.stringify(job))] });

  expect(heard).toEqual([name]);
});

test('news of a task and of a scan are reported', async () => {
  const { handle, heard } = door();
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

test('an event nobody knows goes into quarantine', async () => {
  const { handle, quarantined } = door();
  const event = (source: string) =>
    JSON.stringify({ id: 'e', time: '', source, 'detail-type': 'x', detail: {} });

  await handle({ Records: [aRecord(event('aws.cloudwatch')), aRecord(event('aws.s3'))] });

  expect(quarantined.map(({ reason }) => reason)).toEqual(['Nobody knows events of aws.s3.']);
});

test('a group stops at its first failure; the other groups go on', async () => {
  const { deps, verbs, heard, postponed } = door();
  const scan = async () => {
    throw new Unavailable('ecs', 'no capacity', { retryAfterMs: 30_000 });
  };
  const handle = createActionsHandler({ ...deps, verbs: { ...verbs, scan } });
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

test('a record that came often is worked on alone, so that it takes nobody with it', async () => {
  const { handle, heard } = door();
  const record = (receives: number) =>
    aRecord(JSON.stringify({ type: 'home', userId: 'U1', origin }), { group: 'g', receives });

  const { batchItemFailures } = await handle({ Records: [record(11), record(11)] });

  expect(heard).toEqual(['home']);
  expect(batchItemFailures).toHaveLength(1);
});

test('what was clicked on the home tab shows there; what was asked for in a channel does not touch it', async () => {
  const { handle, heard } = door();
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

test('a home tab that can not be drawn starts no second scan', async () => {
  const { deps, verbs } = door();
  const home = () => Promise.reject(new Unavailable('slack_down', 'Try again.'));
  const handle = createActionsHandler({ ...deps, verbs: { ...verbs, home } });
  const record = aRecord(JSON.stringify({ type: 'scan', images: [], actor, origin: atHome }));

  expect(await handle({ Records: [record] })).toEqual({ batchItemFailures: [] });
});
