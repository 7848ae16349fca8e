import {
  classify,
  isEcho,
  knownOf,
  type Meaning,
  orderOf,
  type Said,
} from '../../src/domain/classify';
import type { Mark, WorkflowStatus } from '../../src/domain/finding';
import type { Known } from '../../src/domain/ledger';

const NOW = new Date('2026-11-24T10:00:00.000Z');
/** A click at this time stands, in epoch seconds. */
const AT = 1_000;
const UNKNOWN: Known = { seq: 0, status: 'NEW', time: 0 };
/** The import that the ledger knows. */
const IMPORTED = '2026-11-24T09:00:00.000Z';
const STORED = { workflowStatus: 'RESOLVED', updatedAt: IMPORTED, recordState: 'ACTIVE' } as const;
const LATER_IMPORT = '2026-11-24T09:30:00.000Z';

const mark = (seq: number, status: WorkflowStatus): Mark => ({ seq, status });
const said = (status: WorkflowStatus, carried: Mark, time: number, updatedAt = IMPORTED): Said => ({
  status,
  mark: carried,
  time,
  updatedAt,
  recordState: 'ACTIVE',
});

/** What it means to an item whose fifth change, a click, set RESOLVED. */
function meaningOf(snapshot: Said, known: Partial<Known> = {}): Meaning {
  const item = {
    seq: 5,
    at: AT,
    finding: STORED,
    known: { ...UNKNOWN, ...known },
  };
  return classify(item, snapshot);
}

test.each([
  ['with our mark', mark(5, 'RESOLVED'), 2_000],
  ['with a newer mark than the ledger has', mark(6, 'NOTIFIED'), 2_000],
  ['without a mark', mark(0, 'NEW'), 2_000],
  ['in a read', mark(0, 'NEW'), 0],
])('the same status is nothing new: %s', (_how, carried, time) => {
  expect(meaningOf(said('RESOLVED', carried, time))).toBe('same');
});

describe('R1, the ledger is behind', () => {
  test.each([
    ['in an event, however old', 1],
    ['in a read', 0],
  ])('a newer mark is adopted: %s', (_how, time) => {
    expect(meaningOf(said('SUPPRESSED', mark(6, 'SUPPRESSED'), time))).toBe('adopt');
  });
});

describe('R2, somebody else on top of our last write', () => {
  test('is adopted without comparing it with the click', () => {
    expect(meaningOf(said('SUPPRESSED', mark(5, 'RESOLVED'), 1))).toBe('adopt');
  });

  test.each<[string, number, Meaning]>([
    ['a second later', 2_001, 'adopt'],
    ['in the same second', 2_000, 'again'],
    ['before', 1_999, 'again'],
    ['in a read', 0, 'adopt'],
  ])('after another word on top of the same write: %s', (_when, time, meaning) => {
    const known = { seq: 5, status: 'NOTIFIED' as const, time: 2_000.5 };

    expect(meaningOf(said('SUPPRESSED', mark(5, 'RESOLVED'), time), known)).toBe(meaning);
  });

  test('the event of a later import is adopted, though a read was made after it', () => {
    const known = { seq: 5, status: 'RESOLVED' as const, time: 3_000 };
    const carried = mark(5, 'RESOLVED');

    expect(meaningOf(said('NEW', carried, 2_000, LATER_IMPORT), known)).toBe('adopt');
    expect(meaningOf(said('NEW', carried, 2_000), known)).toBe('again');
  });

  test('what was known of an earlier write does not count', () => {
    const known = { seq: 4, status: 'NOTIFIED' as const, time: 9_000 };

    expect(meaningOf(said('SUPPRESSED', mark(5, 'RESOLVED'), 2_000), known)).toBe('adopt');
  });
});

