import { newCard } from '../../src/domain/card';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { ScanReport } from '../../src/domain/scan';
import type { Person } from '../../src/ports/people';
import { tellHealth } from '../../src/usecases/post-health';
import { publishHome } from '../../src/usecases/publish-home';
import { aMember, createFakePeople, TEAM } from '../fakes/people';
import { createFakeHomeTab } from '../fakes/views';
import { anItem, items, ledgerWith, NOW, suppressedUntil } from './tasks-kit';

const task = { arn: 'arn:task', lastStatus: 'RUNNING', environment: {} };

/** The card of the last scan. */
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
    held: [],
    durationMs: 1_000,
  },
};
const noScan = {
  problem: { kind: 'no-scan' as const },
  since: '2026-11-24T05:00:00.000Z',
  over: false,
};

async function homeOf(seed: LedgerFinding[], running = [task], kind: Person['kind'] = 'member') {
  const all = await ledgerWith(seed);
  const home = createFakeHomeTab();
  const people = createFakePeople((userId) => aMember(userId, { kind }));
  const triage = { team: TEAM };
  const deps = { ...all.deps, people, triage, tasks: { running: async () => running }, home };
  const publish = async () => {
    await publishHome(deps, { userId: 'U0KEN' });
    const overview = home.tabs.get('U0KEN');
    if (overview === undefined) throw new Error('nothing was published');
    return overview;
  };
  return { ...all, deps, home, publish };
}

test('the Home tab shows the current state of everything', async () => {
  const scan = { id: 's', newFindings: 1 };
  const { deps, ledger, publish } = await homeOf([anItem({ scan }, { base: 3 })], [task, task]);
  await tellHealth(deps, noScan);
  const card = newCard('task/arn:task', 'C0', { kind: 'scan', report: ended });
  await ledger.putCard({ ...card, list: { name: 'scans', rank: NOW.toISOString() } });

  expect(await publish()).toMatchObject({
    at: NOW.toISOString(),
    open: { total: 1, complete: true },
    next: [{ finding: { vulnerabilityId: 'CVE-2026-1' }, base: 3 }],
    running: [{ images: [] }, { images: [] }],
    troubles: [noScan],
    lastScan: { id: 's', attention: [{ image: 'web', reason: 'failed' }] },
  });
});

test('open are findings nobody has decided; suppressed are existing ones; resolved ones count in the trend', async () => {
  const day = (name: string, createdAt: string) => ({
    vulnerabilityId: name,
    createdAt: `${createdAt}T03:00:00.000Z`,
  });
  const { publish } = await homeOf([
    anItem({ ...day('new', '2026-11-24'), workflowStatus: 'NEW' }),
    anItem(day('known', '2026-11-24')),
    anItem({ ...day('gone', '2026-11-24'), recordState: 'ARCHIVED' }),
    anItem({ ...day('suppressed', '2026-11-24'), ...suppressedUntil('2026-11-28') }),
    anItem({
      ...day('suppressed and gone', '2026-11-24'),
      ...suppressedUntil('2026-11-27'),
      recordState: 'ARCHIVED',
    }),
    anItem(
      { ...day('fixed', '2026-11-23'), workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' },
      { at: NOW.getTime() / 1000 },
    ),
  ]);

  const overview = await publish();

  expect(overview.open.total).toBe(2);
  expect(overview.expiring.map(({ finding }) => finding.vulnerabilityId)).toEqual(['suppressed']);
  expect(overview.trend.at(0)).toEqual({ day: '2026-11-23', open: 1 });
});

test('findings resolved before the two weeks of the trend are not read', async () => {
  const resolved = (name: string, day: string) =>
    anItem(
      { vulnerabilityId: name, createdAt: '2026-01-01T00:00:00Z', workflowStatus: 'RESOLVED' },
      { at: Date.parse(day) / 1000 },
    );
  const { ledger, publish } = await homeOf([
    resolved('long ago', '2026-11-10'),
    resolved('lately', '2026-11-11'),
  ]);
  const ranges: unknown[] = [];
  const { rows } = ledger;
  ledger.rows = (list, range) => {
    if (list === 'resolved') ranges.push(range);
    return rows(list, range);
  };

  await publish();

  expect(ranges).toEqual([{ from: '2026-11-11' }]);
});

test('a finding decided a moment ago is not among what is next, although its row still is open', async () => {
  const { ledger, lag, publish } = await homeOf(items(2));
  const [first] = ledger.allFindings();
  if (first === undefined) throw new Error('no finding');
  lag.ms = 5_000;
  await ledger.putFinding({
    ...first,
    finding: { ...first.finding, workflowStatus: 'RESOLVED' },
  });

  const { next, open } = await publish();

  expect(open.total).toBe(2);
  expect(next.map(({ finding }) => finding.vulnerabilityId)).toEqual(['CVE-2026-10001']);
});

test('with 10,000 findings it reads their rows once and some twenty findings in full', async () => {
  const scan = { id: 's', newFindings: 0 };
  const { calls, publish } = await homeOf(
    [
      ...items(9_900, { scan }),
      ...items(100, { scan, ...suppressedUntil('2026-11-28'), productArn: 'another' }),
    ],
    [],
  );

  const { open } = await publish();

  expect(open).toMatchObject({ total: 9_900, complete: true, bySeverity: { HIGH: 9_900 } });
  expect(calls.toSorted()).toEqual([
    'query health cards',
    'query open findings',
    'query resolved findings',
    'query scans cards',
    'query suppressed findings',
    'read 20 findings',
  ]);
});

test.each<Person['kind']>(['guest', 'outsider', 'bot', 'deactivated'])(
  'the Home tab of a %s shows no finding, and nothing is read for it',
  async (kind) => {
    const { deps, home, calls } = await homeOf([anItem()], [], kind);

    await publishHome(deps, { userId: 'U0GUEST' });

    expect([...home.tabs.keys(), ...calls]).toEqual([]);
    expect(home.refused).toEqual(['U0GUEST']);
  },
);
