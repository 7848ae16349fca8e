import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding, Row } from '../../src/domain/ledger';
import {
  type LastScan,
  type Lists,
  lastScanOf,
  newestStamp,
  type OverviewInput,
  overviewOf,
  rowsInFull,
  trendStart,
  withEnding,
} from '../../src/domain/overview';
import { placeOf } from '../../src/domain/row';
import type { ScanReport } from '../../src/domain/scan';
import { anItem, items, NOW, suppressedUntil } from '../usecases/tasks-kit';
import { anUrgency } from './urgencies';

const NOTHING: OverviewInput = {
  open: [],
  suppressed: [],
  resolved: [],
  items: [],
  complete: true,
  running: [],
  scans: [],
  troubles: [],
};
/** What the Home tab shows on 24 November. */
const shows = (read: Partial<OverviewInput>) => overviewOf({ ...NOTHING, ...read }, NOW);

function rowOf(item: LedgerFinding, changes: Partial<Row> = {}): Row {
  const row = placeOf(item)?.row;
  if (row === undefined) throw new Error('the finding is in no list');
  return { ...row, ...changes };
}

const seenOn = (day: string, more: Partial<Finding> = {}) =>
  anItem({ createdAt: `${day}T08:00:00Z`, vulnerabilityId: `CVE-${day}`, ...more });
const ids = (entries: { finding: Finding }[]) =>
  entries.map(({ finding }) => finding.vulnerabilityId);

test('before the first scan there is nothing to show', () => {
  expect(shows({})).toEqual({
    at: '2026-11-24T10:00:00.000Z',
    open: { total: 0, complete: true, bySeverity: {}, overdue: 0, byImage: [] },
    trend: [],
    next: [],
    expiring: [],
    running: [],
    troubles: [],
  });
});

test('running scans, problems and whether more exists than was read are passed on', () => {
  const troubles = [{ problem: { kind: 'no-scan' as const }, since: '', over: false }];

  const running = [{ images: ['api'] }, { images: [], startedAt: '2026-11-24T09:00:00Z' }];

  expect(shows({ complete: false, running, troubles })).toMatchObject({
    open: { complete: false },
    running,
    troubles,
  });
});

test('open findings are counted by severity and by image, from their rows', () => {
  const open = [anItem(), anItem({ severity: 'CRITICAL' })].map((item) => rowOf(item));

  expect(shows({ open }).open).toEqual({
    total: 2,
    complete: true,
    bySeverity: { CRITICAL: 1, HIGH: 1 },
    overdue: 0,
    byImage: [{ name: 'r.io/api', count: 2 }],
  });
});

describe('the trend', () => {
  const trendOf = (read: Partial<OverviewInput>) =>
    shows(read).trend.map(({ day, open }) => `${day.slice(8)}: ${open}`);
  const row = (day: string, closedAt?: string) => rowOf(seenOn(day), closedAt ? { closedAt } : {});

  it('begins with the first finding', () => {
    expect(trendOf({ open: [row('2026-11-24')] })).toEqual(['24: 1']);
    expect(trendOf({ open: [row('2026-11-24'), row('2026-11-22')] })).toEqual([
      '22: 1',
      '23: 1',
      '24: 2',
    ]);
  });

  it('goes back two weeks, today included', () => {
    const { trend } = shows({ open: [row('2026-01-01')] });

    expect(trend).toHaveLength(14);
    expect(trend[0]).toEqual({ day: '2026-11-11', open: 1 });
    expect(trend[13]).toEqual({ day: '2026-11-24', open: 1 });
    expect(trendStart(NOW)).toBe('2026-11-11');
  });

  it.each(['suppressed', 'resolved'] as const)(
    'counts a %s finding until the day of its decision',
    (list) => {
      const decided = row('2026-11-21', '2026-11-23T09:00:00.000Z');

      expect(trendOf({ [list]: [decided] })).toEqual(['21: 1', '22: 1', '23: 0', '24: 0']);
    },
  );
});

