import { Unavailable } from '../../src/domain/errors';
import { createDecideHandler, handler } from '../../src/handlers/decide';
import { createFakeQueue } from '../fakes/queues';
import { ACCOUNT } from '../fakes/security-hub';
import { click, decisionWorld } from '../usecases/decide-world';
import { anItem, items } from '../usecases/tasks-kit';
import { again, aRecord, batchWorld, FINE } from './kit';

async function setUp(seed = [anItem()]) {
  const all = await decisionWorld(seed);
  const beside = batchWorld();
  const deps = { ...all.deps, ...beside.batch, account: ACCOUNT, products: [] };
  return {
    ...all,
    deps,
    postponed: beside.postponed,
    reasons: beside.reasons,
    handle: createDecideHandler(deps),
  };
}

const { request, origin } = click();

test('a click is recorded in the ledger', async () => {
  const { handle, item } = await setUp();

  expect(await handle({ Records: [aRecord(click())] })).toEqual(FINE);

  expect(item().finding.workflowStatus).toBe('RESOLVED');
});

test('a bulk decision and its undo are split into jobs for this queue', async () => {
  const { handle, jobs, ledger } = await setUp(items(2));

  await handle({ Records: [aRecord({ type: 'decide-many', filter: {}, request, origin })] });
  await handle({ Records: jobs.map((job) => aRecord(job)) });
  const [card] = ledger.allCards();
  await ledger.putCard({
    ...(card ?? { key: '', channel: '', content: { kind: 'finding' }, dirty: 0, version: 0 }),
    members: ledger.allFindings().map(({ hash }) => hash),
  });
  const undo = {
    type: 'undo-many',
    bulk: card?.key,
    request: { ...request, decision: { kind: 'reopen' } },
    origin: { ...origin, requestId: 'undo' },
  };
  await handle({ Records: [aRecord(undo)] });

  expect(jobs.map((job) => job.type)).toEqual(Array.from({ length: 4 }, () => 'decide'));
  expect(jobs.slice(2)).toMatchObject([{ undoes: origin.requestId }, { undoes: origin.requestId }]);
  expect(ledger.allFindings().map(({ finding }) => finding.workflowStatus)).toEqual([
    'RESOLVED',
    'RESOLVED',
  ]);
});

test.each([
  ['a task', { type: 'home', userId: 'U1', origin }, 'decisions only'],
  ['a read', { type: 'read', keys: [click().key] }, 'decisions only'],
  ['what cannot be read', 'no JSON', 'it is not JSON'],
  [
    'a decision without a person',
    { ...click(), request: { decision: request.decision } },
    'request',
  ],
])('%s is quarantined, and the others are decided', async (_what, content, reason) => {
  const { handle, item, reasons } = await setUp();

  expect(await handle({ Records: [aRecord(content), aRecord(click())] })).toEqual(FINE);

  expect(reasons()).toEqual([expect.stringContaining(reason)]);
  expect(item().seq).toBe(2);
});

test('a click that has to wait comes back later, and holds up no other click', async () => {
  const [one, other] = items(2);
  if (one === undefined || other === undefined) throw new Error('no findings');
  const { deps, postponed, item } = await setUp([one, other]);
  const findings: typeof deps.ledger.findings = async (hashes) => {
    if (hashes.includes(one.hash)) throw new Unavailable('table', 'Try again.');
    return deps.ledger.findings(hashes);
  };
  const clickOn = ({ finding: { id, productArn } }: typeof one) =>
    aRecord(click({ key: { id, productArn } }), { receives: 2 });
  const waiting = clickOn(one);

  const handle = createDecideHandler({ ...deps, ledger: { ...deps.ledger, findings } });
  expect(await handle({ Records: [waiting, clickOn(other)] })).toEqual(again(waiting));

  expect(item(other.hash).finding.workflowStatus).toBe('RESOLVED');
  expect(postponed).toEqual([{ receipts: [waiting.receiptHandle], ms: 10_000 }]);
});

test('a person hears that it takes longer at the fifth receive', async () => {
  const { deps, notices } = await setUp();
  const people = {
    ...deps.people,
    lookUp: () => Promise.reject(new Unavailable('slack_down', 'Slack failed; try again.')),
  };
  const handle = createDecideHandler({ ...deps, people });

  await handle({ Records: [aRecord(click(), { receives: 4 })] });
  expect(notices).toEqual([]);
  await handle({ Records: [aRecord(click(), { receives: 5 })] });

  expect(notices).toMatchObject([{ kind: 'failed', triedAgain: true }]);
});

test('a bulk decision whose jobs cannot all be sent comes back, and is not answered yet', async () => {
  const { deps, notices, clock } = await setUp(items(2));
  const sendAll = () => Promise.reject(new Unavailable('sqs', 'Try again.'));
  const queue = { ...createFakeQueue(clock.now), sendAll };
  const record = aRecord({ type: 'decide-many', filter: {}, request, origin });

  expect(await createDecideHandler({ ...deps, queue })({ Records: [record] })).toEqual(
    again(record),
  );

  expect(notices).toEqual([]);
});

test('an event without records does nothing', async () => {
  const { handle, ledger } = await setUp();

  expect(await handle({})).toEqual(FINE);

  expect(ledger.allFindings()).toMatchObject([{ version: 1 }]);
});

test('the deployed handler rejects when it is not configured, so that Lambda counts an error', async () => {
  await expect(handler({ Records: [] })).rejects.toThrow();
});
