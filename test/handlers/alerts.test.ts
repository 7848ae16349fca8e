import fc from 'fast-check';
import { Unavailable } from '../../src/domain/errors';
import { createAlertsHandler } from '../../src/handlers/alerts';
import { runs } from '../runs';
import { aFinding, findings, NOW } from '../usecases/kit';
import { anEvent, aRecord, surroundings } from './kit';

const FINE = { batchItemFailures: [] };

test('a batch of events becomes messages, and every record is done', async () => {
  const { deps, shown } = surroundings(findings(3));

  const answer = await createAlertsHandler(deps)({
    Records: findings(3).map((finding) => aRecord(anEvent(finding))),
  });

  expect(answer).toEqual(FINE);
  expect(shown).toHaveLength(3);
});

test('an event without records starts a sweep', async () => {
  const old = new Date(NOW.getTime() - 3_600_000).toISOString();
  const { deps, queued } = surroundings([aFinding({ updatedAt: old })]);

  expect(await createAlertsHandler(deps)({ type: 'sweep' })).toEqual(FINE);

  expect(queued).toHaveLength(1);
});

test('a swept record is read and posted like an event', async () => {
  const { deps, shown, clock } = surroundings([aFinding()]);
  clock.at += 61_000;
  const { id, productArn } = aFinding();
  const body = JSON.stringify({
    type: 'raise',
    key: { id, productArn },
    sweptAt: NOW.toISOString(),
  });

  await createAlertsHandler(deps)({ Records: [aRecord(body)] });

  expect(shown).toHaveLength(1);
});

test.each([
  [
    'a product that is not watched',
    { productArn: 'arn:aws:securityhub:eu-west-1::product/other/other' },
  ],
  ['another account', { accountId: '999999999999' }],
])('a finding of %s is ignored', async (_whose, changes) => {
  const { deps, shown } = surroundings();
  const foreign = aFinding(changes);

  expect(await createAlertsHandler(deps)({ Records: [aRecord(anEvent(foreign))] })).toEqual(FINE);

  expect(shown).toEqual([]);
});

test('a malformed record is quarantined with a reason and does not hold up others', async () => {
  const { deps, shown, quarantined, postponed } = surroundings(findings(2));
  const [first, second] = findings(2);
  if (first === undefined || second === undefined) throw new Error('no findings');

  const answer = await createAlertsHandler(deps)({
    Records: [aRecord(anEvent(first)), aRecord('{"id":'), aRecord(anEvent(second))],
  });

  expect(answer).toEqual(FINE);
  expect(shown).toHaveLength(2);
  expect(postponed).toEqual([]);
  expect(quarantined).toEqual([{ body: '{"id":', reason: expect.stringContaining('not JSON') }]);
});

test('a record that the quarantine does not accept is retried', async () => {
  const { deps } = surroundings();
  const put = async () => {
    throw new Unavailable('sqs', 'no answer');
  };
  const record = aRecord('{');

  const answer = await createAlertsHandler({ ...deps, quarantine: { put } })({ Records: [record] });

  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
});

test('failed records are retried together, with growing delays', async () => {
  const { deps, postponed } = surroundings();
  const get = async () => {
    throw new Unavailable('throttled', 'later');
  };
  const records = [3, 1].map((receives) => aRecord(anEvent(aFinding()), { receives }));

  const answer = await createAlertsHandler({ ...deps, store: { ...deps.store, get } })({
    Records: records,
  });

  expect(answer.batchItemFailures).toHaveLength(2);
  expect(postponed).toEqual([{ receipts: records.map((each) => each.receiptHandle), ms: 20_000 }]);
});

test('records are retried even if their delay cannot be set', async () => {
  const { deps } = surroundings();
  const postpone = async () => {
    throw new Unavailable('sqs', 'no answer');
  };
  const get = postpone;

  const answer = await createAlertsHandler({
    ...deps,
    store: { ...deps.store, get },
    visibility: { postpone },
  })({ Records: [aRecord(anEvent(aFinding()))] });

  expect(answer.batchItemFailures).toHaveLength(1);
});

test('an unexpected error affects its own record only, which is quarantined at the third attempt', async () => {
  const [good, bad] = findings(2);
  if (good === undefined || bad === undefined) throw new Error('no findings');
  const { deps, shown, quarantined } = surroundings([good, bad]);
  const get: typeof deps.store.get = async (keys) => {
    if (keys.some(({ id }) => id === bad.id)) throw new TypeError('undefined is not a function');
    return deps.store.get(keys);
  };
  const handle = createAlertsHandler({ ...deps, store: { ...deps.store, get } });
  const batch = (receives: number) => ({
    Records: [bad, good].map((finding) => aRecord(anEvent(finding), { receives })),
  });

  expect((await handle(batch(1))).batchItemFailures).toHaveLength(1);
  expect(await handle(batch(3))).toEqual(FINE);

  expect(shown).toHaveLength(1);
  expect(quarantined[0]?.reason).toContain('undefined is not a function');
});

test('5,000 malformed records are quarantined with a reason, none is uncaught, and others are handled', async () => {
  const { deps, shown, quarantined } = surroundings([aFinding()]);
  const handle = createAlertsHandler(deps);
  const real = anEvent(aFinding());
  const hostile = fc.oneof(
    fc.string(),
    fc.json(),
    fc.nat(real.length - 1).map((length) => real.slice(0, length)),
    fc.record({ id: fc.anything(), source: fc.anything(), detail: fc.anything() }).map(text),
    fc
      .constantFrom('[', '{"a":')
      .chain((open) => fc.integer({ min: 1, max: 5_000 }).map((n) => open.repeat(n))),
    fc.constantFrom(
      '{"__proto__":{"type":"raise"}}',
      '{"type":"decide"}',
      '{"type":"toString"}',
      'null',
      '""',
    ),
    fc.anything().map((findings) => text({ ...JSON.parse(real), detail: { findings } })),
  );
  let tried = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 10, maxLength: 10 }), async (bodies) => {
      tried += bodies.length;
      const before = quarantined.length;
      const answer = await handle({ Records: bodies.map((body) => aRecord(body)) });
      expect(answer).toEqual(FINE);
      expect(quarantined.length - before).toBe(bodies.length);
    }),
    { numRuns: runs(500) },
  );

  expect(tried).toBe(10 * runs(500));
  expect(quarantined.every(({ reason }) => reason.length > 10)).toBe(true);
  expect(await handle({ Records: [aRecord(real)] })).toEqual(FINE);
  expect(shown).toHaveLength(1);
}, 60_000);

test('a record of a megabyte is refused before it is parsed', async () => {
  const { deps, quarantined } = surroundings();

  await createAlertsHandler(deps)({ Records: [aRecord(`"${'x'.repeat(1_048_576)}"`)] });

  expect(quarantined[0]?.reason).toContain('longer than a queue may hold');
});

function text(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)) ??
    'undefined'
  );
}
