import type { KnownFinding } from '../../src/domain/detection';
import { Unavailable } from '../../src/domain/errors';
import type { FindingKey } from '../../src/domain/finding';
import type { Change, LedgerFinding } from '../../src/domain/ledger';
import { remedyIdOf } from '../../src/domain/remedy-item';
import { readDetails } from '../../src/usecases/read-details';
import { redrawDetails } from '../../src/usecases/redraw-details';
import { aCard } from '../domain/ledger-builders';
import { createFakeLog } from '../fakes/runtime';
import { anItem, items, ledgerWith, NOW } from './tasks-kit';

const CARD = 'scan/s/r1';

/** A card of these findings, of which the first `shown` were drawn. */
async function world(members: LedgerFinding[], shown = members.length) {
  const kit = await ledgerWith(members);
  const { deps, ledger } = kit;
  await ledger.putCard(aCard(CARD, { members: members.map(({ hash }) => hash) }));
  const asked: FindingKey[][] = [];
  const hub: { answer: () => Promise<KnownFinding[]> } = { answer: async () => [] };
  const remedy = members[0] === undefined ? 'none' : remedyIdOf(members[0]);
  const findings = {
    get: async (keys: FindingKey[]) => {
      asked.push(keys);
      return hub.answer();
    },
  };
  // An answer without a pause is in time.
  const clock = {
    now: deps.clock.now,
    sleep: () => new Promise<void>((done) => setImmediate(done)),
  };
  return {
    ...kit,
    asked,
    hub,
    read: (page = 1) =>
      readDetails({ ...deps, clock, findings }, { ref: { card: CARD, remedy, shown }, page }),
  };
}

const idsOf = (details: Awaited<ReturnType<typeof readDetails>>) =>
  details?.entries.map(({ finding }) => finding.vulnerabilityId);

test('an upgrade of 45 findings has three pages, and Security Hub is asked for one page at a time', async () => {
  const { read, asked } = await world(items(45));

  const [first, second, last, past] = [await read(1), await read(2), await read(3), await read(9)];

  expect([first, second, last].map((each) => each?.entries.length)).toEqual([20, 20, 5]);
  expect(first).toMatchObject({ page: 1, pages: 3, total: 45, answered: true });
  expect(past?.page).toBe(3);
  expect(asked.map((keys) => keys.length)).toEqual([20, 20, 5, 5]);
  expect(new Set([first, second, last].flatMap((each) => idsOf(each) ?? [])).size).toBe(45);
});

test('what joined the card after it was drawn, and findings of its other upgrades, are not shown', async () => {
  const packages = [{ name: 'zlib', installedVersion: '1.2', fixedVersion: '1.3' }];
  const [one, two, late] = items(3);
  if (!one || !two || !late) throw new Error('three');
  const { read } = await world([one, anItem({ vulnerabilityId: 'CVE-Z', packages }), two, late], 3);

  expect(idsOf(await read())?.sort()).toEqual(['CVE-2026-10000', 'CVE-2026-10001']);
});

test('open findings come first, each in the order of what to do first', async () => {
  const { read } = await world([
    anItem({ vulnerabilityId: 'CVE-1', severity: 'CRITICAL', workflowStatus: 'RESOLVED' }),
    anItem({ vulnerabilityId: 'CVE-2', severity: 'LOW' }),
    anItem({ vulnerabilityId: 'CVE-3', severity: 'CRITICAL' }),
  ]);

  const details = await read();

  expect(idsOf(details)).toEqual(['CVE-3', 'CVE-2', 'CVE-1']);
  expect(details?.first.vulnerabilityId).toBe('CVE-3');
});

test('what only Security Hub has comes from there, and what is decided from the ledger', async () => {
  const item = anItem({}, { base: 7 });
  const { read, hub } = await world([item]);
  const cvss = [{ version: '3.1', score: 9.8, vector: 'CVSS:3.1/AV:N', source: 'nvd' }];
  hub.answer = async () => [
    { ...item.finding, workflowStatus: 'RESOLVED', description: 'All about it.', cvss },
  ];

  expect((await read())?.entries).toEqual([
    { finding: item.finding, base: 7, description: 'All about it.', cvss },
  ]);
});

test.each<[string, () => Promise<KnownFinding[]>]>([
  ['says no', () => Promise.reject(new Unavailable('hub_busy', 'Busy; try again.'))],
  ['never answers', () => new Promise(() => {})],
])('where Security Hub %s, the rest is shown all the same', async (_, answer) => {
  const { read, hub } = await world(items(2));
  hub.answer = answer;

  expect(await read()).toMatchObject({ answered: false, total: 2, entries: [{}, {}] });
});

test('the history is of the audit and of what is not in it yet, each change once', async () => {
  const change = (seq: number, minute: number): Change => ({
    seq,
    at: new Date(NOW.getTime() + minute * 60_000).toISOString(),
    status: 'RESOLVED',
    by: `U${seq}`,
    action: 'resolve',
  });
  const item = anItem({}, { log: [change(2, 2), change(3, 3)] });
  const { read, ledger } = await world([item]);
  await ledger.audit(item.hash, [change(1, 1), change(2, 2)]);

  expect((await read())?.history.map(({ by }) => by)).toEqual(['U3', 'U2', 'U1', 'scanner']);
});

test('nothing is known of a card that the ledger does not have', async () => {
  const { read } = await world([]);

  expect(await read()).toBeUndefined();
});

test('after a decision in Details its page is drawn again, for the same person', async () => {
  const jobs: unknown[] = [];
  const queue = { send: async (job: unknown) => void jobs.push(job) };
  const page = {
    ref: { card: CARD, remedy: 'r', shown: 1 },
    form: { viewId: 'V1', state: '{}' },
    page: 2,
  };
  const actor = { userId: 'U1', teamId: 'T0', name: 'Ana' };
  const request = { decision: { kind: 'resolve' as const }, actor, actionTs: '1' };
  const deps = { queue, log: createFakeLog() };

  await redrawDetails(deps, { request, origin: { requestId: 'r', channel: 'C0', details: page } });
  await redrawDetails(deps, { request, origin: { requestId: 'r', channel: 'C0' } });

  expect(jobs).toEqual([
    {
      type: 'ask',
      question: { about: 'details', ...page },
      actor,
      origin: { requestId: 'r/details', channel: 'C0' },
    },
  ]);
});
