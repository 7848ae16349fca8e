import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { Message, RemedyCard } from '../../src/domain/message';
import { drawCards } from '../../src/usecases/draw-cards';
import { paintDue } from '../../src/usecases/paint-due';
import { project } from '../../src/usecases/project';
import { redrawSoon } from '../../src/usecases/redraw';
import { aCard, aLedgerContent, aLedgerFinding } from '../domain/ledger-builders';
import { alertWorld, request } from './alert-world';

const HOUR = 3_600_000;
const NOON = new Date('2026-11-24T12:00:00.000Z');
const remedies = [{ key: 'debian 12|openssl', name: 'openssl', rows: [] }];

/** A new finding of a scan that has one card. */
function found(number: number, scan: string, size = 1): Finding {
  return aLedgerContent({
    vulnerabilityId: `CVE-2026-${number}`,
    remedies,
    scan: { id: scan, newFindings: size, newCards: 1, page: { name: 'r1', size } },
  });
}

type World = ReturnType<typeof alertWorld>;

function cardOf({ channel }: World, key: string): RemedyCard {
  const message = channel.messages.find((each) => each.key === key)?.message;
  if (message?.kind !== 'cards') throw new Error(`${key} is not posted`);
  return message.cards[0];
}

const idsIn = ({ entries }: RemedyCard) =>
  entries
    .filter(({ shownAgain }) => !shownAgain)
    .map(({ finding }) => finding.vulnerabilityId)
    .sort();

/** Two findings of a scan, posted. */
async function posted(world = alertWorld()): Promise<World> {
  await world.hear(found(1, 's1', 2));
  await world.hear(found(2, 's1', 2));
  await world.settle();
  world.clock.at += HOUR;
  return world;
}

test('the card of a later scan takes over what is open, and the older one links to it without buttons', async () => {
  const world = await posted();
  await world.hear(found(3, 's2'));
  await world.settle();

  const newer = cardOf(world, 'scan/s2/r1');
  expect(idsIn(newer)).toEqual(['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3']);
  expect(newer).not.toHaveProperty('continued');
  const [, shown] = world.channel.messages;
  expect(cardOf(world, 'scan/s1/r1').continued).toMatchObject({
    open: 2,
    more: 1,
    message: { ts: shown?.ref.ts },
  });
});

test('what was decided stays on the older card, and moves when somebody reopens it', async () => {
  const world = await posted();
  const { ref } = cardOf(world, 'scan/s1/r1');
  await world.run({ type: 'decide-card', ref: { ...ref, shown: 1 }, ...request(world.clock.at) });
  await world.settle();
  await world.hear(found(3, 's2'));
  await world.settle();

  expect(idsIn(cardOf(world, 'scan/s1/r1'))).toEqual(['CVE-2026-1']);
  expect(idsIn(cardOf(world, 'scan/s2/r1'))).toEqual(['CVE-2026-2', 'CVE-2026-3']);
  expect(cardOf(world, 'scan/s1/r1').continued).toMatchObject({ open: 1, more: 1 });

  const reopening = request(world.clock.at, { kind: 'reopen' });
  await world.run({ type: 'decide', key: found(1, 's1'), base: 0, ...reopening });
  await world.settle();

  expect(idsIn(cardOf(world, 'scan/s2/r1'))).toEqual(['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3']);
  expect(cardOf(world, 'scan/s1/r1').continued).toMatchObject({ open: 2, more: 1 });
});

test('the older card counts what is still open on the newer one', async () => {
  const world = await posted();
  await world.hear(found(3, 's2'));
  await world.settle();
  const { ref } = cardOf(world, 'scan/s2/r1');

  await world.run({ type: 'decide-card', ref, ...request(world.clock.at) });
  await world.settle();

  expect(cardOf(world, 'scan/s1/r1').continued).toMatchObject({ open: 0, more: 1 });
});

test('two scans that overlap do not take over from each other in turn', async () => {
  const world = alertWorld();
  for (const [number, scan] of [
    [1, 's1'],
    [2, 's2'],
    [3, 's1'],
    [4, 's2'],
    [5, 's1'],
  ] as const) {
    await world.hear(found(number, scan, 3));
    await world.settle();
  }

  const cards = world.channel.messages.filter(({ message }) => message.kind === 'cards');
  expect(cards.map(({ key }) => key)).toEqual(['scan/s1/r1', 'scan/s2/r1']);
  expect(idsIn(cardOf(world, 'scan/s2/r1'))).toHaveLength(5);
});

