import { newCard } from '../../src/domain/card';
import { Unavailable } from '../../src/domain/errors';
import type { Finding, Severity } from '../../src/domain/finding';
import type { FormRef, Question } from '../../src/domain/job';
import type { Card, LedgerFinding } from '../../src/domain/ledger';
import type { Notice } from '../../src/domain/notice';
import type { Coverage, QueryAnswer } from '../../src/domain/query-answer';
import type { ScanReport, ScanTask, StaleFeed } from '../../src/domain/scan';
import type { Person } from '../../src/ports/people';
import { answerQuestion } from '../../src/usecases/answer-question';
import { tellHealth } from '../../src/usecases/post-health';
import type { IndexReader } from '../../src/usecases/read-index';
import { aCalmUrgency, anUrgency } from '../domain/urgencies';
import { createFakeFanOuts } from '../fakes/fan-outs';
import { aMember, createFakePeople, TEAM } from '../fakes/people';
import { createIndexWorld, scanOf, shortOf } from './index-world';
import { anItem, items, ledgerWith, NOW } from './tasks-kit';

interface Around {
  running?: ScanTask[];
  ended?: ScanReport;
  cards?: Card[];
  /** Who asks, if not a member. */
  kind?: Person['kind'];
  /** What happens to the findings after their rows were written. */
  since?(item: LedgerFinding): LedgerFinding;
  /** The archive's index; empty by default. */
  index?: IndexReader;
}

const noIndex: IndexReader = { current: async () => undefined, bucket: async () => undefined };

const noScan = {
  problem: { kind: 'no-scan' as const },
  since: '2026-11-24T05:00:00.000Z',
  over: false,
};

async function ask(question: Question, seed: LedgerFinding[], around: Around = {}) {
  const { running = [], ended, kind = 'member', since, index = noIndex } = around;
  const { deps, ledger, lag, calls } = await ledgerWith(seed);
  await tellHealth(deps, noScan);
  if (ended !== undefined) {
    const card = newCard('task/1', 'C0', { kind: 'scan', report: ended });
    await ledger.putCard({ ...card, list: { name: 'scans', rank: ended.startedAt } });
  }
  for (const card of around.cards ?? []) await ledger.putCard(card);
  lag.ms = 5_000;
  if (since) for (const item of ledger.allFindings()) await ledger.putFinding(since(item));
  calls.length = 0;
  const answers: QueryAnswer[] = [];
  const covered: [FormRef, Coverage][] = [];
  const notices: Notice[] = [];
  await answerQuestion(
    {
      ledger,
      clock: deps.clock,
      log: deps.log,
      people: createFakePeople((userId) => aMember(userId, { kind })),
      triage: { team: TEAM },
      tasks: { running: async () => running },
      fanOuts: createFakeFanOuts(),
      index,
      findings: { get: async () => [] },
      forms: {
        showCoverage: async (form, coverage) => void covered.push([form, coverage]),
        showDetails: async () => {},
      },
      replies: {
        tell: async (to, notice) => {
          expect(to).toEqual({ userId: 'U1', channel: 'C0', requestId: 'r' });
          notices.push(notice);
          if (notice.kind === 'answer') answers.push(notice.answer);
        },
      },
    },
    {
      type: 'ask',
      question,
      actor: { userId: 'U1', teamId: TEAM, name: 'Ana' },
      origin: { requestId: 'r', channel: 'C0' },
    },
  );
  return { answer: answers[0], covered, calls, notices };
}

/** A finding that is found in the answer by this name, which is an upgrade of its own. */
const named = (id: string, changes: Partial<Finding> = {}) =>
  anItem({ id, packages: [{ name: id, installedVersion: '1', fixedVersion: '2' }], ...changes });
const upgrades = (count: number) =>
  Array.from({ length: count }, (_, index) => named(`p${index + 10}`));
