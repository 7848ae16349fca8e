import type { Finding } from '../../src/domain/finding';
import type { ScanReport } from '../../src/domain/scan';
import { publishHome } from '../../src/usecases/publish-home';
import { createFakeHomeTab } from '../fakes/views';
import { aFinding, findings, NOW, world } from './kit';

const task = { arn: 'arn:task', lastStatus: 'RUNNING', environment: {} };

/** The message of the last scan. */
const ended: ScanReport = {
  images: [],
  taskArn: 'arn:task',
  state: 'done',
  startedAt: NOW.toISOString(),
  completed: {
    type: 'Scan Completed',
    scanId: 's',
    at: NOW.toISOString(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 1 },
    images: [{ image: 'api' }, { image: 'web', error: 'there is no such image; check its tag' }],
    refused: 0,
    held: 0,
    durationMs: 1_000,
  },
};

async function publish(seed: Finding[], running = [task]) {
  const { deps } = world(seed);
  const home = createFakeHomeTab();
  await publishHome(
    {
      ...deps,
      health: { healthSummary: async () => ({ troubles: ['No scan has finished.'], ended }) },
      tasks: { running: async () => running },
      home,
    },
    { type: 'home', userId: 'U0KEN', origin: { requestId: 'r' } },
  );
  const [first] = home.tabs;
  if (first === undefined) throw new Error('nothing was published');
  return { userId: first[0], overview: first[1] };
}

test('the Home tab shows the current state of everything', async () => {
  const scan = { id: 's', newFindings: 1 };
  const { userId, overview } = await publish([aFinding({ scan })], [task, task]);

  expect(userId).toBe('U0KEN');
  expect(overview).toMatchObject({
    at: NOW.toISOString(),
    open: { total: 1, complete: true },
    running: 2,
    troubles: ['No scan has finished.'],
    lastScan: { id: 's', notScanned: ['web'] },
  });
});

test('open are findings nobody has decided; suppressed are existing ones; resolved ones count in the trend', async () => {
  const until = (date: string) => ({
    text: 'Later.',
    updatedBy: `vulnscan/U1/1764000000/suppress/until=${date}`,
  });
  const day = (createdAt: string) => ({ createdAt: `${createdAt}T03:00:00.000Z` });
  const { overview } = await publish([
    aFinding({ id: 'new', ...day('2026-11-24') }),
    aFinding({ id: 'known', workflowStatus: 'NOTIFIED', ...day('2026-11-24') }),
    aFinding({ id: 'gone', recordState: 'ARCHIVED', ...day('2026-11-24') }),
    aFinding({
      id: 'suppressed',
      workflowStatus: 'SUPPRESSED',
      note: until('2026-11-28'),
      ...day('2026-11-24'),
    }),
    aFinding({
      id: 'suppressed and gone',
      workflowStatus: 'SUPPRESSED',
      recordState: 'ARCHIVED',
      note: until('2026-11-27'),
      ...day('2026-11-24'),
    }),
    aFinding({
      id: 'fixed',
      workflowStatus: 'RESOLVED',
      recordState: 'ARCHIVED',
      note: { text: 'Fixed.', updatedBy: `vulnscan/scanner/${NOW.getTime() / 1000}/fixed` },
      ...day('2026-11-23'),
    }),
  ]);

  expect(overview.open.total).toBe(2);
  expect(overview.expiring.map(({ finding }) => finding.id)).toEqual(['suppressed']);
  expect(overview.trend).toMatchObject([
    { day: '2026-11-23', open: 1 },
    { day: '2026-11-24', open: 2 },
  ]);
});

test('when there are more findings than can be read in time, the Home tab says so', async () => {
  const { overview } = await publish(findings(1_001));

  expect(overview.open).toMatchObject({ total: 1_000, complete: false });
});
