import type { Finding } from '../../src/domain/finding';
import type { FormRef, Question } from '../../src/domain/job';
import type { Coverage, QueryAnswer } from '../../src/domain/query-answer';
import type { ScanReport, ScanTask } from '../../src/domain/scan';
import { answerQuestion } from '../../src/usecases/answer-question';
import { TEAM } from '../fakes/people';
import { aFinding, findings, world } from './kit';

interface Around {
  running?: ScanTask[];
  ended?: ScanReport;
}

async function ask(question: Question, seed: Finding[], { running = [], ended }: Around = {}) {
  const { deps } = world(seed);
  const answers: QueryAnswer[] = [];
  const covered: [FormRef, Coverage][] = [];
  await answerQuestion(
    {
      ...deps,
      health: {
        healthSummary: async () => ({
          troubles: ['No scan has finished.'],
          ...(ended && { ended }),
        }),
      },
      tasks: { running: async () => running },
      forms: { showCoverage: async (form, coverage) => void covered.push([form, coverage]) },
      replies: {
        tell: async (to, notice) => {
          expect(to).toEqual({ userId: 'U1', channel: 'C0', requestId: 'r' });
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
  return { answer: answers[0], covered };
}

const shownOf = (answer: QueryAnswer | undefined) =>
  answer?.about === 'open' ? answer.findings.map(({ id }) => id) : undefined;

describe('open findings', () => {
  test('come worst first: by severity, then score, then age, then id', async () => {
    const old = '2026-11-01T00:00:00.000Z';
    const { answer } = await ask({ about: 'open', page: 1 }, [
      aFinding({ id: 'f' }),
      aFinding({ id: 'e' }),
      aFinding({ id: 'd', createdAt: old }),
      aFinding({ id: 'c', score: 7.1 }),
      aFinding({ id: 'b', score: 9.8 }),
      aFinding({ id: 'a', severity: 'CRITICAL' }),
    ]);

    expect(shownOf(answer)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test.each([
    [0, 1, 1, 1, 0],
    [10, 1, 1, 1, 10],
    [11, 2, 2, 2, 1],
    [11, 1, 1, 2, 10],
    [20, 3, 2, 2, 10],
  ])(
    '%d of them, page %d: shows page %d of %d with %d',
    async (count, asked, page, pages, shown) => {
      const { answer } = await ask({ about: 'open', page: asked }, findings(count));

      expect(answer).toMatchObject({ total: count, page, pages });
      expect(shownOf(answer)).toHaveLength(shown);
    },
  );

  test('are those without a decision that still exist, of the requested severity', async () => {
    const seed = [
      aFinding({ id: 'a', workflowStatus: 'NOTIFIED' }),
      aFinding({ id: 'b', severity: 'CRITICAL' }),
      aFinding({ id: 'c', recordState: 'ARCHIVED' }),
      aFinding({ id: 'd', workflowStatus: 'RESOLVED' }),
      aFinding({ id: 'e', workflowStatus: 'SUPPRESSED' }),
    ];

    const { answer: all } = await ask({ about: 'open', page: 1 }, seed);
    const { answer: high } = await ask({ about: 'open', severity: 'HIGH', page: 1 }, seed);

    expect(shownOf(all)).toEqual(['b', 'a']);
    expect(shownOf(high)).toEqual(['a']);
    expect([all && 'severity' in all, high]).toMatchObject([false, { severity: 'HIGH' }]);
  });

  test('are on one page each, even with the same severity', async () => {
    const seed = findings(37).toReversed();
    const pages = await Promise.all([1, 2, 3, 4].map((page) => ask({ about: 'open', page }, seed)));

    const shown = pages.flatMap(({ answer }) => shownOf(answer) ?? []);
    expect(new Set(shown).size).toBe(37);
  });

  test.each([
    [1_000, 1_000, true],
    [1_001, 1_000, false],
  ])(
    'of which there are %d are counted to %d; nothing is left out: %s',
    async (count, total, complete) => {
      const { answer } = await ask({ about: 'open', page: 1 }, findings(count));

      expect(answer).toMatchObject({ total, complete });
    },
  );
});

test('affected shows the existing findings of a CVE, else the archived ones, else none', async () => {
  const about = (vulnerabilityId: string) => ({ about: 'affected', vulnerabilityId }) as const;
  const gone = aFinding({ id: 'gone', recordState: 'ARCHIVED' });
  const there = aFinding();
  const other = aFinding({ id: 'other', vulnerabilityId: 'CVE-2026-2' });
  const affected = async (...seed: Finding[]) => (await ask(about('CVE-2026-1'), seed)).answer;

  const named = { about: 'affected', vulnerabilityId: 'CVE-2026-1' };
  expect(await affected(other, gone, there)).toEqual({ ...named, findings: [there] });
  expect(await affected(other, gone)).toEqual({ ...named, findings: [gone] });
  expect(await affected(other)).toEqual({ ...named, findings: [] });
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
      complete: true,
      troubles: ['No scan has finished.'],
    });
  });

  test('says when there are more findings than it could read', async () => {
    const { answer } = await ask({ about: 'status' }, findings(1_001));

    expect(answer).toMatchObject({ open: 1_000, complete: false, openBySeverity: { HIGH: 1_000 } });
  });

  test('takes the last scan from decided findings that still exist, if all are decided', async () => {
    const scan = (id: string) => ({
      scan: { id, newFindings: 0, databaseAt: '2026-11-24T00:00:00Z' },
    });
    const { answer } = await ask({ about: 'status' }, [
      aFinding({ id: 'a', workflowStatus: 'RESOLVED', ...scan('of a resolved one') }),
      aFinding({
        id: 'c',
        workflowStatus: 'SUPPRESSED',
        updatedAt: '2026-11-24T11:00:00.000Z',
        ...scan('of a suppressed one'),
      }),
      aFinding({
        id: 'b',
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
      aFinding({ scan: { id: 'open', newFindings: 0 } }),
      aFinding({
        id: 'b',
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

test('a form shows how many open findings a bulk decision covers, and the five worst', async () => {
  const filter = { packageName: 'OpenSSL', scanId: 'scan-1' };
  const form = { viewId: 'V1', state: '{}' };
  const scan = { id: 'scan-1', newFindings: 7 };
  const seed = [
    aFinding({ id: 'of another scan' }),
    ...findings(6, { scan }),
    aFinding({ id: 'worst', severity: 'CRITICAL', scan }),
    aFinding({ id: 'decided', severity: 'CRITICAL', workflowStatus: 'RESOLVED', scan }),
  ];

  const { answer, covered } = await ask({ about: 'coverage', filter, form }, seed);

  expect(answer).toBeUndefined();
  expect(covered).toMatchObject([[form, { count: 7, worst: { length: 5, 0: { id: 'worst' } } }]]);
});