const resolved = (item: LedgerFinding): LedgerFinding => ({
  ...item,
  finding: { ...item.finding, workflowStatus: 'RESOLVED' },
});
const shownOf = (answer: QueryAnswer | undefined) =>
  answer?.about === 'open' ? answer.lines.map(({ remedy }) => remedy.name) : undefined;

describe('open findings', () => {
  test('come worst first: by severity, then score, then name', async () => {
    const { answer } = await ask({ about: 'open', page: 1 }, [
      named('e'),
      named('d'),
      named('c', { score: 7.1 }),
      named('b', { score: 9.8 }),
      named('a', { severity: 'CRITICAL' }),
    ]);

    expect(shownOf(answer)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(answer).toMatchObject({ total: 5, critical: 1 });
  });

  test.each([
    [0, 1, 1, 0],
    [5, 1, 1, 5],
    [6, 2, 2, 1],
    [6, 1, 1, 5],
    [10, 3, 2, 5],
  ])('%d upgrades, page %d: shows page %d with %d', async (count, asked, page, shown) => {
    const { answer } = await ask({ about: 'open', page: asked }, upgrades(count));

    expect(answer).toMatchObject({
      ...{ total: count, complete: true, page },
      upgrades: { total: count, before: (page - 1) * 5 },
    });
    expect(Object(answer).pastEnd).toBe(asked > page ? asked : undefined);
    expect(shownOf(answer)).toHaveLength(shown);
  });

  test('are those without a decision that still exist, of the requested severity', async () => {
    const seed = [
      named('a'),
      named('b', { severity: 'CRITICAL' }),
      named('c', { recordState: 'ARCHIVED' }),
      named('d', { workflowStatus: 'RESOLVED' }),
      named('e', { workflowStatus: 'SUPPRESSED' }),
    ];

    const { answer: all } = await ask({ about: 'open', page: 1 }, seed);
    const one = { about: 'open', page: 1 } as const;
    const { answer: high } = await ask({ ...one, severities: ['HIGH'] }, seed);
    const { answer: both } = await ask({ ...one, severities: ['CRITICAL', 'HIGH'] }, seed);
    const { answer: low } = await ask({ ...one, severities: ['LOW'] }, seed);

    expect(shownOf(all)).toEqual(['b', 'a']);
    expect(shownOf(high)).toEqual(['a']);
    expect(shownOf(both)).toEqual(['b', 'a']);
    expect(shownOf(low)).toEqual([]);
    expect([Object(all).filter, Object(high).filter]).toEqual([{}, { severities: ['HIGH'] }]);
  });

  test('are first what is overdue, then what is due soonest, then the rest', async () => {
    const due = (id: string, day: string) =>
      named(id, { urgency: anUrgency({ dueAt: `${day}T03:00:00.000Z` }) });
    const seed = [
      named('rebuild', { severity: 'CRITICAL', urgency: aCalmUrgency() }),
      due('soon', '2026-11-26'),
      due('overdue', '2026-11-20'),
      due('later', '2027-01-23'),
    ];

    const { answer } = await ask({ about: 'open', page: 1 }, seed);

    expect(shownOf(answer)).toEqual(['overdue', 'soon', 'later', 'rebuild']);
    expect(answer).toMatchObject({ at: NOW.toISOString(), total: 4, overdue: 1 });
  });

  test('that are overdue are those whose due date has passed, of the severity asked for', async () => {
    const overdue = { urgency: anUrgency({ dueAt: '2026-11-24T09:59:59.000Z' }) };
    const seed = [
      named('a', overdue),
      named('b', { ...overdue, severity: 'LOW' }),
      named('c', { urgency: anUrgency({ dueAt: '2026-11-24T10:00:01.000Z' }) }),
      named('d', { ...overdue, workflowStatus: 'SUPPRESSED' }),
      named('e'),
    ];
    const asked = { about: 'open', due: 'overdue', page: 1 } as const;

    const { answer: all } = await ask(asked, seed);
    const { answer: low } = await ask({ ...asked, severities: ['LOW'] }, seed);

    expect([shownOf(all), all]).toMatchObject([
      ['a', 'b'],
      { filter: { due: 'overdue' }, total: 2 },
    ]);
    expect(shownOf(low)).toEqual(['b']);
  });

  test('of an image are the upgrades that it needs, whole', async () => {
    const inImage = (name: string) => ({ images: [{ name, repository: name, services: [] }] });
    const seed = [
      named('a', inImage('r.io/team/web')),
      named('b', inImage('r.io/api')),
      named('c', { workflowStatus: 'RESOLVED', ...inImage('r.io/web') }),
    ];
    const by = async (image: string) =>
      shownOf((await ask({ about: 'open', image, page: 1 }, seed)).answer);

    expect(await by('web')).toEqual(['a']);
    expect(await by('team/web')).toEqual(['a']);
    expect(await by('r.io/api')).toEqual(['b']);
    expect(await by('we')).toEqual([]);
  });

  test('without a fix are those of which no package has a fixed version', async () => {
    const seed = [named('a'), named('b', { packages: [{ name: 'b', installedVersion: '1' }] })];

    const { answer } = await ask({ about: 'open', due: 'nofix', page: 1 }, seed);

    expect(shownOf(answer)).toEqual(['b']);
  });

  test('are on one page each, even with the same severity', async () => {
    const seed = upgrades(17).toReversed();
    const pages = await Promise.all([1, 2, 3, 4].map((page) => ask({ about: 'open', page }, seed)));

    const shown = pages.flatMap(({ answer }) => shownOf(answer) ?? []);
    expect(new Set(shown).size).toBe(17);
  });

  test('are counted by their rows; only those of the page are read in full', async () => {
    const { calls } = await ask({ about: 'open', page: 2 }, upgrades(1_500));

    expect(calls.slice(0, 2)).toEqual(['query open findings', 'read 5 findings']);
    expect(calls.filter((call) => call.endsWith('findings'))).toHaveLength(2);
  });

  test('leave out those that were decided a moment ago', async () => {
    const { answer } = await ask({ about: 'open', page: 1 }, upgrades(3), { since: resolved });

    expect(answer).toMatchObject({ total: 3, lines: [] });
  });
});

test('affected shows the existing findings of a CVE, then those that are gone', async () => {
  const about = (vulnerabilityId: string) => ({ about: 'affected', vulnerabilityId }) as const;
  const gone = named('gone', { recordState: 'ARCHIVED', workflowStatus: 'RESOLVED' });
  const there = named('there', { workflowStatus: 'SUPPRESSED' });
  const other = named('other', { vulnerabilityId: 'CVE-2026-2' });
  const affected = async (...seed: LedgerFinding[]) =>
    (await ask(about('CVE-2026-1'), seed)).answer;

  const at = NOW.toISOString();
  const answer = {
    about: 'affected',
    at,
    vulnerabilityId: 'CVE-2026-1',
    complete: true,
    index: 'none',
  };
  const shown = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, { base: 0 }]));
  expect(await affected(other, gone, there)).toEqual({
    ...answer,
    findings: [there.finding, gone.finding],
    shown: shown('there', 'gone'),
  });
  expect(await affected(other, gone)).toEqual({
    ...answer,
    findings: [gone.finding],
    shown: shown('gone'),
  });
  expect(await affected(other)).toEqual({ ...answer, findings: [], shown: {} });
});

