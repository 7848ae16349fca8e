import { Refused } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { Question } from '../../src/domain/job';
import type { Notice } from '../../src/domain/notice';
import type { Overview } from '../../src/domain/overview';
import type { ScanReport, ScanTask } from '../../src/domain/scan';
import { answerQuestion } from '../../src/flow/answer-question';
import type { FindingFilter, FindingStore } from '../../src/flow/ports';
import { publishHome } from '../../src/flow/publish-home';
import { readFindings } from '../../src/flow/read-findings';
import { ANA, aFinding, aLog, decided } from '../adapters/slack/kit';

/** Lists what the filter asks for, as Security Hub would. */
function storeOf(findings: Finding[]): FindingStore {
  const matches = (finding: Finding, filter: FindingFilter) =>
    (filter.workflowStatus?.includes(finding.workflowStatus) ?? true) &&
    (filter.recordState?.includes(finding.recordState) ?? true) &&
    (filter.severities?.includes(finding.severity) ?? true) &&
    (filter.vulnerabilityId === undefined || filter.vulnerabilityId === finding.vulnerabilityId);
  const unused = () => Promise.reject(new Error('not expected here'));
  return {
    get: unused,
    importAll: unused,
    update: unused,
    lastWriter: unused,
    list: async function* (filter) {
      yield* findings.filter((finding) => matches(finding, filter));
    },
  };
}

function numbered(count: number, change: Partial<Finding> = {}): Finding[] {
  return Array.from({ length: count }, (_, index) =>
    aFinding({ vulnerabilityId: `CVE-2024-${10_000 + index}`, ...change }),
  );
}

const NOW = new Date('2026-11-24T10:00:00Z');

/** A channel with one message about a scan, or none. */
function standingDeps(ended?: ScanReport) {
  return {
    health: { standing: async () => ({ troubles: ['The token'], ...(ended && { ended }) }) },
    clock: { now: () => NOW, sleep: async () => {} },
    log: aLog(),
  };
}

async function ask(question: Question, findings: Finding[], running: ScanTask[] = []) {
  const told: Notice[] = [];
  await answerQuestion(
    {
      ...standingDeps(),
      store: storeOf(findings),
      tasks: { running: async () => running },
      forms: { showCoverage: async () => {} },
      replies: {
        tell: async (to, notice) => {
          expect(to).toMatchObject({ userId: 'U0ANA', responseUrl: 'https://hooks.slack.com/x' });
          told.push(notice);
        },
      },
    },
    {
      type: 'ask',
      question,
      actor: ANA,
      origin: { requestId: 'r', responseUrl: 'https://hooks.slack.com/x' },
    },
  );
  const [notice] = told;
  if (notice?.kind !== 'answer') throw new Error('no answer');
  return notice.answer;
}

test('open lists ten a page, worst first, and a page past the end is the last', async () => {
  const findings = [...numbered(24, { severity: 'HIGH' }), aFinding({ severity: 'CRITICAL' })];

  const first = await ask({ about: 'open', page: 1 }, findings);
  const last = await ask({ about: 'open', page: 9 }, findings);

  expect(first).toMatchObject({ total: 25, page: 1, pages: 3, complete: true });
  expect(first.about === 'open' && first.findings[0]?.severity).toBe('CRITICAL');
  expect(last).toMatchObject({ page: 3 });
  expect(last.about === 'open' && last.findings).toHaveLength(5);
});

test('no finding is on two pages, and none is on no page', async () => {
  const findings = numbered(37);
  const pages = await Promise.all(
    [1, 2, 3, 4].map((page) => ask({ about: 'open', page }, findings)),
  );
  const shown = pages.flatMap((page) => (page.about === 'open' ? page.findings : []));

  expect(new Set(shown.map(({ id }) => id)).size).toBe(37);
});

test('open counts what is undecided and active, of the severity asked for', async () => {
  const findings = [
    aFinding({ severity: 'HIGH', workflowStatus: 'NOTIFIED' }),
    aFinding({ severity: 'CRITICAL' }),
    aFinding({ severity: 'HIGH', recordState: 'ARCHIVED' }),
    decided({ kind: 'resolve' }, { severity: 'HIGH' }),
  ];

  expect(await ask({ about: 'open', page: 1 }, findings)).toMatchObject({ total: 2 });
  expect(await ask({ about: 'open', severity: 'HIGH', page: 1 }, findings)).toMatchObject({
    total: 1,
    severity: 'HIGH',
  });
});

test('affected tells of the active findings, and of archived ones only when there are no others', async () => {
  const gone = aFinding({ recordState: 'ARCHIVED', id: 'old' });
  const about = { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } as const;

  expect(await ask(about, [gone, aFinding()])).toMatchObject({ findings: [aFinding()] });
  expect(await ask(about, [gone])).toMatchObject({ findings: [gone] });
  expect(await ask(about, [])).toMatchObject({ findings: [] });
});

