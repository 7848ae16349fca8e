import fc from 'fast-check';
import { remember } from '../../src/flow/memory';
import { backOffMs, createSlackPace, paceChannel } from '../../src/flow/pacing';
import { world } from './kit';

test('the back-off doubles from 5 s to a quarter of an hour, and 200 receives outlast a day', () => {
  expect([1, 2, 3, 9].map((receives) => backOffMs(receives, 0))).toEqual([
    5_000, 10_000, 20_000, 900_000,
  ]);
  expect(backOffMs(1, 1)).toBe(2_500);
  const all = Array.from({ length: 200 }, (_, index) => backOffMs(index + 1, 1));
  expect(all.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(86_400_000);
});

test('the back-off stays between 2.5 s and a quarter of an hour', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (receives, random) => {
        const ms = backOffMs(receives, random);
        return ms >= 2_500 && ms <= 900_000;
      },
    ),
  );
});

test('posts are a second apart, history and rewrites below fifty a minute after a burst', async () => {
  const { deps, clock, shown } = world();
  const channel = paceChannel(deps.channel, createSlackPace(deps.clock));
  const began = clock.at;

  for (let post = 0; post < 4; post += 1) {
    await channel.post({
      kind: 'health',
      notice: { problem: { kind: 'no-scan' }, since: '', over: false },
    });
  }
  expect(shown).toHaveLength(4);
  expect(clock.at - began).toBe(3_000);

  const then = clock.at;
  for (let call = 0; call < 55; call += 1) await channel.find([], new Date(0));
  expect(clock.at - then).toBeGreaterThanOrEqual(59_000);
});

test('memory forgets its oldest entry when it is full', () => {
  const memory = remember<number>(2);
  memory.set('a', 1);
  memory.set('b', 2);
  memory.set('a', 3);
  memory.set('c', 4);

  expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([3, undefined, 4]);
});
