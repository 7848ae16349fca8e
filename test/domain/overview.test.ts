import type { Finding, Note } from '../../src/domain/finding';
import {
  type LastScan,
  lastScanOf,
  type OverviewInput,
  overviewOf,
  withEnding,
} from '../../src/domain/overview';
import type { ScanReport } from '../../src/domain/scan';
import { aFinding, anImage, NOW } from './builders';

const NOTHING: OverviewInput = {
  open: [],
  suppressed: [],
  resolved: [],
  complete: true,
  running: 0,
  troubles: [],
};
/** What the home tab shows on 24 November. */
const shows = (read: Partial<OverviewInput>) => overviewOf({ ...NOTHING, ...read }, NOW);

const seenOn = (day: string, more: Partial<Finding> = {}) =>
  aFinding({ createdAt: `${day}T08:00:00Z`, ...more });
const ids = (findings: Finding[]) => findings.map((finding) => finding.vulnerabilityId);

function signed(action: string, day: string): Note {
  const seconds = Date.parse(`${day}T09:00:00Z`) / 1000;
  return { text: 'a note', updatedBy: `vulnscan/U0ANA/${seconds}/${action}` };
}

test('before the first scan there is nothing to show', () => {
  expect(shows({})).toEqual({
    at: '2026-11-24T03:00:00.000Z',
    open: { total: 0, complete: true, bySeverity: {}, byImage: [] },
    trend: [],
    oldest: [],
    expiring: [],
    running: 0,
    troubles: [],
  });
});

test('running scans, problems and whether more exists than was read are passed on', () => {
  expect(shows({ complete: false, running: 2, troubles: ['The token'] })).toMatchObject({
    open: { complete: false },
    running: 2,
    troubles: ['The token'],
  });
});

test('open findings are counted by severity and by image', () => {
  expect(shows({ open: [aFinding(), aFinding({ severity: 'CRITICAL' })] }).open).toEqual({
    total: 2,
    complete: true,
    bySeverity: { CRITICAL: 1, HIGH: 1 },
    byImage: [{ name: anImage('web').name, count: 2 }],
  });
});

describe('the trend', () => {
  const trendOf = (read: Partial<OverviewInput>) =>
    shows(read).trend.map(({ day, open }) => `${day.slice(8)}: ${open}`);

  it('begins with the first finding', () => {
    expect(trendOf({ open: [seenOn('2026-11-24')] })).toEqual(['24: 1']);
    expect(trendOf({ open: [seenOn('2026-11-24'), seenOn('2026-11-22')] })).toEqual([
      '22: 1',
      '23: 1',
      '24: 2',
    ]);
  });

  it('goes back two weeks, today included', () => {
    const { trend } = shows({ open: [seenOn('2026-01-01')] });

    expect(trend).toHaveLength(14);
    expect(trend[0]).toEqual({ day: '2026-11-11', open: 1 });
    expect(trend[13]).toEqual({ day: '2026-11-24', open: 1 });
  });

  it('counts a finding until the day it was decided in Slack', () => {
    const resolved = [
      seenOn('2026-11-21', {
        workflowStatus: 'RESOLVED',
        note: { ...signed('resolve', '2026-11-23'), updatedAt: '2026-11-24T00:00:00Z' },
      }),
    ];

    expect(trendOf({ resolved })).toEqual(['21: 1', '22: 1', '23: 0', '24: 0']);
  });

  it('counts a finding until the day of a note from the console, or of its last change', () => {
    const suppressed = seenOn('2026-11-22', {
      workflowStatus: 'SUPPRESSED',
      updatedAt: '2026-11-24T01:00:00Z',
    });
    const note = { text: '', updatedBy: 'ana@example.com', updatedAt: '2026-11-23T01:00:00Z' };

    expect(trendOf({ suppressed: [suppressed] })).toEqual(['22: 1', '23: 1', '24: 0']);
    expect(trendOf({ suppressed: [{ ...suppressed, note }] })).toEqual(['22: 1', '23: 0', '24: 0']);
  });

  it.each(['NEW', 'NOTIFIED'] as const)('counts a reopened finding as open: %s', (status) => {
    const note = signed('reopen', '2026-11-23');

    expect(trendOf({ open: [seenOn('2026-11-22', { workflowStatus: status, note })] })).toEqual([
      '22: 1',
      '23: 1',
      '24: 1',
    ]);
  });
});

describe('the list of findings open for longest', () => {
  it('starts with the oldest; on one day the worst comes first', () => {
    const open = [
      seenOn('2026-11-03', { vulnerabilityId: 'CVE-3' }),
      seenOn('2026-11-02', { vulnerabilityId: 'CVE-2' }),
      seenOn('2026-11-02', { vulnerabilityId: 'CVE-1', severity: 'CRITICAL' }),
    ];

    expect(ids(shows({ open }).oldest)).toEqual(['CVE-1', 'CVE-2', 'CVE-3']);
    expect(ids(open)).toEqual(['CVE-3', 'CVE-2', 'CVE-1']);
  });

  it('has five at most, and no decided one', () => {
    const suppressed = [seenOn('2026-11-01', { workflowStatus: 'SUPPRESSED' })];

    expect(shows({ open: Array(6).fill(aFinding()), suppressed }).oldest).toHaveLength(5);
    expect(shows({ suppressed }).oldest).toEqual([]);
  });
});

