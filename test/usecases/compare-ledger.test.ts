import { absorb } from '../../src/domain/absorb';
import { Unavailable } from '../../src/domain/errors';
import { type Finding, keyOf, type Mark, NO_MARK } from '../../src/domain/finding';
import { hashOf } from '../../src/domain/hash';
import type { LedgerFinding } from '../../src/domain/ledger';
import { compareLedger } from '../../src/usecases/compare-ledger';
import { aFinding, anImage, FINDING_RULES, NOW } from '../domain/builders';
import { createFakeLedger } from '../fakes/ledger';
import { createFakeIntakeQueue } from '../fakes/queues';
import { DEFAULT_PRODUCT } from '../fakes/security-hub';

const RULES = FINDING_RULES;

/** What the ledger has after it read this finding. */
function itemOf(finding: Finding, more: Partial<LedgerFinding> = {}): LedgerFinding {
  const rules = RULES;
  const item = absorb(undefined, { finding, time: 0 }, rules, { now: NOW, token: () => 't' });
  if (item === undefined) throw new Error('nothing absorbed');
  return { ...item, ...more };
}

/** The keys of those that intake reads again. */
async function compared(known: Finding[], items: LedgerFinding[]) {
  const ledger = createFakeLedger();
  const reads: number[] = [];
  for (const item of items) await ledger.putFinding(item);
  const queue = createFakeIntakeQueue();
  const findings = (hashes: string[]) => {
    reads.push(hashes.length);
    return ledger.findings(hashes);
  };
  const compared = await compareLedger({ ledger: { findings }, queue }, known);
  return { count: compared.different, known: compared.known, keys: queue.keys, reads };
}

const written = (mark: Mark) => aFinding({ workflowStatus: mark.status, mark });

test.each<[string, Finding, Partial<LedgerFinding>]>([
  ['a new finding', aFinding(), {}],
  ['a finding with the status that we wrote last', written({ seq: 3, status: 'RESOLVED' }), {}],
  [
    'a finding that somebody moved back to NEW, which we never write',
    aFinding({ workflowStatus: 'NEW', mark: { seq: 3, status: 'RESOLVED' } }),
    { seq: 4 },
  ],
  ['a finding that is archived in both', aFinding({ recordState: 'ARCHIVED' }), {}],
])('%s that the ledger holds alike is not read again', async (_what, finding, more) => {
  const { count, keys } = await compared([finding], [itemOf(finding, more)]);

  expect([count, keys]).toEqual([0, []]);
});

test('a finding that the ledger does not have is read', async () => {
  const [kept, lost] = [aFinding(), aFinding({ vulnerabilityId: 'CVE-2' })];

  expect(await compared([kept, lost], [itemOf(kept)])).toMatchObject({
    count: 1,
    keys: [keyOf(lost)],
  });
});

test('a finding of another product with the same id is another finding', async () => {
  const own = aFinding();
  const ofOther = aFinding({ productArn: DEFAULT_PRODUCT });

  expect((await compared([own, ofOther], [itemOf(own)])).keys).toEqual([keyOf(ofOther)]);
  expect((await compared([own, ofOther], [itemOf(ofOther)])).keys).toEqual([keyOf(own)]);
});

