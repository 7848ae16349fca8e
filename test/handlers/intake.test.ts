import fc from 'fast-check';
import { Unavailable } from '../../src/domain/errors';
import { type Finding, keyOf } from '../../src/domain/finding';
import { createIntakeHandler } from '../../src/handlers/intake';
import { FINDING_RULES } from '../domain/builders';
import { createFakeWaker } from '../fakes/queues';
import { ACCOUNT, createFakeHub, PRODUCT } from '../fakes/security-hub';
import { runs } from '../runs';
import { anItem, HOUR, items, ledgerWith, NOW } from '../usecases/tasks-kit';
import { again, anEvent, aRecord, batchWorld, FINE } from './kit';

const NEW = { workflowStatus: 'NEW' as const };
const aFinding = (changes: Partial<Finding> = {}) => anItem({ ...NEW, ...changes }).finding;

/** The handler over an empty ledger, and these findings in Security Hub. */
async function setUp(there: Finding[] = []) {
  const all = await ledgerWith();
  const beside = batchWorld();
  const hub = createFakeHub({ now: () => all.clock.at });
  for (const finding of there) hub.set(finding);
  const waker = createFakeWaker(all.clock.now);
  const deps = {
    ...all.deps,
    ...beside.batch,
    waker,
    store: hub.storeOf('intake'),
    rules: FINDING_RULES,
    account: ACCOUNT,
    products: [PRODUCT],
  };
  return {
    ...all,
    deps,
    hub,
    postponed: beside.postponed,
    reasons: beside.reasons,
    quarantined: beside.quarantined,
    wakes: waker.wakes,
    handle: createIntakeHandler(deps),
    ids: () => all.ledger.allFindings().map(({ finding }) => finding.vulnerabilityId),
  };
}

test('events bring findings into the ledger, and every record is done', async () => {
  const { handle, ids } = await setUp();
  const findings = items(3, NEW).map(({ finding }) => finding);

  const Records = findings.map((finding) => aRecord(anEvent(finding)));
  expect(await handle({ Records })).toEqual(FINE);

  expect(ids().sort()).toEqual(findings.map(({ vulnerabilityId }) => vulnerabilityId));
});

test('a finding has the time of its event, in whole seconds', async () => {
  const { handle, ledger } = await setUp();
  const time = new Date('2026-11-24T09:59:58.900Z');

  await handle({ Records: [aRecord(anEvent(aFinding(), time))] });

  expect(ledger.allFindings()[0]?.known.time).toBe(Date.parse('2026-11-24T09:59:58Z') / 1000);
});

test("somebody else's word in an event is adopted", async () => {
  const { handle, ledger } = await setUp();
  const shown = { seq: 1, status: 'NOTIFIED' as const };
  await handle({
    Records: [aRecord(anEvent(aFinding({ workflowStatus: 'NOTIFIED', mark: shown })))],
  });

  const word = aFinding({ workflowStatus: 'SUPPRESSED', mark: shown });
  await handle({ Records: [aRecord(anEvent(word, new Date(NOW.getTime() + 1_000)))] });

  expect(ledger.allFindings()).toMatchObject([
    { seq: 2, finding: { workflowStatus: 'SUPPRESSED' }, work: { priority: 1 } },
  ]);
});

test.each<[string, Partial<Finding>]>([
  ['a product that is not watched', { productArn: 'arn:aws:securityhub:eu-west-1::product/o/o' }],
  ['another account, with the same product and id', { accountId: '999999999999' }],
  ["another tool's", { generatorId: 'aws-inspector' }],
])('a finding of %s is ignored', async (_whose, changes) => {
  const { handle, ledger, wakes, quarantined } = await setUp();

  expect(await handle({ Records: [aRecord(anEvent(aFinding(changes)))] })).toEqual(FINE);

  expect(ledger.allFindings()).toEqual([]);
  expect(wakes).toEqual([]);
  expect(quarantined).toEqual([]);
});

describe('a request to read', () => {
  test('brings in what Security Hub has now; what is not there is left out', async () => {
    const there = aFinding();
    const { handle, ledger } = await setUp([there]);
    const keys = [keyOf(there), { id: 'gone', productArn: PRODUCT }];

    expect(await handle({ Records: [aRecord({ type: 'read', keys })] })).toEqual(FINE);

    expect(ledger.allFindings()).toMatchObject([{ seq: 0, finding: { id: there.id } }]);
  });

  test('is a read, which may be old: it never overrules a click', async () => {
    const word = aFinding({ workflowStatus: 'SUPPRESSED' });
    const { handle, ledger } = await setUp([word]);
    await ledger.putFinding(anItem({ workflowStatus: 'RESOLVED' }, { seq: 2, at: 1 }));

    await handle({ Records: [aRecord({ type: 'read', keys: [keyOf(word)] })] });

    expect(ledger.allFindings()).toMatchObject([
      { seq: 2, finding: { workflowStatus: 'RESOLVED' }, work: { priority: 1 } },
    ]);
  });
});

test('an event without records starts a sweep', async () => {
  const old = new Date(NOW.getTime() - HOUR).toISOString();
  const { handle, ids } = await setUp([aFinding({ updatedAt: old })]);

  expect(await handle({ type: 'sweep' })).toEqual(FINE);

  expect(ids()).toEqual(['CVE-2026-1']);
});

test('what cannot be read, and what belongs elsewhere, is quarantined and holds up nothing', async () => {
  const { handle, reasons, ids } = await setUp();
  const home = { type: 'home', userId: 'U1', origin: { requestId: 'r' } };

  const answer = await handle({
    Records: [
      aRecord('no JSON'),
      aRecord({ ...anEvent(aFinding()), time: 'yesterday' }),
      aRecord(home),
      aRecord({ type: 'wake' }),
      aRecord(anEvent(aFinding())),
    ],
  });

  expect(answer).toEqual(FINE);
  expect(reasons()).toEqual([
    expect.stringContaining('it is not JSON'),
    expect.stringContaining('its time is not a time'),
    'The intake queue takes findings, not job.',
    'The intake queue takes findings, not wake.',
  ]);
  expect(ids()).toEqual(['CVE-2026-1']);
});

test('a record whose finding cannot be written is received again; the others are done', async () => {
  const { deps, ledger, postponed } = await setUp();
  const [first, second] = items(2, NEW).map(({ finding }) => aRecord(anEvent(finding)));
  if (first === undefined || second === undefined) throw new Error('no records');
  const putFinding: typeof ledger.putFinding = async (item) => {
    if (first.body.includes(item.finding.id)) throw new Unavailable('table', 'Try again.');
    return ledger.putFinding(item);
  };

  const handle = createIntakeHandler({ ...deps, ledger: { ...ledger, putFinding } });
  expect(await handle({ Records: [first, second] })).toEqual(again(first));

  expect(ledger.allFindings()).toHaveLength(1);
  expect(postponed).toEqual([{ receipts: [first.receiptHandle], ms: 5_000 }]);
});

test('whatever is in a record, it is done or quarantined', async () => {
  const { handle, quarantined } = await setUp();
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object().map((each) => JSON.stringify(each)),
  );

  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const before = quarantined.length;
      expect(await handle({ Records: [aRecord(text)] })).toEqual(FINE);
      expect(quarantined).toHaveLength(before + 1);
    }),
    { numRuns: runs(300) },
  );
});