test('findings of one upgrade that are reset one by one share a card', async () => {
  const world = alertWorld();
  for (const number of [1, 2, 3]) {
    const { scan: _, ...finding } = found(number, 's1');
    await world.hear(finding);
  }
  await world.settle();

  expect(world.channel.messages).toHaveLength(1);
});

test('a takeover is completed wherever it stops', async () => {
  for (let failing = 1; failing <= 40; failing += 1) {
    let calls = Number.NEGATIVE_INFINITY;
    const world = await posted(
      alertWorld({
        onCall: () => {
          calls += 1;
          if (calls === failing) throw new Unavailable('stopped', 'It stopped; try again.');
        },
      }),
    );
    await world.hear(found(3, 's2'));
    calls = 0;
    await world.settle();
    calls = Number.NEGATIVE_INFINITY;

    expect(idsIn(cardOf(world, 'scan/s2/r1'))).toHaveLength(3);
    expect(cardOf(world, 'scan/s1/r1').continued).toMatchObject({ open: 2, more: 1 });
    expect(world.channel.messages).toHaveLength(2);
  }
});

/** What was drawn in the channel, oldest first: the key of the card, and whether it has buttons. */
function drawings({ channel }: World): string[] {
  const drawn: string[] = [];
  const say = (key: string, message: Message) => {
    if (message.kind !== 'cards') return;
    drawn.push(`${key} ${message.cards[0].continued === undefined ? 'with' : 'without'}`);
  };
  const { post, update } = channel;
  channel.post = async (message, options) => {
    say(options.key, message);
    return post(message, options);
  };
  channel.update = async (ref, message, minimal) => {
    const shown = channel.messages.find((each) => each.ref.ts === ref.ts);
    say(shown?.key ?? '', message);
    return update(ref, message, minimal);
  };
  return drawn;
}

/** Draws what is due, from the channel as it is now. */
const paint = ({ deps, channel }: World) =>
  paintDue({ ...deps, channel, channelId: deps.channel, reportAside: async () => undefined }, []);

test('a new card is posted after the former one was drawn without buttons, whatever is due first', async () => {
  const world = await posted();
  const drawn = drawings(world);
  await world.hear(found(3, 's2'));
  await project(world.deps, []);
  const [former] = await world.ledger.cards(['scan/s1/r1']);
  if (former === undefined) throw new Error('no former card');
  const work = { due: `${new Date(world.clock.at).toISOString()}#z`, priority: 2 as const };
  await world.ledger.putCard({ ...former, work });
  world.clock.at += 5_000;
  await paint(world);

  expect(drawn.slice(0, 2)).toEqual(['scan/s1/r1 without', 'scan/s2/r1 with']);
});

test('a former card on which all is decided has no buttons either before the new one is posted', async () => {
  const world = await posted();
  const { ref } = cardOf(world, 'scan/s1/r1');
  await world.run({ type: 'decide-card', ref, ...request(world.clock.at) });
  await world.settle();
  const drawn = drawings(world);
  await world.hear(found(3, 's2'));
  await project(world.deps, []);
  const [former] = await world.ledger.cards(['scan/s1/r1']);
  if (former === undefined) throw new Error('no former card');
  const work = { due: `${new Date(world.clock.at).toISOString()}#z`, priority: 2 as const };
  await world.ledger.putCard({ ...former, work });
  world.clock.at += 5_000;
  await paint(world);

  expect(drawn.slice(0, 2)).toEqual(['scan/s1/r1 without', 'scan/s2/r1 with']);
});

test('a former card that Slack does not update does not hold up the new one', async () => {
  const world = await posted();
  world.channel.update = async () => {
    throw new Unavailable('slack_down', 'Slack does not answer.', { ambiguous: true });
  };
  await world.hear(found(3, 's2'));
  await project(world.deps, []);
  world.clock.at += 5_000;
  await paint(world);

  expect(idsIn(cardOf(world, 'scan/s2/r1'))).toHaveLength(3);
});

test('a card that is being posted while it hands its buttons over is drawn once more', async () => {
  const world = alertWorld();
  await world.hear(found(1, 's1'));
  await project(world.deps, []);
  world.clock.at += 5_000;
  const { post } = world.channel;
  world.channel.post = async (message, options) => {
    world.channel.post = post;
    await world.hear(found(2, 's2'));
    await project(world.deps, []);
    return post(message, options);
  };
  await paint(world);
  await world.settle();

  expect(cardOf(world, 'scan/s1/r1').continued).toBeDefined();
  expect(idsIn(cardOf(world, 'scan/s2/r1'))).toEqual(['CVE-2026-1', 'CVE-2026-2']);
});

