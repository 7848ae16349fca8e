import { newCard } from '../../src/domain/card';
import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { HomeView } from '../../src/domain/open-filter';
import type { ScanReport } from '../../src/domain/scan';
import type { Person } from '../../src/ports/people';
import { tellHealth } from '../../src/usecases/post-health';
import { publishHome } from '../../src/usecases/publish-home';
import { createFakeFanOuts } from '../fakes/fan-outs';
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

const ofPackage = (name: string, more: Partial<Finding> = {}) =>
  anItem({
    vulnerabilityId: `CVE-${name}`,
    packages: [{ name, installedVersion: '1', fixedVersion: '2' }],
    ...more,
  });

async function homeOf(seed: LedgerFinding[], running = [task], kind: Person['kind'] = 'member') {
  const all = await ledgerWith(seed);
  const home = createFakeHomeTab();
  const people = createFakePeople((userId) => aMember(userId, { kind }));
  const triage = { team: TEAM };
  const tasks = { running: async () => running };
  const fanOuts = createFakeFanOuts();
  const deps = { ...all.deps, people, triage, tasks, fanOuts, home };
  const publish = async (view?: HomeView) => {
    await publishHome(deps, { userId: 'U0KEN', view });
    const overview = home.tabs.get('U0KEN');
    if (overview === undefined) throw new Error('nothing was published');
    return overview;
  };
  return { ...all, deps, home, publish };
}

test('the Home tab shows the current state of everything', async () => {
  const scan = { id: 's', newFindings: 1 };
  const { deps, ledger, publish } = await homeOf(
    [anItem({ scan })],
    [task, { ...task, arn: 'arn:other' }],
  );
  await tellHealth(deps, noScan);
  const card = newCard('task/arn:task', 'C0', { kind: 'scan', report: ended });
  await ledger.putCard({ ...card, list: { name: 'scans', rank: NOW.toISOString() } });

  expect(await publish()).toMatchObject({
    at: NOW.toISOString(),
    open: { total: 1, complete: true },
    lines: { upgrades: [{ remedy: { name: 'openssl' }, open: 1 }] },
    running: [{ images: [] }, { images: [] }],
    troubles: [noScan],
    lastScan: { id: 's', attention: [{ image: 'web', reason: 'failed' }] },
  });
});

test('open are findings nobody has decided; suppressions that end soon are of existing ones', async () => {
  const of = (name: string, more: Partial<Finding>) =>
    anItem({
      vulnerabilityId: name,
      packages: [{ name, installedVersion: '1', fixedVersion: '2' }],
      ...more,
    });
  const { publish } = await homeOf([
    of('new', { workflowStatus: 'NEW' }),
    of('known', {}),
    of('gone', { recordState: 'ARCHIVED' }),
    of('suppressed', suppressedUntil('2026-11-28')),
    of('later', suppressedUntil('2026-12-28')),
    of('suppressed and gone', { ...suppressedUntil('2026-11-27'), recordState: 'ARCHIVED' }),
    of('fixed', { workflowStatus: 'RESOLVED', recordState: 'ARCHIVED' }),
  ]);

  const { open, lines, expiring } = await publish();

  expect(open.total).toBe(2);
  expect(lines.upgrades.map(({ remedy }) => remedy.name)).toEqual(['known', 'new']);
  expect(expiring.map(({ remedy, until }) => [remedy.name, until])).toEqual([
    ['suppressed', '2026-11-28'],
  ]);
});

test('a suppression that was lifted a moment ago is not said to end soon', async () => {
  const { ledger, lag, publish } = await homeOf([anItem(suppressedUntil('2026-11-28'))]);
  const [item] = ledger.allFindings();
  if (item === undefined) throw new Error('no finding');
  lag.ms = 5_000;
  await ledger.putFinding({ ...item, finding: { ...item.finding, workflowStatus: 'NOTIFIED' } });

  expect((await publish()).expiring).toEqual([]);
});

test('the filter and the page that are asked for are shown', async () => {
  const seed = Array.from({ length: 60 }, (_, index) => {
    const name = `p${index + 10}`;
    return anItem({
      vulnerabilityId: `CVE-${index}`,
      packages: [{ name, installedVersion: '1', fixedVersion: '2' }],
    });
  });
  const { publish } = await homeOf(seed);

  const overview = await publish({ page: 3, image: 'r.io/api' });

  expect(overview.view).toEqual({ page: 3, image: 'r.io/api' });
  expect(overview.upgrades).toEqual({ total: 60, before: 50 });
  expect(overview.lines.upgrades.map(({ remedy }) => remedy.name).slice(0, 2)).toEqual([
    'p60',
    'p61',
  ]);
});

test('an upgrade whose fixed versions nobody could compare has a fix', async () => {
  const packages = [{ name: 'a', installedVersion: '1', fixedVersion: '2, 3' }];
  const { publish } = await homeOf([ofPackage('a', { packages })]);

  const { lines } = await publish();

  expect(lines.withoutFix).toEqual([]);
  expect(lines.upgrades).toMatchObject([{ remedy: { rows: [{ reported: '2, 3' }] } }]);
});

test('an upgrade decided a moment ago is not listed, although its row still is open', async () => {
  const { ledger, lag, publish } = await homeOf(['a', 'b'].map((name) => ofPackage(name)));
  const [first] = ledger.allFindings();
  if (first === undefined) throw new Error('no finding');
  lag.ms = 5_000;
  await ledger.putFinding({
    ...first,
    finding: { ...first.finding, workflowStatus: 'RESOLVED' },
  });

  const { lines, open } = await publish();

  expect(open.total).toBe(2);
  expect(lines.upgrades.map(({ remedy }) => remedy.name)).toEqual(['b']);
});

test('with 10,000 findings it reads their rows once, and few findings of each line in full', async () => {
  const scan = { id: 's', newFindings: 0 };
  const many = Array.from({ length: 9_900 }, (_, index) =>
    ofPackage(`p${(index % 300) + 100}`, { vulnerabilityId: `CVE-${index}`, scan }),
  );
  const suppressed = items(100, { scan, ...suppressedUntil('2026-11-28'), productArn: 'another' });
  const { calls, publish } = await homeOf([...many, ...suppressed], []);

  const { open, lines } = await publish();

  expect(open).toMatchObject({ total: 9_900, complete: true });
  expect(lines.upgrades).toHaveLength(25);
  expect(calls.filter((call) => call.startsWith('query')).toSorted()).toEqual([
    'query health cards',
    'query open findings',
    'query scans cards',
    'query suppressed findings',
  ]);
  expect(calls.filter((call) => call.endsWith('findings') && call.startsWith('read'))).toEqual([
    'read 125 findings',
    'read 5 findings',
    'read 1 findings',
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