describe('R3, somebody else before our last write was applied', () => {
  test.each<[string, WorkflowStatus, number, Meaning]>([
    ['a decision in the second of the click comes after it', 'SUPPRESSED', AT, 'adopt'],
    ['NEW in the second of the click comes before it', 'NEW', AT, 'again'],
    ['NEW a second later', 'NEW', AT + 1, 'adopt'],
    ['a decision in the second before', 'SUPPRESSED', AT - 1, 'again'],
  ])('%s', (_what, status, time, meaning) => {
    expect(meaningOf(said(status, mark(4, 'NOTIFIED'), time))).toBe(meaning);
  });

  test('a read is never enough: it may be old', () => {
    const item = {
      seq: 5,
      at: 0,
      finding: STORED,
      known: UNKNOWN,
    };

    expect(classify(item, said('SUPPRESSED', mark(4, 'NOTIFIED'), 0))).toBe('again');
  });

  test.each<[string, number, Meaning]>([
    ['later', 2_001, 'adopt'],
    ['in the same second', 2_000, 'again'],
  ])('it has to be later than what is known: %s', (_when, time, meaning) => {
    const known = { seq: 3, status: 'RESOLVED' as const, time: 2_000.5 };

    expect(meaningOf(said('SUPPRESSED', mark(4, 'NOTIFIED'), time), known)).toBe(meaning);
  });

  test('a later import counts as later than a read that was made after it, never as later than the click', () => {
    const known = { seq: 3, status: 'RESOLVED' as const, time: 3_000 };
    const imported = (time: number) => said('NEW', mark(4, 'NOTIFIED'), time, LATER_IMPORT);

    expect(meaningOf(imported(2_000), known)).toBe('adopt');
    expect(meaningOf(imported(AT), known)).toBe('again');
  });

  test('what is known already is not adopted a second time', () => {
    const known = { seq: 4, status: 'SUPPRESSED' as const, time: 500 };

    expect(meaningOf(said('SUPPRESSED', mark(4, 'NOTIFIED'), 9_000), known)).toBe('again');
    expect(meaningOf(said('SUPPRESSED', mark(3, 'NOTIFIED'), 9_000), known)).toBe('adopt');
  });
});

describe('a finding that was archived before it was known that it was shown', () => {
  const known = { seq: 0, status: 'NEW' as const, time: 500 };
  const archived = { ...STORED, workflowStatus: 'NOTIFIED', recordState: 'ARCHIVED' } as const;
  const item = { seq: 1, at: 0, finding: archived, known: { ...UNKNOWN, ...known } };

  test('is shown once more when it is imported again', () => {
    expect(classify(item, said('NEW', mark(0, 'NEW'), 9_000, LATER_IMPORT))).toBe('adopt');
  });

  test('is not by the import from before, nor while it is archived', () => {
    const stillArchived = {
      ...said('NEW', mark(0, 'NEW'), 9_000, LATER_IMPORT),
      recordState: 'ARCHIVED' as const,
    };

    expect(classify(item, said('NEW', mark(0, 'NEW'), 9_000))).toBe('again');
    expect(classify(item, stillArchived)).toBe('again');
  });

  test('is not if it was decided meanwhile', () => {
    const decided = { ...item, finding: { ...archived, workflowStatus: 'SUPPRESSED' as const } };

    expect(classify(decided, said('NEW', mark(0, 'NEW'), 9_000, LATER_IMPORT))).toBe('again');
  });
});

describe('R4, an older state of ours', () => {
  test('our own earlier write is written over, however late its event is', () => {
    expect(meaningOf(said('NOTIFIED', mark(4, 'NOTIFIED'), 9_000))).toBe('again');
  });

  test('the import that we know already, without a mark', () => {
    const known = { seq: 0, status: 'NEW' as const, time: 500 };

    expect(meaningOf(said('NEW', mark(0, 'NEW'), 9_000), known)).toBe('again');
  });
});

test('an echo carries the mark of its own status; NEW without a mark is none', () => {
  expect(isEcho(said('RESOLVED', mark(5, 'RESOLVED'), 1))).toBe(true);
  expect(isEcho(said('SUPPRESSED', mark(5, 'RESOLVED'), 1))).toBe(false);
  expect(isEcho(said('NEW', mark(0, 'NEW'), 1))).toBe(false);
});

test('within one second a decision comes after NEW', () => {
  expect(orderOf({ status: 'NEW', time: 7 })).toBe(7);
  for (const status of ['NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const)
    expect(orderOf({ status, time: 7 })).toBe(7.5);
});

test('what an event says is known as of its time, a read as of now', () => {
  const event = said('SUPPRESSED', mark(4, 'NOTIFIED'), 7);

  expect(knownOf(event, NOW)).toEqual({ seq: 4, status: 'SUPPRESSED', time: 7.5 });
  expect(knownOf({ ...event, time: 0 }, NOW).time).toBe(NOW.getTime() / 1000);
});
