import type { RemedyContent } from '../../src/domain/remedy-item';
import { remedyIdOf, remedyKey } from '../../src/domain/remedy-item';
import { DAY_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import { viewOf } from '../../src/usecases/draw-card';
import { type HoldJob, hold } from '../../src/usecases/hold';
import { tendRemedy } from '../../src/usecases/take-over';
import { aCard } from '../domain/ledger-builders';
import { ANA, CLICKED_AT, decisionWorld } from './decide-world';
import { anItem, CHANNEL } from './tasks-kit';

const KEY = 'scan/s1/r1';
const SINCE = new Date(CLICKED_AT * 1000).toISOString();

async function heldWorld({ inChannel = false } = {}) {
  const item = anItem({}, { card: KEY });
  const world = await decisionWorld([item]);
  const place = inChannel ? {} : { parent: 'scan/s1' };
  const content = { kind: 'page', ...place, scanId: 's1', total: 1, size: 1 } as const;
  await world.ledger.putCard(
    aCard(KEY, { channel: CHANNEL, content, members: [item.hash], ts: '1764000000.000100' }),
  );
  const digest = { kind: 'digest', scanId: 's1', total: 1 } as const;
  await world.ledger.putCard(aCard('scan/s1', { content: digest, ts: '1763999999.000100' }));
  const remedy = remedyIdOf(item);
  const card = (key: string) => world.ledger.allCards().find((each) => each.key === key);
  return {
    ...world,
    ref: { card: KEY, remedy, shown: 1 },
    card,
    held: () => card(remedyKey(remedy))?.content as RemedyContent | undefined,
    shown: async () => {
      const shownBy = card(KEY);
      if (shownBy === undefined) throw new Error('no card');
      const { message } = await viewOf(world.ledger, shownBy, world.clock.now());
      return message?.kind === 'cards' ? message.cards[0].holder : undefined;
    },
  };
}

type World = Awaited<ReturnType<typeof heldWorld>>;

function job({ ref }: World, take: boolean, user = ANA.userId, at = CLICKED_AT): HoldJob {
  return {
    type: 'hold',
    ref,
    take,
    request: { actor: { ...ANA, userId: user }, actionTs: at.toFixed(6) },
    origin: { requestId: `${user}/${at}`, channel: CHANNEL },
  };
}

test('who takes an upgrade is shown on its card, by the name that Slack has, and in the digest', async () => {
  const world = await heldWorld();

  await hold(world.deps, job(world, true));

  expect(await world.shown()).toEqual({ userId: 'U0ANA', name: 'Name of U0ANA', since: SINCE });
  expect(world.card(KEY)?.work?.priority).toBe(0);
  expect(world.wakes).toContainEqual({
    loop: 'painter',
    group: CHANNEL,
    names: [KEY],
    person: true,
  });
  expect(world.card('scan/s1')?.work).toBeDefined();
  expect(world.notices).toEqual([]);
});

test('who takes an upgrade of the page with what is due soon is shown in the digest beside it', async () => {
  const world = await heldWorld({ inChannel: true });

  await hold(world.deps, job(world, true));

  expect(world.card('scan/s1')?.work).toBeDefined();
});

test('the first one holds it; the second is told who', async () => {
  const world = await heldWorld();
  await hold(world.deps, job(world, true));

  await hold(world.deps, job(world, true, 'U0BEN', CLICKED_AT + 1));

  expect(world.held()?.holder?.userId).toBe('U0ANA');
  expect(world.notices).toEqual([
    { kind: 'held', title: 'openssl', by: 'Name of U0ANA', since: SINCE },
  ]);
});

test('it is released by hand, and a click that comes again changes nothing', async () => {
  const world = await heldWorld();
  const taking = job(world, true);
  await hold(world.deps, taking);
  await hold(world.deps, job(world, false, 'U0BEN', CLICKED_AT + 60));

  await hold(world.deps, taking, 2);

  expect(world.held()?.holder).toBeUndefined();
  expect(await world.shown()).toBeUndefined();
  expect(world.notices).toEqual([]);
});

test('it is released after a week, and the card is drawn again then', async () => {
  const world = await heldWorld();
  await hold(world.deps, job(world, true));
  const key = remedyKey(world.ref.remedy);
  const work = world.card(key)?.work;
  const dirty = world.card(KEY)?.dirty ?? 0;

  expect(work && dueTime(work)).toBe(CLICKED_AT * 1000 + 7 * DAY_MS);
  world.clock.at = CLICKED_AT * 1000 + 7 * DAY_MS;
  expect(await world.shown()).toBeUndefined();
  await tendRemedy(world.deps, key);

  expect(world.held()?.holder).toBeUndefined();
  expect(world.card(key)?.work).toBeUndefined();
  expect(world.card(KEY)?.dirty).toBe(dirty + 1);
});

test('somebody else may take it after a week', async () => {
  const world = await heldWorld();
  await hold(world.deps, job(world, true));
  world.clock.at = CLICKED_AT * 1000 + 8 * DAY_MS;

  await hold(world.deps, job(world, true, 'U0BEN', CLICKED_AT + (8 * DAY_MS) / 1000));

  expect(world.held()?.holder?.userId).toBe('U0BEN');
});

test('a person who may not decide may not take it', async () => {
  const world = await heldWorld();
  world.others.set('U0GUEST', { kind: 'guest' });

  await hold(world.deps, job(world, true, 'U0GUEST'));

  expect(world.held()).toBeUndefined();
  expect(world.notices).toMatchObject([{ kind: 'not-allowed' }]);
});