test('affected knows the message of each finding whose card is posted', async () => {
  const item = named('open', { vulnerabilityId: 'CVE-2026-1' });
  const card = newCard(item.card, 'C0', { kind: 'finding' });
  const posted = { ...card, ts: '1764000000.000100', members: [item.hash] };
  const question = { about: 'affected', vulnerabilityId: 'CVE-2026-1' } as const;

  const { answer } = await ask(question, [item], { cards: [posted] });

  expect(Object(answer).shown).toEqual({
    open: { base: 0, message: { channel: 'C0', ts: '1764000000.000100' } },
  });
});

test.each(['SUPPRESSED', 'NOTIFIED', 'RESOLVED'] as const)(
  'affected finds what is gone and %s',
  async (workflowStatus) => {
    const { answer } = await ask({ about: 'affected', vulnerabilityId: 'CVE-2026-1' }, [
      named('gone', { recordState: 'ARCHIVED', workflowStatus }),
    ]);

    expect(answer).toMatchObject({ findings: [{ id: 'gone' }] });
  },
);

test('an answer that finds nothing says when the last scan was, if there was one', async () => {
  const scan = { id: 's', newFindings: 0 };
  const other = named('other', { vulnerabilityId: 'CVE-2026-2', scan });
  const affected = { about: 'affected', vulnerabilityId: 'CVE-2026-1' } as const;
  const low = { about: 'open', severities: ['LOW'] as Severity[], page: 1 } as const;

  expect((await ask(affected, [other])).answer).toMatchObject({ lastScan: { id: 's' } });
  expect((await ask(low, [other])).answer).toMatchObject({ total: 0, lastScan: { id: 's' } });
  expect((await ask(affected, [])).answer).not.toHaveProperty('lastScan');
});

