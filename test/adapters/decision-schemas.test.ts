import { CardContentSchema } from '../../src/adapters/dynamodb/card-schema';
import { readFinding, storedFinding } from '../../src/adapters/dynamodb/item';
import { JobSchema } from '../../src/adapters/job-schema';
import type { Basis } from '../../src/domain/basis';
import { aLedgerFinding } from '../domain/ledger-builders';

const until = { kind: 'ever' } as const;
const OLD = { kind: 'suppress', reason: 'known', until };
const NEW = { kind: 'suppress', until, place: 'everywhere', justification: 'risk-accepted' };

const jobOf = (decision: unknown) => ({
  type: 'decide',
  key: { id: 'vulnscan/CVE-1', productArn: 'arn' },
  base: 0,
  request: { decision, actor: { userId: 'U1', teamId: 'T1', name: 'Ana' }, actionTs: '1.5' },
  origin: { requestId: 'r1' },
});
const bulkOf = (decision: unknown) => ({
  kind: 'bulk',
  bulk: { requestId: 'r1', decision, by: { userId: 'U1', name: 'Ana' }, total: 1 },
});

test.each([
  ['an earlier version', OLD],
  ['this version', NEW],
])('a suppression of %s is read whole from the queue and from its card', (_version, decision) => {
  expect(JobSchema.parse(jobOf(decision))).toEqual(jobOf(decision));
  expect(CardContentSchema.parse(bulkOf(decision))).toEqual(bulkOf(decision));
});

test('an extension is read whole from the queue, and refused without a day', () => {
  const job = jobOf({ ...NEW, extends: '2026-12-01' });

  expect(JobSchema.parse(job)).toEqual(job);
  expect(JobSchema.safeParse(jobOf({ ...NEW, extends: 'soon' })).success).toBe(false);
});

test.each([
  { ...NEW, place: 'there' },
  { ...NEW, justification: 'because' },
])('a suppression with an unknown place or reason is refused: %#', (decision) => {
  expect(JobSchema.safeParse(jobOf(decision)).success).toBe(false);
  expect(CardContentSchema.safeParse(bulkOf(decision)).success).toBe(false);
});

describe('an item of the ledger', () => {
  const read = (basis?: Basis) => {
    const item = aLedgerFinding({}, { ...(basis && { basis }) });
    return readFinding(JSON.parse(JSON.stringify(storedFinding(item)))).basis;
  };

  it.each<Basis>([
    { place: 'everywhere', images: ['api'], severity: 'HIGH', exploited: true, exposed: false },
    { place: 'here', severity: 'LOW', fixable: true },
  ])('keeps how far its decision holds: %#', (basis) => {
    expect(read(basis)).toEqual(basis);
  });

  it('of an earlier version has none', () => {
    expect(read()).toBeUndefined();
  });

  it('with an unknown place can’t be read', () => {
    const stored = storedFinding(aLedgerFinding());

    expect(() => readFinding({ ...stored, basis: { place: 'there', severity: 'HIGH' } })).toThrow(
      'basis.place',
    );
  });
});
