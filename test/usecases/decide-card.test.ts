import { toAddAgain } from '../../src/domain/card';
import { Unavailable } from '../../src/domain/errors';
import type { Card, LedgerFinding } from '../../src/domain/ledger';
import { remedyIdOf } from '../../src/domain/remedy-item';
import type { Decision } from '../../src/domain/workflow';
import { type DecideCardJob, decideCard } from '../../src/usecases/decide-card';
import { project } from '../../src/usecases/project';
import { aCard } from '../domain/ledger-builders';
import { createFakeHub } from '../fakes/security-hub';
import { ANA, CLICKED_AT, decisionWorld } from './decide-world';
import { anItem, CHANNEL, items, suppressedUntil } from './tasks-kit';

const DONE = { kind: 'done' };
const KEY = 'scan/s1/r1';

/** Findings of one upgrade on its card, which is posted. */
async function cardWith(
  count: number,
  change: (item: LedgerFinding) => LedgerFinding = (each) => each,
) {
  const seed = items(count).map((item) => change({ ...item, card: KEY }));
  const world = await decisionWorld(seed);
  const members = seed.map(({ hash }) => hash);
  await world.ledger.putCard(aCard(KEY, { channel: CHANNEL, members, ts: '1764000000.000100' }));
  const [first = anItem()] = seed;
  const ref = { card: KEY, remedy: remedyIdOf(first), shown: count };
  return { ...world, members, ref, first };
}

type World = Awaited<ReturnType<typeof cardWith>>;

function job(
  { ref }: Pick<World, 'ref'>,
  changes: Partial<DecideCardJob> & { decision?: Decision; user?: string; at?: number } = {},
): DecideCardJob {
  const { decision = { kind: 'resolve' }, user = ANA.userId, at = CLICKED_AT, ...rest } = changes;
  return {
    type: 'decide-card',
    ref,
    request: { decision, actor: { ...ANA, userId: user }, actionTs: at.toFixed(6) },
    origin: { requestId: `${user}/${at}`, channel: CHANNEL },
    ...rest,
  };
}

test('all open findings of the card are decided by one job, and the projector is woken once', async () => {
  const world = await cardWith(139);

  expect(await decideCard(world.deps, job(world, { count: 139 }))).toEqual(DONE);

  expect(world.statuses()).toEqual(Array(139).fill('RESOLVED'));
  expect(world.wakes).toHaveLength(1);
  expect(world.wakes[0]).toMatchObject({ loop: 'projector', person: true });
  expect(new Set(world.wakes[0]?.names)).toEqual(new Set(world.members));
  expect(world.notices).toEqual([]);
});

test('findings with different histories are written to Security Hub in calls of 100', async () => {
  const world = await cardWith(139, (item) => ({
    ...item,
    seq: (item.hash.charCodeAt(0) % 7) + 1,
  }));
  const hub = createFakeHub({ now: () => world.clock.at });
  for (const { finding } of world.ledger.allFindings()) hub.set(finding);
  await decideCard(world.deps, job(world));

  await project({ ...world.deps, store: hub.storeOf('projector'), digestAbove: 1 }, world.members);

  expect(hub.updates.map(({ keys }) => keys.length)).toEqual([139]);
  expect(hub.updates[0]?.change).toMatchObject({ mark: { seq: 8, status: 'RESOLVED' } });
});

test('a finding that joined after the button was drawn is not decided', async () => {
  const world = await cardWith(3);

  await decideCard(world.deps, job({ ref: { ...world.ref, shown: 2 } }));

  expect(world.statuses().filter((status) => status === 'RESOLVED')).toHaveLength(2);
  expect(world.item(world.members[2]).finding.workflowStatus).toBe('NOTIFIED');
});

test('a finding that came to need this upgrade after the button was drawn is not decided', async () => {
  const world = await cardWith(2);
  const [card] = await world.ledger.cards([KEY]);
  const [again = ''] = world.members;
  if (card !== undefined)
    await world.ledger.putCard({ ...card, members: [...card.members, again] });

  await decideCard(world.deps, job(world));

  expect(world.item(again).finding.workflowStatus).toBe('NOTIFIED');
});

test('findings of other upgrades in the same message are left alone', async () => {
  const other = { packages: [{ name: 'zlib', installedVersion: '1' }] };
  const world = await cardWith(2, (item) =>
    item.finding.vulnerabilityId.endsWith('1')
      ? { ...item, finding: { ...item.finding, ...other } }
      : item,
  );

  await decideCard(world.deps, job(world));

  expect(world.statuses().sort()).toEqual(['NOTIFIED', 'RESOLVED']);
});