describe('the date of the catalogue of exploited vulnerabilities', () => {
  const stale = { feed: 'kev' as const, reason: 'r', code: 'c', copyOf: '2026-11-20T00:00:00Z' };
  const ended = (staleFeeds: StaleFeed[]): ScanReport => ({
    images: [],
    taskArn: 'arn:task',
    state: 'done',
    startedAt: NOW.toISOString(),
    completed: {
      type: 'Scan Completed',
      scanId: 's',
      at: NOW.toISOString(),
      counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
      images: [],
      refused: 0,
      held: [],
      durationMs: 1,
      staleFeeds,
    },
  });
  const about = { about: 'affected', vulnerabilityId: 'CVE-2026-1' } as const;
  const calm = named('calm', { urgency: aCalmUrgency() });

  test('is in the answer about a vulnerability that it does not list, if it is old', async () => {
    const { answer } = await ask(about, [calm], { ended: ended([stale]) });

    expect(answer).toMatchObject({ staleKev: { copyOf: '2026-11-20T00:00:00Z' } });
  });

  test.each<[string, LedgerFinding, StaleFeed[]]>([
    ['it is not old', calm, []],
    ['only the EPSS scores are old', calm, [{ ...stale, feed: 'epss' }]],
    ['it lists the vulnerability', named('listed', { urgency: anUrgency() }), [stale]],
  ])('is left out where %s', async (_when, item, feeds) => {
    const { answer } = await ask(about, [item], { ended: ended(feeds) });

    expect(answer).not.toHaveProperty('staleKev');
  });
});

test.each<Person['kind']>(['guest', 'outsider', 'bot', 'deactivated'])(
  'a %s gets no answer to any question, and is told so',
  async (kind) => {
    const form = { viewId: 'V1', state: '{}' };
    const questions: Question[] = [
      { about: 'status' },
      { about: 'open', page: 1 },
      { about: 'affected', vulnerabilityId: 'CVE-2026-1' },
      { about: 'coverage', filter: {}, form },
    ];
    for (const question of questions) {
      const { calls, covered, notices } = await ask(question, items(3), { kind });

      expect(notices).toEqual([{ kind: 'members-only' }]);
      expect([calls, covered]).toEqual([[], []]);
    }
  },
);

test('affected shows open findings first and reads no others in full', async () => {
  const { answer, calls } = await ask({ about: 'affected', vulnerabilityId: 'CVE-2026-1' }, [
    ...items(50),
    named('resolved', { workflowStatus: 'RESOLVED' }),
    named('open'),
  ]);

  expect(answer).toMatchObject({ findings: [{ id: 'open' }, { id: 'resolved' }] });
  expect(calls.filter((call) => call.startsWith('read'))).toEqual([
    'read 2 findings',
    'read 2 cards',
  ]);
});