describe('suppressions that end soon', () => {
  const until = (code: string) =>
    aFinding({
      vulnerabilityId: `CVE-${code}`,
      workflowStatus: 'SUPPRESSED',
      note: signed(`suppress/until=${code}`, '2026-11-01'),
    });

  it('are those within two weeks, soonest first', () => {
    const suppressed = [until('2026-12-08'), until('2026-11-26'), until('2026-12-09')];

    expect(shows({ suppressed }).expiring).toEqual([
      { finding: suppressed[1], until: '2026-11-26' },
      { finding: suppressed[0], until: '2026-12-08' },
    ]);
  });

  it('leave out those that wait for a fix, last for good or were made in the console', () => {
    const byHand = aFinding({ workflowStatus: 'SUPPRESSED' });

    expect(shows({ suppressed: [until('fix'), until('ever'), byHand] }).expiring).toEqual([]);
  });

  it('are five at most', () => {
    expect(shows({ suppressed: Array(6).fill(until('2026-11-26')) }).expiring).toHaveLength(5);
  });
});

describe('the last scan', () => {
  const stampedAt = (updatedAt: string, scan: Finding['scan']) =>
    aFinding({ updatedAt, ...(scan && { scan }) });
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
    expect(lastScanOf([yesterday])).toEqual({ at: yesterday.updatedAt, id: 's1' });
    expect(lastScanOf([yesterday, morning, foreign])).toEqual({
      at: morning.updatedAt,
      id: 's2',
      databaseAt: '2026-11-24T00:00:00Z',
    });
    expect(lastScanOf([morning, yesterday])?.id).toBe('s2');
  });

  it('is taken from open and suppressed findings, and from the message of its end', () => {
    expect(shows({ open: [yesterday], suppressed: [morning] }).lastScan?.id).toBe('s2');
    expect(shows({ open: [yesterday], ended: report({}) }).lastScan?.notScanned).toEqual(['web']);
  });

  const stamp: LastScan = { at: '2026-11-24T03:01:00Z', id: 's' };
  const completed: NonNullable<ScanReport['completed']> = {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T03:02:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [{ image: 'api' }, { image: 'web', error: 'there is no such image; check its tag' }],
    refused: 0,
    held: 0,
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

  it('is the time of the stamp if no message shows an end', () => {
    expect(withEnding(stamp, undefined)).toEqual(stamp);
    expect(withEnding(undefined, undefined)).toBeUndefined();
  });

  it('lists what it could not scan', () => {
    const ended = { at: completed.at, notScanned: ['web'] };

    expect(withEnding(stamp, report({}))).toEqual({ ...ended, id: 's' });
    expect(withEnding(undefined, report({}))).toEqual(ended);
    expect(withEnding({ ...stamp, at: '2026-11-24T09:00:00Z' }, report({}))).toEqual({
      ...ended,
      id: 's',
    });
  });

  it('lists nothing if all went well, and the database it used', () => {
    const well = { ...completed, images: [{ image: 'api' }], databaseAt: '2026-11-24T00:00:00Z' };

    expect(withEnding(undefined, report({ completed: well }))).toEqual({
      at: completed.at,
      databaseAt: '2026-11-24T00:00:00Z',
    });
  });

  it('also counts as successful if its message says no more than that', () => {
    const { completed: _, ...bare } = report({});

    expect(withEnding(undefined, bare)).toEqual({ at: bare.startedAt });
  });

  it('can be a later one that left no message because nothing was wrong', () => {
    const later = { at: '2026-11-24T09:00:00Z', id: 'later' };

    expect(withEnding(later, report({}))).toEqual(later);
    expect(withEnding({ at: later.at }, report({}))).toEqual({ at: later.at });
    expect(withEnding({ ...later, at: completed.at }, report({}))).toMatchObject({
      notScanned: ['web'],
    });
  });

  it('has its time and reason if it failed, beside the last successful one', () => {
    const { completed: _, ...unfinished } = report({ state: 'failed' });
    const failure = { at: unfinished.startedAt };
    const why = { problem: 'no memory', problemCode: 'task_memory' };
    const good = { at: '2026-11-23T03:00:00Z', id: 'yesterday' };

    expect(withEnding(good, { ...unfinished, ...why })).toEqual({
      ...good,
      failure: { ...failure, why: 'no memory', code: 'task_memory' },
    });
    expect(withEnding(undefined, unfinished)).toEqual({ at: failure.at, failure });
  });
});