/** The card as it is after this change. */
async function changeCard({ ledger }: World, change: (card: Card) => Card): Promise<void> {
  for (const card of await ledger.cards([KEY])) await ledger.putCard(change(card));
}

test('a finding that a newer card took over is decided by the button that showed it', async () => {
  const world = await cardWith(1, (item) => ({ ...item, card: 'scan/s2/r1', earlierCards: [KEY] }));
  await changeCard(world, (card) => ({ ...card, next: { [world.ref.remedy]: 'scan/s2/r1' } }));

  await decideCard(world.deps, job(world));

  expect(world.statuses()).toEqual(['RESOLVED']);
});

test('a finding that went to another card is not decided by a card that has its buttons still', async () => {
  const world = await cardWith(2, (item) =>
    item.finding.vulnerabilityId.endsWith('1')
      ? { ...item, card: 'scan/s2/r1', earlierCards: [KEY] }
      : item,
  );

  await decideCard(world.deps, job(world, { count: 1 }));

  expect(world.statuses().sort()).toEqual(['NOTIFIED', 'RESOLVED']);
  expect(world.notices).toEqual([]);
});

test('a finding that comes back to a card is decided by it once it has joined again', async () => {
  const world = await cardWith(1, (item) => ({
    ...item,
    earlierCards: [KEY],
    cardRemedy: toAddAgain(1),
  }));

  await decideCard(world.deps, job(world));
  expect(world.statuses()).toEqual(['NOTIFIED']);

  await changeCard(world, (card) => ({ ...card, members: [...card.members, ...card.members] }));
  await decideCard(world.deps, job({ ref: { ...world.ref, shown: 2 } }, { at: CLICKED_AT + 1 }));
  expect(world.statuses()).toEqual(['RESOLVED']);
});

test('a finding that is shown again since is not decided, and the person is told', async () => {
  const world = await cardWith(1, (item) => ({ ...item, card: 'scan/s2/r1', seq: 5, base: 5 }));

  await decideCard(world.deps, job(world));

  expect(world.statuses()).toEqual(['NOTIFIED']);
  expect(world.notices).toEqual([{ kind: 'shown-again', title: 'openssl' }]);
});

describe('a suppression that ends soon', () => {
  const ENDS = '2026-12-01';
  const EXTEND: Decision = {
    ...{ kind: 'suppress', until: { kind: 'date', date: '2027-02-24' }, place: 'here' },
    ...{ justification: 'not-reachable', extends: ENDS },
  };
  const suppressed = (date: string) => (item: LedgerFinding) => ({
    ...item,
    finding: { ...item.finding, ...suppressedUntil(date) },
  });

  test('is extended by anybody who may decide; note and audit say it, and the card is drawn again', async () => {
    const world = await cardWith(2, suppressed(ENDS));
    const before = (await world.ledger.cards([KEY]))[0]?.dirty ?? 0;

    await decideCard(world.deps, job(world, { count: 2, decision: EXTEND, user: 'U0BEN' }));
    const hub = createFakeHub({ now: () => world.clock.at });
    for (const each of world.ledger.allFindings()) hub.set(each.finding);
    await project(
      { ...world.deps, store: hub.storeOf('projector'), digestAbove: 1 },
      world.members,
    );

    const { finding } = world.item(world.members[0]);
    expect(world.statuses()).toEqual(['SUPPRESSED', 'SUPPRESSED']);
    expect(finding.note?.text).toMatch(/^Suppression extended by .* until 2027-02-24 in api: not/);
    expect(world.members.flatMap((hash) => world.ledger.audits(hash))).toMatchObject([
      { action: 'extend', by: 'U0BEN' },
      { action: 'extend', by: 'U0BEN' },
    ]);
    expect((await world.ledger.cards([KEY]))[0]?.dirty).toBeGreaterThan(before);
    expect(world.notices).toEqual([]);
  });

  test('is not suppressed once more without that', async () => {
    const world = await cardWith(1, suppressed(ENDS));
    const { extends: _, ...again } = { extends: ENDS, ...EXTEND };

    await decideCard(world.deps, job(world, { decision: again }));

    expect(world.item(world.members[0]).seq).toBe(1);
    expect(world.notices).toMatchObject([{ kind: 'already-decided', status: 'SUPPRESSED' }]);
  });

  test.each<[string, (item: LedgerFinding) => LedgerFinding]>([
    ['somebody reopened it meanwhile', (item) => item],
    ['somebody extended it meanwhile', suppressed('2027-01-01')],
    ['it is suppressed for good', suppressed('ever')],
    [
      'somebody resolved it meanwhile',
      (item) => ({ ...item, finding: { ...item.finding, workflowStatus: 'RESOLVED' } }),
    ],
  ])('is left as it is if %s, and the person is told', async (_, change) => {
    const world = await cardWith(1, change);

    await decideCard(world.deps, job(world, { decision: EXTEND, count: 1 }));

    expect(world.item(world.members[0]).seq).toBe(1);
    expect(world.notices).toHaveLength(1);
  });
});