describe('status', () => {
  test('lists the running scans, with a start time only if ECS has one', async () => {
    const running = [
      { arn: 'a', lastStatus: 'RUNNING', environment: { SCAN_IMAGES: '["api"]' } },
      { arn: 'b', lastStatus: 'PENDING', environment: {}, createdAt: '2026-11-24T09:00:00Z' },
    ];

    const { answer } = await ask({ about: 'status' }, [], { running });

    expect(answer).toStrictEqual({
      about: 'status',
      running: [{ images: ['api'] }, { images: [], startedAt: '2026-11-24T09:00:00Z' }],
      openBySeverity: {},
      open: 0,
      overdue: 0,
      upgrades: 0,
      complete: true,
      troubles: [noScan],
    });
  });

  test('counts open findings by their rows and reads one in full, for the last scan', async () => {
    const scan = { id: 's', newFindings: 0 };
    const { answer, calls } = await ask({ about: 'status' }, items(1_500, { scan }));

    expect(answer).toMatchObject({ open: 1_500, complete: true, openBySeverity: { HIGH: 1_500 } });
    expect(answer).toMatchObject({ lastScan: { id: 's' } });
    expect(calls.filter((call) => call.includes('findings'))).toEqual([
      'query open findings',
      'read 1 findings',
    ]);
  });

  test('counts what is overdue', async () => {
    const overdue = anUrgency({ dueAt: '2026-11-20T03:00:00.000Z' });
    const { answer } = await ask({ about: 'status' }, [
      named('a', { urgency: overdue }),
      named('b'),
    ]);

    expect(answer).toMatchObject({ open: 2, overdue: 1 });
  });

  test('takes the last scan from decided findings that still exist, if all are decided', async () => {
    const scan = (id: string) => ({
      scan: { id, newFindings: 0, databaseAt: '2026-11-24T00:00:00Z' },
    });
    const { answer } = await ask({ about: 'status' }, [
      named('a', { workflowStatus: 'RESOLVED', ...scan('of a resolved one') }),
      named('c', {
        workflowStatus: 'SUPPRESSED',
        updatedAt: '2026-11-24T11:00:00.000Z',
        ...scan('of a suppressed one'),
      }),
      named('b', {
        workflowStatus: 'RESOLVED',
        recordState: 'ARCHIVED',
        updatedAt: '2026-12-01T00:00:00.000Z',
        ...scan('of one that is gone'),
      }),
    ]);

    expect(answer).toMatchObject({
      lastScan: {
        id: 'of a suppressed one',
        at: '2026-11-24T11:00:00.000Z',
        databaseAt: '2026-11-24T00:00:00Z',
      },
    });
  });

  test('takes the last scan from open findings only, if there are any', async () => {
    const newer = { updatedAt: '2026-12-01T00:00:00.000Z' };
    const { answer } = await ask({ about: 'status' }, [
      named('a', { scan: { id: 'open', newFindings: 0 } }),
      named('b', {
        workflowStatus: 'RESOLVED',
        scan: { id: 'decided', newFindings: 0 },
        ...newer,
      }),
    ]);

    expect(answer).toMatchObject({ lastScan: { id: 'open' } });
  });

  test('shows a failed scan although no finding has it', async () => {
    const ended: ScanReport = {
      images: [],
      taskArn: 'arn:task',
      state: 'failed',
      startedAt: '2026-11-24T09:00:00Z',
      problem: 'out of memory',
    };

    const { answer } = await ask({ about: 'status' }, [], { ended });

    expect(answer).toMatchObject({ lastScan: { failure: { why: 'out of memory' } } });
  });
});

