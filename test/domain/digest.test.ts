import fc from 'fast-check';
import { countsOf, outcomeOf } from '../../src/domain/digest';
import type { Row } from '../../src/domain/ledger';

type DigestRow = Parameters<typeof outcomeOf>[0];

const POSTED = new Date('2026-11-24T10:00:00.000Z');
const SETTLED = { total: 0, isAwaited: false, postedAt: POSTED };

function row(change: Partial<Row> = {}): DigestRow {
  return {
    severity: 'HIGH',
    status: 'NOTIFIED',
    recordState: 'ACTIVE',
    updatedAt: '2026-11-24T09:00:00.000Z',
    ...change,
  };
}

const resolved = (by?: string, change: Partial<Row> = {}) =>
  row({ status: 'RESOLVED', ...(by !== undefined && { by }), ...change });

describe('what has become of a finding', () => {
  test.each<[string, DigestRow, string]>([
    ['new', row({ status: 'NEW' }), 'open'],
    ['shown', row(), 'open'],
    ['resolved in Slack', resolved('Ana Silva'), 'resolved'],
    ['resolved elsewhere', resolved(), 'resolved'],
    ['suppressed', row({ status: 'SUPPRESSED' }), 'suppressed'],
    ['no longer detected', row({ recordState: 'ARCHIVED' }), 'gone'],
    ['closed by a scan', resolved(undefined, { recordState: 'ARCHIVED' }), 'gone'],
    ['resolved, then no longer detected', resolved('Ana', { recordState: 'ARCHIVED' }), 'resolved'],
    ['suppressed, then gone', row({ status: 'SUPPRESSED', recordState: 'ARCHIVED' }), 'suppressed'],
  ])('%s', (_, given, outcome) => {
    expect(outcomeOf(given)).toBe(outcome);
  });
});

describe('the counts of a digest', () => {
  test('each finding is counted once', () => {
    const anyRow = fc.record({
      severity: fc.constantFrom('CRITICAL', 'HIGH'),
      status: fc.constantFrom('NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'),
      recordState: fc.constantFrom('ACTIVE', 'ARCHIVED'),
      updatedAt: fc.constant('2026-11-24T09:00:00.000Z'),
    });
    fc.assert(
      fc.property(fc.array(anyRow as fc.Arbitrary<DigestRow>), (rows) => {
        const { open, resolved, suppressed, gone, total } = countsOf(rows, SETTLED);
        const left = Object.values(open).reduce((sum, count) => sum + count, 0);

        expect(left + resolved + suppressed + gone).toBe(rows.length);
        expect(total).toBe(rows.length);
      }),
    );
  });

  test('while findings are awaited the total is that of the scan', () => {
    const awaiting = { total: 13, isAwaited: true, postedAt: POSTED };

    expect(countsOf([row(), row()], awaiting)).toMatchObject({ total: 13, isCounting: true });
    expect(countsOf(Array(13).fill(row()), awaiting)).not.toHaveProperty('isCounting');
  });

  test('what has not come by then is not awaited any more', () => {
    const late = { total: 13, isAwaited: false, postedAt: POSTED };
    const counts = countsOf([row(), row()], late);

    expect(counts).toMatchObject({ total: 2 });
    expect(counts).not.toHaveProperty('isCounting');
  });

  test('who decided most is named first, people elsewhere are not known', () => {
    const rows = [resolved('Ken'), resolved('Ana'), resolved('Ana'), resolved()];

    expect(countsOf(rows, SETTLED).deciders).toEqual(['Ana', 'Ken']);
  });

  test('with the last decision it is complete, and says how long that took', () => {
    const closed = { closedAt: '2026-11-24T12:00:00.000Z' };
    const rows = [resolved('Ana', closed), row({ recordState: 'ARCHIVED' })];

    expect(countsOf(rows, SETTLED).tookMs).toBe(2 * 3_600_000);
  });

  test('with one that is open again it is not complete any more', () => {
    expect(countsOf([resolved('Ana'), row()], SETTLED)).not.toHaveProperty('tookMs');
  });

  test('it is not complete while findings are awaited, or while there is none', () => {
    const awaiting = { total: 2, isAwaited: true, postedAt: POSTED };

    expect(countsOf([resolved('Ana')], awaiting)).not.toHaveProperty('tookMs');
    expect(countsOf([], SETTLED)).not.toHaveProperty('tookMs');
  });
});
