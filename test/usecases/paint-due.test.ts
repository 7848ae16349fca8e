import { Unavailable } from '../../src/domain/errors';
import { SETTLE_MS } from '../../src/domain/timing';
import { aCard, aLedgerFinding } from '../domain/ledger-builders';
import { CHANNEL, loops, NOW, workIn } from './loop-kit';

const keyOf = (index: number) => `finding/CVE-${index}`;

/** Cards in the background, due before anything else. */
async function addMany(world: ReturnType<typeof loops>, count: number) {
  for (let index = 0; index < count; index += 1) {
    await world.addShown(keyOf(index), [`CVE-${index}`], { work: workIn(-5_000, 2) });
  }
}

const postedOf = (world: ReturnType<typeof loops>) => world.channel.messages.map(({ key }) => key);

describe('the order', () => {
  test('a card for which a person waits is drawn before 100 in the background', async () => {
    const world = loops();
    await addMany(world, 100);
    await world.addShown('finding/NEW', ['CVE-NEW'], { work: workIn(0, 1) });
    await world.addShown('finding/PERSON', ['CVE-PERSON'], { work: workIn(0, 0) });

    await expect(world.paintDue()).resolves.toEqual({ kind: 'done' });

    expect(postedOf(world).slice(0, 2)).toEqual(['finding/PERSON', 'finding/NEW']);
    expect(postedOf(world)).toHaveLength(102);
  });

  test('the pages of a scan are posted in the order of their numbers, which is that of their urgency', async () => {
    const world = loops();
    for (const name of ['r10', 'r2', 'r1']) {
      await world.addShown(`scan/s1/${name}`, [name], { work: workIn(0, 1) });
    }

    await world.paintDue();

    expect(postedOf(world)).toEqual(['scan/s1/r1', 'scan/s1/r2', 'scan/s1/r10']);
  });

  test("a person's card that comes during a run is next", async () => {
    const world = loops();
    await addMany(world, 5);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (message, options) => {
        if (options.key === keyOf(1)) {
          await world.addShown('finding/PERSON', ['CVE-PERSON'], { work: workIn(0, 0) });
        }
        return post(message, options);
      },
    };

    await world.paintDue();

    expect(postedOf(world).slice(0, 4)).toEqual([keyOf(0), keyOf(1), 'finding/PERSON', keyOf(2)]);
  });

  test('a named card of a person is drawn before the index shows it, a named card in the background is not', async () => {
    let lag = 0;
    const world = loops({ ledger: { lagMs: () => lag } });
    await addMany(world, 3);
    lag = 30_000;
    await world.addShown('finding/PERSON', ['CVE-PERSON'], { work: workIn(0, 0) });

    await world.paintDue(keyOf(2), 'finding/PERSON');

    expect(postedOf(world)).toEqual(['finding/PERSON', keyOf(0), keyOf(1), keyOf(2)]);
  });

  test('a run without names does not see what the index does not show', async () => {
    const world = loops({ ledger: { lagMs: () => 30_000 } });
    await world.addShown('finding/PERSON', ['CVE-PERSON'], { work: workIn(0, 0) });

    await world.paintDue();

    expect(postedOf(world)).toEqual([]);
  });

  test('a run with names looks once more after a second', async () => {
    const world = loops({ ledger: { lagMs: () => 800 } });
    await world.addShown('finding/NEW', ['CVE-NEW']);

    await world.paintDue('finding/NEW');

    expect(postedOf(world)).toEqual(['finding/NEW']);
    expect(world.clock.at - NOW.getTime()).toBe(1_000);
  });

  test('a card that the index still shows as due is not drawn again', async () => {
    const writes: string[] = [];
    const world = loops({
      ledger: {
        lagMs: () => 5_000,
        onCall: (call) => {
          if (call.startsWith('put')) writes.push(call);
        },
      },
    });
    await world.addShown('finding/NEW', ['CVE-NEW']);
    world.clock.at += 5_000;
    await world.paintDue();
    const before = writes.length;

    await world.paintDue();

    expect(writes).toHaveLength(before);
    expect(postedOf(world)).toEqual(['finding/NEW']);
  });

  test('cards of another channel and cards that are due later are left', async () => {
    const world = loops();
    const item = aLedgerFinding({}, { card: 'finding/OTHER' });
    await world.add(item);
    const other = { channel: 'C0OTHER', members: [item.hash], work: workIn(0) };
    await world.ledger.putCard(aCard('finding/OTHER', other));
    await world.addShown('finding/LATER', ['CVE-2'], { work: workIn(60_000) });

    await world.paintDue();

    expect(postedOf(world)).toEqual([]);
  });

  test('a card that is due within seconds is waited for', async () => {
    const world = loops();
    await world.addShown('finding/SOON', ['CVE-2'], { work: workIn(2_500) });

    await world.paintDue();

    expect(postedOf(world)).toEqual(['finding/SOON']);
  });
});