test('what was decided before the button was drawn is not mentioned', async () => {
  const world = await cardWith(4);
  const two = { ref: { ...world.ref, shown: 2 } };
  await decideCard(world.deps, job(two, { user: 'U0BEN' }));

  await decideCard(world.deps, job(world, { count: 2, at: CLICKED_AT + 5 }));

  expect(world.statuses()).toEqual(Array(4).fill('RESOLVED'));
  expect(world.notices).toEqual([]);
});

test('one reply says how many were decided, and who decided the others meanwhile', async () => {
  const world = await cardWith(4);
  const one = { ref: { ...world.ref, shown: 1 } };
  await decideCard(world.deps, job(one, { user: 'U0BEN' }));

  await decideCard(world.deps, job(world, { count: 4, at: CLICKED_AT + 5 }));

  expect(world.notices).toEqual([
    {
      kind: 'partly-decided',
      title: 'openssl',
      decision: 'resolve',
      done: 3,
      of: 4,
      by: [{ by: 'U0BEN', count: 1 }],
      shownAgain: 0,
    },
  ]);
});

test('the second of two people decides nothing, and is told who was first', async () => {
  const world = await cardWith(3);
  await decideCard(world.deps, job(world, { count: 3 }));

  await decideCard(world.deps, job(world, { count: 3, user: 'U0BEN', at: CLICKED_AT + 1 }));

  expect(world.notices).toMatchObject([
    { kind: 'already-decided', title: 'openssl', by: 'U0ANA', status: 'RESOLVED' },
  ]);
});

test('a job that stopped half-way decides the rest when it is delivered again, under the same number', async () => {
  const world = await cardWith(60, (item) => ({ ...item, seq: item.hash < 'm' ? 1 : 4 }));
  const { ledger } = world;
  let left = 31;
  const putFinding: typeof ledger.putFinding = async (item) => {
    left -= 1;
    if (left < 0) throw new Unavailable('stopped', 'It stopped; try again.');
    return ledger.putFinding(item);
  };

  await expect(
    decideCard({ ...world.deps, ledger: { ...ledger, putFinding } }, job(world, { count: 60 })),
  ).rejects.toThrow(Unavailable);
  await decideCard(world.deps, job(world, { count: 60 }), 2);

  expect(world.statuses()).toEqual(Array(60).fill('RESOLVED'));
  expect(new Set(ledger.allFindings().map(({ seq }) => seq))).toEqual(new Set([5]));
  expect(world.notices).toEqual([]);
});

test('delivered again after somebody reopened, it does not decide once more', async () => {
  const world = await cardWith(2);
  await decideCard(world.deps, job(world));
  const reopening = job(world, { decision: { kind: 'reopen' }, user: 'U0BEN', at: CLICKED_AT + 9 });
  await decideCard(world.deps, reopening);

  await decideCard(world.deps, job(world), 2);

  expect(world.statuses()).toEqual(['NOTIFIED', 'NOTIFIED']);
});

test('a decision whose write had no clear answer counts as made', async () => {
  const world = await cardWith(1);
  const { ledger } = world;
  let isLost = true;
  const putFinding: typeof ledger.putFinding = async (item) => {
    const isWritten = await ledger.putFinding(item);
    if (!isLost) return isWritten;
    isLost = false;
    return false;
  };

  await decideCard({ ...world.deps, ledger: { ...ledger, putFinding } }, job(world, { count: 1 }));

  expect(world.item(world.first.hash)).toMatchObject({ seq: 2 });
  expect(world.notices).toEqual([]);
});

test('a finding that is gone is not decided', async () => {
  const world = await cardWith(1, (item) => ({
    ...item,
    finding: { ...item.finding, recordState: 'ARCHIVED' },
  }));

  await decideCard(world.deps, job(world));

  expect(world.statuses()).toEqual(['NOTIFIED']);
  expect(world.notices).toEqual([{ kind: 'not-found' }]);
});

test('a person who may not decide changes nothing, and is told whom to ask', async () => {
  const world = await cardWith(2);
  world.others.set('U0GUEST', { kind: 'guest' });

  await decideCard(world.deps, job(world, { user: 'U0GUEST' }));

  expect(world.statuses()).toEqual(['NOTIFIED', 'NOTIFIED']);
  expect(world.notices).toMatchObject([{ kind: 'not-allowed' }]);
});
