import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding, Row } from '../../src/domain/ledger';
import {
  expiringIn,
  type HomePage,
  homePage,
  type LastScan,
  lastScanOf,
  newestStamp,
  type OverviewInput,
  overviewOf,
  withEnding,
} from '../../src/domain/overview';
import { placeOf } from '../../src/domain/row';
import type { ScanReport } from '../../src/domain/scan';
import type { Upgrade } from '../../src/domain/upgrades';
import { anItem, NOW, suppressedUntil } from '../usecases/tasks-kit';
import { aCalmUrgency, anUrgency } from './urgencies';

const NO_PAGE: HomePage = {
  view: { page: 1 },
  total: 0,
  before: 0,
  upgrades: [],
  withoutFix: [],
  due: { overdue: 0, soon: 0, nofix: 0 },
};
const NOTHING: OverviewInput = {
  open: [],
  suppressed: [],
  page: NO_PAGE,
  lines: { upgrades: [], withoutFix: [] },
  expiring: [],
  stamped: [],
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

test('before the first scan there is nothing to show', () => {
  expect(shows({})).toEqual({
    at: '2026-11-24T10:00:00.000Z',
    open: { total: 0, complete: true, critical: 0, overdue: 0 },
    choices: { images: [], due: { overdue: 0, soon: 0, nofix: 0 } },
    view: { page: 1 },
    upgrades: { total: 0, before: 0 },
    lines: { upgrades: [], withoutFix: [] },
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

const due = (name: string, dueAt: string | undefined, more: Partial<Finding> = {}) => {
  const packages = [{ name, installedVersion: '1', fixedVersion: '2' }];
  const remedies = [{ key: `npm|${name}`, name, rows: [] }];
  const urgency = dueAt === undefined ? aCalmUrgency() : anUrgency({ dueAt });
  return anItem({ vulnerabilityId: `CVE-${name}`, packages, remedies, urgency, ...more });
};
const noFix = (name: string, dueAt?: string) =>
  due(name, dueAt, { packages: [{ name, installedVersion: '1' }] });
const inImage = (name: string) => ({ images: [{ name, repository: name, services: [] }] });

/** Rows as the ledger lists them. */
function listed(...all: LedgerFinding[]): Row[] {
  const places = all.map(placeOf).toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  return places.map(({ row }) => row);
}

const keys = (upgrades: Upgrade[]) => upgrades.map(({ key }) => key.slice(4));

test('open findings are counted by severity, due date and image, from their rows', () => {
  const open = listed(
    due('a', '2026-11-24T09:59:59.000Z', { severity: 'CRITICAL' }),
    due('b', '2026-11-24T10:00:01.000Z', inImage('r.io/web')),
    anItem(),
  );

  expect(shows({ open })).toMatchObject({
    open: { total: 3, complete: true, critical: 1, overdue: 1 },
    choices: {
      images: [
        { name: 'r.io/api', count: 2 },
        { name: 'r.io/web', count: 1 },
      ],
    },
  });
});

describe('a page of upgrades', () => {
  const FIRST = { page: 1 };

  it('has what is overdue first, then what is due soonest; what has no fix comes last', () => {
    const open = listed(
      due('rebuild', undefined),
      noFix('unfixed', '2026-11-20T03:00:00.000Z'),
      due('soon', '2026-11-25T03:00:00.000Z', { severity: 'LOW' }),
      due('overdue', '2026-11-23T03:00:00.000Z', { severity: 'LOW' }),
    );

    const page = homePage(open, FIRST, NOW);

    expect(keys(page.upgrades)).toEqual(['overdue', 'soon', 'rebuild']);
    expect(keys(page.withoutFix)).toEqual(['unfixed']);
    expect(page.due).toEqual({ overdue: 2, soon: 3, nofix: 1 });
  });

  it('holds 25 upgrades, and a page past the end is the last one', () => {
    const open = listed(
      ...Array.from({ length: 55 }, (_, index) => due(String(index + 10), undefined)),
      noFix('unfixed'),
    );

    const [first, last, past] = [1, 3, 99].map((page) => homePage(open, { page }, NOW));

    expect(first?.upgrades).toHaveLength(25);
    expect(first?.withoutFix).toHaveLength(0);
    expect([last?.upgrades.length, last?.withoutFix.length, last?.before]).toEqual([5, 1, 50]);
    expect(past).toEqual(last);
    expect(past?.view.page).toBe(3);
  });

  it('has only upgrades in the chosen image, with all of their findings', () => {
    const open = listed(
      due('a', undefined, inImage('r.io/web')),
      due('a', undefined, { id: 'other', ...inImage('r.io/api') }),
      due('b', undefined, inImage('r.io/api')),
    );

    const page = homePage(open, { ...FIRST, image: 'r.io/web' }, NOW);

    expect(keys(page.upgrades)).toEqual(['a']);
    expect(page.upgrades[0]?.rows).toHaveLength(2);
    expect(page).toMatchObject({ total: 1, view: { page: 1, image: 'r.io/web' } });
  });

  it.each([
    ['overdue' as const, ['late']],
    ['soon' as const, ['late', 'soon']],
    ['nofix' as const, ['unfixed']],
  ])('has only what is %s', (filter, names) => {
    const open = listed(
      due('late', '2026-11-24T09:59:59.000Z'),
      due('soon', '2026-11-27T09:00:00.000Z'),
      due('later', '2026-11-27T11:00:00.000Z'),
      noFix('unfixed', '2027-01-20T03:00:00.000Z'),
    );

    const page = homePage(open, { ...FIRST, due: filter }, NOW);

    expect(keys([...page.upgrades, ...page.withoutFix])).toEqual(names);
  });
});

describe('suppressions that end soon', () => {
  const until = (name: string, day: string) => due(name, undefined, suppressedUntil(day));

  it('are those within two weeks, soonest first, by upgrade and day', () => {
    const suppressed = listed(
      until('a', '2026-12-08'),
      until('b', '2026-11-26'),
      until('c', '2026-12-09'),
      { ...until('b', '2026-11-26'), hash: 'second' },
      { ...until('b', '2026-12-01'), hash: 'third' },
    );

    expect(
      expiringIn(suppressed, NOW).map((each) => [
        each.until,
        each.upgrade.key,
        each.upgrade.rows.length,
      ]),
    ).toEqual([
      ['2026-11-26', 'npm|b', 2],
      ['2026-12-01', 'npm|b', 1],
      ['2026-12-08', 'npm|a', 1],
    ]);
  });

  it('leave out those that wait for a fix, last for good or were made in the console', () => {
    const byHand = due('d', undefined, { workflowStatus: 'SUPPRESSED' });
    const suppressed = listed(until('a', 'fix'), until('b', 'ever'), byHand);

    expect(expiringIn(suppressed, NOW)).toEqual([]);
  });

  it('are five at most', () => {
    const many = Array.from({ length: 6 }, (_, index) => until(String(index), '2026-11-26'));

    expect(expiringIn(listed(...many), NOW)).toHaveLength(5);
  });
});

test('the newest stamp of a scan is found without reading the findings', () => {
  const scan = { id: 's', newFindings: 0 };
  const of = (name: string, updatedAt: string) =>
    rowOf(anItem({ vulnerabilityId: name, updatedAt, scan }));
  const foreign = rowOf(anItem({ updatedAt: '2026-11-25T03:00:00Z' }));
  const rows = [of('a', '2026-11-23T03:00:00Z'), of('b', '2026-11-24T03:00:00Z'), foreign];

  expect(newestStamp(rows).map((row) => row.vulnerabilityId)).toEqual(['b']);
  expect(newestStamp([foreign])).toEqual([]);
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
    const { lastScan } = shows({ stamped: [yesterday], scans: [report({})] });

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
    const ended = { at: completed.at, images: 2, attention: [failed] };

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
      images: 1,
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