test('status tells what runs, when the last scan was and how old its database is', async () => {
  const task: ScanTask = {
    arn: 'arn:task',
    lastStatus: 'RUNNING',
    createdAt: '2026-11-24T09:00:00Z',
    environment: { SCAN_IMAGES: '["api"]' },
  };
  const stamped = aFinding({
    updatedAt: '2026-11-24T03:00:00Z',
    scan: { id: 's', newFindings: 1, databaseAt: '2026-11-24T00:00:00Z' },
  });

  expect(await ask({ about: 'status' }, [stamped], [task])).toEqual({
    about: 'status',
    running: [{ images: ['api'], startedAt: '2026-11-24T09:00:00Z' }],
    lastScan: { at: '2026-11-24T03:00:00Z', id: 's', databaseAt: '2026-11-24T00:00:00Z' },
    openBySeverity: { CRITICAL: 1 },
    open: 1,
    complete: true,
    troubles: ['The token'],
  });
});

test('status knows the last scan also where everything is decided', async () => {
  const suppressed = aFinding({
    workflowStatus: 'SUPPRESSED',
    updatedAt: '2026-11-24T03:00:00Z',
    scan: { id: 's', newFindings: 1 },
  });

  expect(await ask({ about: 'status' }, [suppressed])).toMatchObject({
    open: 0,
    openBySeverity: {},
    lastScan: { at: '2026-11-24T03:00:00Z', id: 's' },
  });
});

test('what a bulk decision would cover is counted by its own filter, and shown in the form', async () => {
  const shown: unknown[] = [];
  const scan = { id: 'scan-1', newFindings: 9 };
  const libc = [{ name: 'libc6', installedVersion: '1' }];
  const findings = [
    ...numbered(7, { scan, packages: libc }),
    aFinding({ scan, severity: 'HIGH', packages: libc }),
    aFinding({ scan }),
    decided({ kind: 'resolve' }, { scan, packages: libc }),
  ];
  const form = { viewId: 'V1', state: '{}' };

  await answerQuestion(
    {
      ...standingDeps(),
      store: storeOf(findings),
      tasks: { running: async () => [] },
      forms: {
        showCoverage: async (where, { count, worst }) => {
          shown.push(where, count, worst.length, worst[0]?.severity);
        },
      },
      replies: { tell: async () => {} },
    },
    {
      type: 'ask',
      question: { about: 'coverage', filter: { scanId: 'scan-1', packageName: 'LIBC' }, form },
      actor: ANA,
      origin: { requestId: 'r' },
    },
  );

  expect(shown).toEqual([form, 8, 5, 'CRITICAL']);
});

test('more than can be read is said to be more', async () => {
  expect(await readFindings(storeOf(numbered(1001)), {})).toMatchObject({ complete: false });
  expect((await readFindings(storeOf(numbered(1000)), {})).complete).toBe(true);
});

const endedBadly: ScanReport = {
  images: [],
  taskArn: 'arn:task',
  state: 'done',
  startedAt: '2026-11-24T03:00:00Z',
  completed: {
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T03:02:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [{ image: 'api' }, { image: 'web', error: 'there is no such image; check its tag' }],
    refused: 0,
    held: 0,
    durationMs: 1000,
  },
};

test('the home tab is drawn for whoever opened it, from the findings as they are', async () => {
  const published: [string, Overview][] = [];
  await publishHome(
    {
      ...standingDeps(endedBadly),
      store: storeOf([...numbered(7), decided({ kind: 'resolve' })]),
      tasks: { running: async () => [] },
      home: {
        publish: async (userId, overview) => {
          published.push([userId, overview]);
        },
      },
    },
    { type: 'home', userId: 'U0KEN', origin: { requestId: 'r' } },
  );

  expect(published).toMatchObject([
    [
      'U0KEN',
      {
        open: { total: 7, bySeverity: { CRITICAL: 7 } },
        running: 0,
        lastScan: { notScanned: ['web'] },
        troubles: ['The token'],
      },
    ],
  ]);
  expect(published[0]?.[1].oldest).toHaveLength(5);
});

test('a history that may not be read costs the home tab nothing but the last scan', async () => {
  const published: Overview[] = [];
  const refuse = () => Promise.reject(new Refused('channel', 'Invite the app.'));

  await publishHome(
    {
      ...standingDeps(),
      health: { standing: refuse },
      store: storeOf(numbered(1)),
      tasks: { running: async () => [] },
      home: { publish: async (_user, overview) => void published.push(overview) },
    },
    { type: 'home', userId: 'U0KEN', origin: { requestId: 'r' } },
  );

  expect(published).toMatchObject([{ open: { total: 1 } }]);
});