test.each<[string, Finding, Finding, Partial<LedgerFinding>]>([
  [
    'whose status somebody changed, and the event was lost',
    written({ seq: 1, status: 'NOTIFIED' }),
    aFinding({ workflowStatus: 'SUPPRESSED', mark: { seq: 1, status: 'NOTIFIED' } }),
    {},
  ],
  [
    'whose status of ours was not applied',
    written({ seq: 2, status: 'RESOLVED' }),
    written({ seq: 1, status: 'NOTIFIED' }),
    {},
  ],
  [
    'with the same status and an older mark',
    written({ seq: 3, status: 'RESOLVED' }),
    aFinding({ workflowStatus: 'RESOLVED', mark: { seq: 2, status: 'NOTIFIED' } }),
    {},
  ],
  [
    'with the same status and no mark',
    written({ seq: 3, status: 'RESOLVED' }),
    aFinding({ workflowStatus: 'RESOLVED', mark: NO_MARK }),
    {},
  ],
  [
    'with a mark of the same number and another status',
    written({ seq: 3, status: 'RESOLVED' }),
    aFinding({ workflowStatus: 'RESOLVED', mark: { seq: 3, status: 'NOTIFIED' } }),
    {},
  ],
  [
    'with a newer mark, since the ledger is restored from a backup',
    written({ seq: 3, status: 'RESOLVED' }),
    written({ seq: 5, status: 'RESOLVED' }),
    {},
  ],
  [
    'that is NEW with a newer mark than the ledger',
    aFinding(),
    aFinding({ mark: { seq: 2, status: 'RESOLVED' } }),
    {},
  ],
  ['that is archived by now', aFinding(), aFinding({ recordState: 'ARCHIVED' }), {}],
])('a finding %s is read again', async (_what, held, finding, more) => {
  const { count, keys } = await compared([finding], [itemOf(held, more)]);

  expect([count, keys]).toEqual([1, [keyOf(finding)]]);
});

test('a hundred findings are read from the ledger at a time', async () => {
  const known = Array.from({ length: 250 }, (_, index) =>
    aFinding({ vulnerabilityId: `CVE-${index}` }),
  );

  const { count, keys, reads } = await compared(
    known,
    known.slice(1).map((each) => itemOf(each)),
  );

  expect(reads).toEqual([100, 100, 50]);
  expect([count, keys]).toEqual([1, known.slice(0, 1).map(keyOf)]);
});

test('nothing is asked where Security Hub has no findings', async () => {
  expect(await compared([], [])).toEqual({ count: 0, known: [], keys: [], reads: [] });
});

test('how far a decision holds is known where both hold the same status, and nowhere else', async () => {
  const decided = written({ seq: 1, status: 'SUPPRESSED' });
  const reopened = written({ seq: 1, status: 'RESOLVED' });
  const items = [
    itemOf(decided),
    { ...itemOf(reopened), hash: hashOf({ ...reopened, id: 'other' }) },
  ];
  const other = { ...reopened, id: 'other', workflowStatus: 'NOTIFIED' as const };

  const { known } = await compared([decided, other], items);

  expect(known).toEqual([{ ...decided, basis: items[0]?.basis }, other]);
  expect(items.map(({ basis }) => basis?.place)).toEqual(['here', 'here']);
});

test('where nothing is to be written, nothing is read again', async () => {
  const lost = aFinding();

  expect(await compareLedger({ ledger: { findings: async () => [] } }, [lost])).toEqual({
    different: 1,
    known: [lost],
  });
});

test('a ledger or a queue that does not answer is an error', async () => {
  const fail = async () => {
    throw new Unavailable('aws_unavailable', 'AWS did not answer.');
  };
  const queue = createFakeIntakeQueue();
  const findings = async () => [];

  await expect(compareLedger({ ledger: { findings: fail }, queue }, [aFinding()])).rejects.toThrow(
    Unavailable,
  );
  await expect(
    compareLedger({ ledger: { findings }, queue: { read: fail } }, [aFinding()]),
  ).rejects.toThrow(Unavailable);
});

test.each<[string, Partial<Finding>]>([
  ['a finding is in a further image', { images: [anImage('web'), anImage('api')] }],
  ['a finding is gone', { recordState: 'ARCHIVED' }],
  ['a finding is rated higher', { severity: 'CRITICAL' }],
])(
  'a lost event that %s is made up for by the next scan, without an import',
  async (_what, change) => {
    const before = { ...written({ seq: 1, status: 'NOTIFIED' }), images: [anImage('web')] };
    const after = { ...before, ...change, updatedAt: new Date(NOW.getTime() + 1).toISOString() };
    const item = itemOf(before);

    const { keys } = await compared([after], [item]);
    const now = { now: NOW, token: () => 't' };
    const read = absorb(item, { finding: after, time: 0 }, RULES, now);

    expect(keys).toEqual([keyOf(after)]);
    expect(read?.finding).toMatchObject({ ...change, updatedAt: after.updatedAt });
    expect((await compared([after], read === undefined ? [] : [read])).keys).toEqual([]);
  },
);
