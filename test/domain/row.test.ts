import fc from 'fast-check';
import { byUrgency } from '../../src/domain/by-urgency';
import { defined } from '../../src/domain/defined';
import { type Finding, SEVERITIES } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import { placeOf } from '../../src/domain/row';
import { aLedgerFinding } from './ledger-builders';
import { aCalmUrgency, anUrgency } from './urgencies';

const place = (finding: Partial<Finding> = {}, item: Partial<LedgerFinding> = {}) =>
  placeOf(aLedgerFinding(finding, item));

/** Ids in the order of their ranks. */
function ordered(...findings: Partial<Finding>[]): (string | undefined)[] {
  return findings
    .map((each) => place(each))
    .sort((a, b) => ((a?.rank ?? '') < (b?.rank ?? '') ? -1 : 1))
    .map((each) => each?.row.vulnerabilityId);
}

const until = (date: string): Partial<Finding> => ({
  workflowStatus: 'SUPPRESSED',
  note: { text: 'Later.', updatedBy: `vulnscan/U0ANA/1764000000/suppress/until=${date}` },
});

test.each<[string, Partial<Finding>, string | undefined]>([
  ['NEW', { workflowStatus: 'NEW' }, 'open'],
  ['NOTIFIED', { workflowStatus: 'NOTIFIED' }, 'open'],
  ['SUPPRESSED', { workflowStatus: 'SUPPRESSED' }, 'suppressed'],
  ['RESOLVED', { workflowStatus: 'RESOLVED' }, 'resolved'],
  ['RESOLVED and archived', { workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' }, 'resolved'],
  ['archived', { recordState: 'ARCHIVED' }, 'archived'],
  [
    'SUPPRESSED and archived',
    { workflowStatus: 'SUPPRESSED', recordState: 'ARCHIVED' },
    'archived',
  ],
])('a finding that is %s is in its list', (_what, finding, list) => {
  expect(place(finding)?.list).toBe(list);
});

test('open findings are ranked by due date, then with a fix, exploited, severity, score and age', () => {
  const fixed = [{ name: 'openssl', installedVersion: '3.0.1', fixedVersion: '3.0.2' }];
  const due = (day: number) => anUrgency({ dueAt: `2026-11-${day}T03:00:00.000Z` });
  const { exploitedSince: _, ...unlisted } = due(30);

  const order = ordered(
    { vulnerabilityId: 'g', severity: 'CRITICAL', packages: fixed },
    { vulnerabilityId: 'f', packages: fixed, severity: 'LOW', urgency: aCalmUrgency() },
    { vulnerabilityId: 'e', severity: 'CRITICAL', urgency: due(30) },
    { vulnerabilityId: 'd', severity: 'HIGH', packages: fixed, urgency: unlisted },
    { vulnerabilityId: 'c', severity: 'CRITICAL', packages: fixed, urgency: unlisted },
    { vulnerabilityId: 'b', severity: 'LOW', packages: fixed, urgency: due(30) },
    { vulnerabilityId: 'a', severity: 'LOW', urgency: due(27) },
  );

  expect(order).toEqual(['a', 'b', 'c', 'd', 'e', 'g', 'f']);
});

test('the rank of open findings has the order in which they are shown', () => {
  const someUrgency = fc.option(
    fc.constantFrom(anUrgency(), aCalmUrgency(), anUrgency({ dueAt: '2027-01-23T03:00:00.000Z' })),
    { nil: undefined },
  );
  const finding = fc
    .record({
      urgency: someUrgency,
      severity: fc.constantFrom(...SEVERITIES),
      score: fc.constantFrom(0, 5, 9.8),
      fixedVersion: fc.constantFrom('2', undefined),
      name: fc.constantFrom('zlib', 'zlib1g', 'zlib-dev', 'a+b'),
      services: fc.subarray(['main/a', 'main/b']),
    })
    .map(({ urgency, fixedVersion, name, services, ...rest }) =>
      aLedgerFinding({
        ...rest,
        ...defined({ urgency }),
        packages: [{ name, installedVersion: '1', ...defined({ fixedVersion }) }],
        images: [{ name: 'web', repository: 'web', services }],
      }),
    );

  fc.assert(
    fc.property(finding, finding, (a, b) => {
      const shown = byUrgency(a.finding, b.finding);
      const [one, other] = [placeOf(a).rank, placeOf(b).rank];
      if (shown !== 0) expect(one < other).toBe(shown < 0);
    }),
  );
});

test('a row says when an open finding is due and that it is exploited', () => {
  const urgency = anUrgency();

  expect(place({ urgency }).row).toMatchObject({ dueAt: urgency.dueAt, exploited: true });
  for (const row of [
    place({ urgency: aCalmUrgency() }).row,
    place({ urgency, workflowStatus: 'SUPPRESSED' }).row,
    place({ urgency, recordState: 'ARCHIVED' }).row,
  ]) {
    expect(row).not.toHaveProperty('dueAt');
    expect(row).not.toHaveProperty('exploited');
  }
});

test('open findings without a due date are ranked by severity, score and age', () => {
  const order = ordered(
    { vulnerabilityId: 'e', severity: 'LOW', score: 10 },
    { vulnerabilityId: 'd' },
    { vulnerabilityId: 'c', score: 9.5, createdAt: '2026-11-24T04:00:00.000Z' },
    { vulnerabilityId: 'b', score: 9.5 },
    { vulnerabilityId: 'a', score: 10 },
    { vulnerabilityId: '0', severity: 'CRITICAL' },
  );

  expect(order).toEqual(['0', 'a', 'b', 'c', 'd', 'e']);
});

test('suppressed findings are ranked by the day at which it ends, those without one last', () => {
  const order = ordered(
    { vulnerabilityId: 'c', ...until('fix') },
    { vulnerabilityId: 'b', ...until('2027-01-01') },
    { vulnerabilityId: 'a', ...until('2026-12-01') },
  );

  expect(order).toEqual(['a', 'b', 'c']);
  expect(place(until('2026-12-01'))?.row.until).toBe('2026-12-01');
  expect(place(until('ever'))?.row.until).toBeUndefined();
});

describe('when a finding was decided', () => {
  const resolved: Partial<Finding> = { workflowStatus: 'RESOLVED' };
  const known = { seq: 1, status: 'RESOLVED' as const, time: 2_000 };

  test.each<[string, Partial<LedgerFinding>, string]>([
    ['at the click', { at: 1_000, known, noteTime: 3_000 }, '1970-01-01T00:16:40.000Z'],
    ['when Security Hub said so', { known, noteTime: 3_000 }, '1970-01-01T00:33:20.000Z'],
    [
      'when its note was written',
      { known: { ...known, status: 'NEW' }, noteTime: 3_000 },
      '1970-01-01T00:50:00.000Z',
    ],
    ['at its last import', { known: { ...known, time: 0 } }, '2026-11-24T03:00:00.000Z'],
  ])('%s', (_when, item, closedAt) => {
    expect(place(resolved, item)?.row.closedAt).toBe(closedAt);
  });

  test('is not said of an open one', () => {
    expect(place({}, { at: 1_000 })?.row).not.toHaveProperty('closedAt');
  });
});

test('a row is of the scan on whose page the finding is, or else of the last one that saw it', () => {
  const scan = { id: 's2', newFindings: 0 };

  expect(place({ scan }, { pageScan: 's1' })?.row.scanId).toBe('s1');
  expect(place({ scan })?.row.scanId).toBe('s2');
  expect(place()?.row).not.toHaveProperty('scanId');
});

test('a row names ten images and packages at most, each once', () => {
  const many = ['a', 'a', ...'bcdefghijkl'];
  const row = place({
    images: many.map((name) => ({ name, repository: name, services: [] })),
    packages: many.map((name) => ({ name, installedVersion: '1' })),
  })?.row;

  expect(row?.images).toEqual([...'abcdefghij']);
  expect(row?.packages).toEqual([...'abcdefghij']);
});