describe('the end of a run', () => {
  test('two calls in a row without an answer end it, and the rest is left for the tick', async () => {
    const world = loops();
    await addMany(world, 5);
    world.channel.refuse('slack_down', 2);

    await expect(world.paintDue()).resolves.toEqual({ kind: 'done' });
    expect(postedOf(world)).toEqual([]);

    await world.paintDue();
    expect(postedOf(world)).toEqual([keyOf(2), keyOf(3), keyOf(4)]);
    world.clock.at += SETTLE_MS;
    await world.paintDue();
    expect(postedOf(world)).toHaveLength(5);
  });

  test('calls without an answer that are not in a row do not', async () => {
    const world = loops({
      channel: {
        refuses: (_, message) =>
          /"CVE-[02]"/.test(JSON.stringify(message)) ? 'slack_down' : undefined,
      },
    });
    await addMany(world, 5);

    await world.paintDue();

    expect(postedOf(world)).toEqual([keyOf(1), keyOf(3), keyOf(4)]);
  });

  test("Slack's Retry-After is the pause", async () => {
    const world = loops();
    await addMany(world, 2);
    const { post } = world.channel;
    let isLimited = true;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        if (isLimited) {
          throw new Unavailable('slack_rate_limited', 'later', { retryAfterMs: 17_000 });
        }
        return post(...args);
      },
    };

    await expect(world.paintDue()).resolves.toEqual({ kind: 'pause', ms: 17_000 });
    isLimited = false;
    await expect(world.paintDue()).resolves.toEqual({ kind: 'done' });
    expect(postedOf(world)).toHaveLength(2);
  });

  test('a run whose time is up wakes the next one', async () => {
    const world = loops();
    await addMany(world, 30);
    const { post } = world.channel;
    world.paintDeps.channel = {
      ...world.channel,
      post: async (...args) => {
        world.clock.at += 1_000;
        return post(...args);
      },
    };

    await world.paintDue();

    expect(postedOf(world)).toHaveLength(18);
    expect(world.waker.wakes.at(-1)).toEqual({
      loop: 'painter',
      group: CHANNEL,
      names: [],
      person: true,
    });
  });
});

describe('a card that fails', () => {
  test('does not hold up the others, and is tried once in a run', async () => {
    let tries = 0;
    const world = loops({
      ledger: {
        onCall: (call) => {
          if (call !== `put card ${keyOf(0)}`) return;
          tries += 1;
          if (tries > 1) throw new Unavailable('silent', 'The table is down; try again.');
        },
      },
    });
    await addMany(world, 3);

    await expect(world.paintDue()).resolves.toEqual({ kind: 'done' });

    expect(tries).toBe(2);
    expect(postedOf(world)).toEqual([keyOf(1), keyOf(2)]);
    expect(world.log.messages).toContain('a card is drawn later');
  });

  test('with an error that is none of ours ends the run', async () => {
    const world = loops();
    await addMany(world, 1);
    world.paintDeps.channel = {
      ...world.channel,
      fingerprint: () => {
        throw new TypeError('a bug');
      },
    };

    await expect(world.paintDue()).rejects.toThrow('a bug');
  });

  test('21 cards that wait do not hide the one behind them', async () => {
    const world = loops({
      ledger: {
        onCall: (call) => {
          const index = Number(/^put card finding\/CVE-(\d+)$/.exec(call)?.[1] ?? 99);
          if (index < 25 && isDown) throw new Unavailable('silent', 'No answer; try again.');
        },
      },
    });
    let isDown = false;
    await addMany(world, 26);
    isDown = true;

    await world.paintDue();

    expect(postedOf(world)).toEqual([keyOf(25)]);
  });
});