describe('what the overview reads in full', () => {
  const lists = (read: Partial<Lists>): Lists => ({
    open: [],
    suppressed: [],
    resolved: [],
    ...read,
  });

  it('is twice what it shows of what is next and of the expiring, because rows lag behind', () => {
    const open = items(30).map((item) => rowOf(item));
    const suppressed = items(30, suppressedUntil('2026-11-26')).map((item) => rowOf(item));

    expect(rowsInFull(lists({ open, suppressed }), NOW)).toHaveLength(20);
  });

  it('begins as the list of open findings does', () => {
    const open = ['2026-11-03', '2026-11-02'].map((day) => rowOf(seenOn(day)));

    const [first] = rowsInFull(lists({ open }), NOW);

    expect(first?.vulnerabilityId).toBe('CVE-2026-11-03');
  });

  it('has suppressions that end within two weeks, the soonest first, and no others', () => {
    const suppressed = ['2026-12-08', '2026-11-26', '2026-12-09', 'fix', 'ever'].map((until) =>
      rowOf(anItem({ vulnerabilityId: until, ...suppressedUntil(until) })),
    );

    const read = rowsInFull(lists({ suppressed }), NOW).map((row) => row.vulnerabilityId);

    expect(read).toEqual(['2026-11-26', '2026-12-08']);
  });

  it('has the finding with the newest stamp', () => {
    const scan = { id: 's', newFindings: 0 };
    const of = (name: string, updatedAt: string) =>
      rowOf(anItem({ vulnerabilityId: name, updatedAt, scan }));
    const foreign = rowOf(anItem({ updatedAt: '2026-11-25T03:00:00Z' }));
    const rows = [of('a', '2026-11-23T03:00:00Z'), of('b', '2026-11-24T03:00:00Z'), foreign];

    expect(newestStamp(rows).map((row) => row.vulnerabilityId)).toEqual(['b']);
    expect(newestStamp([foreign])).toEqual([]);
  });
});

describe('what is next', () => {
  const due = (id: string, dueAt: string, more: Partial<Finding> = {}) =>
    anItem({ vulnerabilityId: id, urgency: anUrgency({ dueAt }), ...more });

  it('starts with what is overdue, then comes what is due soonest, then the most severe', () => {
    const open = [
      anItem({ vulnerabilityId: 'CVE-5' }),
      anItem({ vulnerabilityId: 'CVE-4', severity: 'CRITICAL' }),
      due('CVE-3', '2027-01-23T03:00:00.000Z', { severity: 'CRITICAL' }),
      due('CVE-2', '2026-11-25T03:00:00.000Z'),
      due('CVE-1', '2026-11-23T03:00:00.000Z', { severity: 'LOW' }),
    ];

    expect(ids(shows({ items: open }).next)).toEqual(['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4', 'CVE-5']);
  });

  it('has a count of what is overdue beside it, by the rows', () => {
    const open = [
      due('CVE-1', '2026-11-24T09:59:59.000Z'),
      due('CVE-2', '2026-11-24T10:00:01.000Z'),
      anItem(),
    ].map((item) => rowOf(item));

    expect(shows({ open }).open.overdue).toBe(1);
  });

  it('has five at most, each with its appearance', () => {
    const { next } = shows({ items: items(6).map((item) => ({ ...item, base: 4 })) });

    expect(next).toHaveLength(5);
    expect(next[0]?.base).toBe(4);
  });

  it('leaves out what was decided or archived since its row was written', () => {
    const changed = [
      anItem({ workflowStatus: 'RESOLVED' }),
      anItem({ workflowStatus: 'SUPPRESSED' }),
      anItem({ recordState: 'ARCHIVED' }),
    ];

    expect(shows({ items: changed }).next).toEqual([]);
  });
});

describe('suppressions that end soon', () => {
  const until = (code: string) => anItem({ vulnerabilityId: code, ...suppressedUntil(code) });

  it('are those within two weeks, soonest first, each with its appearance', () => {
    const suppressed = [until('2026-12-08'), until('2026-11-26'), until('2026-12-09')];

    expect(shows({ items: suppressed }).expiring).toEqual([
      { finding: suppressed[1]?.finding, base: 0, until: '2026-11-26' },
      { finding: suppressed[0]?.finding, base: 0, until: '2026-12-08' },
    ]);
  });

  it('leave out those that wait for a fix, last for good or were made in the console', () => {
    const byHand = anItem({ workflowStatus: 'SUPPRESSED' });

    expect(shows({ items: [until('fix'), until('ever'), byHand] }).expiring).toEqual([]);
  });

  it('leave out what was reopened or archived since its row was written', () => {
    const { finding } = until('2026-11-26');
    const reopened = anItem({ ...finding, workflowStatus: 'NOTIFIED' });
    const gone = anItem({ ...finding, recordState: 'ARCHIVED' });

    expect(shows({ items: [reopened, gone] }).expiring).toEqual([]);
  });

  it('are five at most', () => {
    expect(shows({ items: items(6, suppressedUntil('2026-11-26')) }).expiring).toHaveLength(5);
  });
});