test('what is taken over joins the new card once, wherever the takeover stopped before', async () => {
  for (let failing = 1; failing <= 40; failing += 1) {
    let calls = Number.NEGATIVE_INFINITY;
    const world = await posted(
      alertWorld({
        onCall: () => {
          calls += 1;
          if (calls === failing) throw new Unavailable('stopped', 'It stopped; try again.');
        },
      }),
    );
    await world.hear(found(3, 's2'));
    calls = 0;
    await world.settle();
    calls = Number.NEGATIVE_INFINITY;

    const [card] = await world.ledger.cards(['scan/s2/r1']);
    expect(card?.members).toHaveLength(3);
  }
});

test('a card in a thread stays there when findings of another scan come to it first', async () => {
  const world = await posted();
  const inThread = { id: 's2', newFindings: 9, newCards: 9, page: { name: 'r1', size: 1 } };
  await world.hear({ ...found(3, 's2'), scan: inThread });
  const claimant = world.itemOf(found(3, 's2'));
  const { deps } = world;
  // The claim is written, and the process stops before the card is joined.
  const stopping = {
    ...deps.ledger,
    putFinding: async () => {
      throw new Unavailable('stopped', 'It stopped; try again.');
    },
  };
  await project({ ...deps, ledger: stopping }, []);
  const { work, ...idle } = world.itemOf(claimant.finding);
  await world.ledger.putFinding(idle);
  const click = request(world.clock.at);
  await world.run({ type: 'decide', key: found(1, 's1'), base: 0, ...click });
  await project(deps, []);
  const [early] = await world.ledger.cards(['scan/s2/r1']);
  expect(early?.members ?? []).toEqual([]);

  const again = world.itemOf(claimant.finding);
  if (work !== undefined) await world.ledger.putFinding({ ...again, work });
  await world.settle();

  const [card] = await world.ledger.cards(['scan/s2/r1']);
  expect(card?.content).toMatchObject({ kind: 'page', parent: 'scan/s2' });
});

test.each([5, 50])(
  'a takeover of %s findings costs the same number of calls for each of them',
  async (count) => {
    const calls: string[] = [];
    const world = alertWorld({ onCall: (call) => void calls.push(call) });
    for (let number = 1; number <= count; number += 1) await world.hear(found(number, 's1', count));
    await world.settle();
    world.clock.at += HOUR;
    await world.hear(found(count + 1, 's2'));
    calls.length = 0;
    await project(world.deps, []);

    expect(calls.length).toBeLessThan(60 + 3 * count);
  },
);

test('a card says who decided before its finding came back, and not who decided what is open on it since', async () => {
  const log = [
    { seq: 1, at: '2026-11-23T10:00:00.000Z', status: 'RESOLVED', by: 'U0ANA', action: 'resolve' },
    {
      seq: 2,
      at: '2026-11-24T09:00:00.000Z',
      status: 'NEW',
      by: 'security-hub',
      action: 'adopted',
    },
    { seq: 3, at: '2026-11-24T09:30:00.000Z', status: 'RESOLVED', by: 'U0KEN', action: 'resolve' },
    { seq: 4, at: '2026-11-24T09:40:00.000Z', status: 'NOTIFIED', by: 'U0KEN', action: 'reopen' },
  ] satisfies LedgerFinding['log'];
  const { deps } = alertWorld();
  const entryOf = async (more: Partial<LedgerFinding>) => {
    const item = aLedgerFinding({ workflowStatus: 'NOTIFIED' }, { card: 'a', log, ...more });
    const drawn = await drawCards(deps.ledger, aCard('a', { members: [item.hash] }), [item], NOON);
    return drawn?.kind === 'cards' ? drawn.cards[0].entries[0] : undefined;
  };

  expect((await entryOf({ seq: 4, base: 2 }))?.former).toEqual({ by: 'U0ANA', at: log[0]?.at });
  expect(await entryOf({ seq: 4, base: 0 })).not.toHaveProperty('former');
});

test('a digest that follows a deleted one is drawn again after a decision', async () => {
  const { deps, ledger } = alertWorld();
  const content = { kind: 'digest', scanId: 's1', total: 1 } as const;
  await ledger.putCard(aCard('scan/s1', { content, ts: '1.5', gone: true }));
  await ledger.putCard(aCard('scan/s1~', { content, ts: '2.5' }));

  await redrawSoon(deps, 'scan/s1');

  const [deleted, present] = await ledger.cards(['scan/s1', 'scan/s1~']);
  expect(deleted?.work).toBeUndefined();
  expect(present?.work).toBeDefined();
});