describe('a form shows', () => {
  const filter = { packageName: 'OpenSSL', scanId: 'scan-1' };
  const form = { viewId: 'V1', state: '{}' };
  const scan = { id: 'scan-1', newFindings: 7 };

  test('how many open findings a bulk decision covers, and the five worst', async () => {
    const seed = [
      named('of another scan'),
      ...items(6, { scan }),
      anItem({ id: 'worst', severity: 'CRITICAL', scan }),
      named('decided', { severity: 'CRITICAL', workflowStatus: 'RESOLVED', scan }),
    ];

    const { answer, covered, calls } = await ask({ about: 'coverage', filter, form }, seed);

    expect(answer).toBeUndefined();
    expect(covered).toMatchObject([
      [form, { count: 7, upgrades: 1, open: { total: 7, bySeverity: { CRITICAL: 1, HIGH: 6 } } }],
    ]);
    expect(calls.filter((call) => call.startsWith('query'))).toEqual(['query open findings']);
  });
});

describe('affected with an archive', () => {
  const affected = { about: 'affected', vulnerabilityId: 'CVE-2026-1' } as const;
  const scanned = async () => {
    const world = createIndexWorld();
    const scans = [
      scanOf('web', ['CVE-2026-1']),
      scanOf('api', ['GHSA-aaaa-bbbb-cccc']),
      scanOf('job'),
    ];
    await world.write({ scans });
    return world;
  };
  const indexOf = (answer: QueryAnswer | undefined) =>
    answer?.about === 'affected' && typeof answer.index === 'object'
      ? shortOf(answer.index)
      : undefined;

  test('says what the last complete scan found, whether or not it is a finding', async () => {
    const { index } = await scanned();

    const { answer: none, calls } = await ask(affected, [], { index });
    const { answer: some } = await ask(affected, [named('a')], { index });

    const images = { found: ['web'], notFound: ['api', 'job'] };
    expect(indexOf(none)).toMatchObject(images);
    expect(indexOf(some)).toMatchObject(images);
    expect([none, some]).toMatchObject([{ findings: [] }, { findings: [{ id: 'a' }] }]);
    // The time of the scan comes from the archive.
    expect(none).not.toHaveProperty('lastScan');
    expect(calls.some((call) => call.startsWith('read'))).toBe(false);
  });

  test('looks for a former or a later id as well', async () => {
    const { index } = await scanned();
    const renamed = named('a', { renamedFrom: 'GHSA-aaaa-bbbb-cccc' });
    const note = { text: 'Renamed to CVE-2026-1.', updatedBy: 'vulnscan/scanner/1/fixed' };
    const old = named('b', {
      vulnerabilityId: 'GHSA-aaaa-bbbb-cccc',
      recordState: 'ARCHIVED',
      note,
    });

    const { answer: later } = await ask(affected, [renamed], { index });
    const { answer: former } = await ask(
      { ...affected, vulnerabilityId: 'GHSA-aaaa-bbbb-cccc' },
      [old],
      {
        index,
      },
    );

    expect(indexOf(later)).toMatchObject({ found: ['api', 'web'] });
    expect(indexOf(former)).toMatchObject({ found: ['api', 'web'] });
  });

  test('answers from findings only, and says so, before the first complete scan and where the archive fails', async () => {
    const down = async () => {
      throw new Unavailable('archive_busy', 'The archive is busy; try again.');
    };

    expect((await ask(affected, [named('a')])).answer).toMatchObject({ index: 'none' });
    for (const index of [
      { ...noIndex, current: down },
      { ...noIndex, current: async () => ({ etag: 'of a broken one' }) },
      { current: (await scanned()).index.current, bucket: down },
    ]) {
      const { answer } = await ask(affected, [named('a')], { index });
      expect(answer).toMatchObject({ index: 'unavailable', findings: [{ id: 'a' }] });
    }
  });

  test('does not hide a mistake in the code', async () => {
    const index = { ...noIndex, current: () => Promise.reject(new TypeError('no function')) };

    await expect(ask(affected, [], { index })).rejects.toThrow('no function');
  });
});