describe('the last scan', () => {
  const stampedAt = (updatedAt: string, scan: Finding['scan']) =>
    anItem({ updatedAt, ...(scan && { scan }) });
  const morning = stampedAt('2026-11-24T03:00:00Z', {
    id: 's2',
    newFindings: 0,
    databaseAt: '2026-11-24T00:00:00Z',
  });
  const yesterday = stampedAt('2026-11-23T03:00:00Z', { id: 's1', newFindings: 0 });

  it('is the newest stamp; findings of other tools have none', () => {
    const foreign = stampedAt('2026-11-25T03:00:00Z', undefined);

    expect(lastScanOf([])).toBeUndefined();
    expect(lastScanOf([foreign])).toBeUndefined();
    expect(lastScanOf([yesterday])).toEqual({ at: '2026-11-23T03:00:00Z', id: 's1' });
    expect(lastScanOf([yesterday, morning, foreign])).toEqual({
      at: '2026-11-24T03:00:00Z',
      id: 's2',
      databaseAt: '2026-11-24T00:00:00Z',
    });
    expect(lastScanOf([morning, yesterday])?.id).toBe('s2');
  });

  it('has its end from its card', () => {
    const { lastScan } = shows({ items: [yesterday], scans: [report({})] });

    expect(lastScan?.attention).toEqual([failed]);
  });

  const failed = { image: 'web', reason: 'failed', error: 'there is no such image' };
  const stamp: LastScan = { at: '2026-11-24T03:01:00Z', id: 's' };
  const completed: NonNullable<ScanReport['completed']> = {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T03:02:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [{ image: 'api' }, { image: 'web', error: 'there is no such image' }],
    refused: 0,
    held: [],
    durationMs: 1000,
  };

  function report(change: Partial<ScanReport>): ScanReport {
    return {
      images: [],
      taskArn: 'arn:task',
      state: 'done',
      startedAt: '2026-11-24T03:00:00Z',
      completed,
      ...change,
    };
  }

  it('is the time of the stamp if no card shows an end', () => {
    expect(withEnding(stamp, [])).toEqual(stamp);
    expect(withEnding(undefined, [])).toBeUndefined();
  });

  it('lists what it could not judge', () => {
    const ended = { at: completed.at, attention: [failed] };

    expect(withEnding(stamp, [report({})])).toEqual({ ...ended, id: 's' });
    expect(withEnding(undefined, [report({})])).toEqual(ended);
    expect(withEnding({ ...stamp, at: '2026-11-24T09:00:00Z' }, [report({})])).toEqual({
      ...ended,
      id: 's',
    });
  });

  it('lists nothing if all went well, and the database it used', () => {
    const well = { ...completed, images: [{ image: 'api' }], databaseAt: '2026-11-24T00:00:00Z' };

    expect(withEnding(undefined, [report({ completed: well })])).toEqual({
      at: completed.at,
      databaseAt: '2026-11-24T00:00:00Z',
    });
  });

  it('also counts as successful if its card says no more than that', () => {
    const { completed: _, ...bare } = report({});

    expect(withEnding(undefined, [bare])).toEqual({ at: bare.startedAt });
  });

  it('can be a later one outside ECS, which says nothing of what could not be judged', () => {
    const later = { at: '2026-11-24T09:00:00Z', id: 'later' };
    const attention = [failed];

    expect(withEnding(later, [report({})])).toEqual({ ...later, attention });
    expect(withEnding({ at: later.at }, [report({})])).toEqual({ at: later.at, attention });
    expect(withEnding({ ...later, at: completed.at }, [report({})])).toMatchObject({ attention });
  });

  it('has the database of the scan, not that of an earlier stamp', () => {
    const earlier = { at: '2026-11-23T03:00:00Z', id: 'x', databaseAt: '2026-11-23T00:00:00Z' };

    expect(withEnding(earlier, [report({})])).not.toHaveProperty('databaseAt');
  });

  it('has its time and reason if it failed, beside the last successful one', () => {
    const { completed: _, ...unfinished } = report({ state: 'failed' });
    const failure = { at: unfinished.startedAt };
    const why = { problem: 'no memory', problemCode: 'task_memory' };
    const good = { at: '2026-11-23T03:00:00Z', id: 'yesterday' };

    expect(withEnding(good, [{ ...unfinished, ...why }])).toEqual({
      ...good,
      failure: { ...failure, why: 'no memory', code: 'task_memory' },
    });
    expect(withEnding(undefined, [unfinished])).toEqual({ at: failure.at, failure });
  });
});
