import fc from 'fast-check';
import { HUB_RATES, SLACK_RATES } from '../../src/domain/limits';
import { remember } from '../../src/flow/memory';
import { backOffMs, createPace, paceChannel, shareOf } from '../../src/flow/pacing';
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
  const channel = paceChannel(deps.channel, createPace(deps.clock, SLACK_RATES));
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

/** A clock that only sleeping moves. */
function aClock() {
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  return { now: () => new Date(now), sleep, elapsed: () => now };
}

test('a burst goes at once, what follows goes at the service’s rate', async () => {
  const clock = aClock();
  const pace = createPace(clock, HUB_RATES);

  for (let call = 0; call < HUB_RATES.GetFindings.burst; call += 1) await pace('GetFindings');
  expect(clock.elapsed()).toBe(0);

  for (let call = 0; call < 30; call += 1) await pace('GetFindings');
  expect(clock.elapsed()).toBeGreaterThanOrEqual(10_000);
  expect(clock.elapsed()).toBeLessThan(11_000);
});

test('calls that ask at the same time are let through one after another', async () => {
  const waits: number[] = [];
  const clock = {
    now: () => new Date(0),
    sleep: async (ms: number) => {
      waits.push(Math.round(ms));
    },
  };
  const pace = createPace(clock, { ...HUB_RATES, GetFindings: { perSecond: 10, burst: 1 } });

  await Promise.all([pace('GetFindings'), pace('GetFindings'), pace('GetFindings')]);

  expect(waits).toEqual([100, 200]);
});

test('one operation does not slow another down', async () => {
  const clock = aClock();
  const pace = createPace(clock, HUB_RATES);

  for (let call = 0; call < 6; call += 1) await pace('GetFindings');
  await pace('BatchUpdateFindings');

  expect(clock.elapsed()).toBe(0);
});

test('two sharers of a rate together stay within it, and each may make a call at least', () => {
  const lane = shareOf(HUB_RATES, 0.6);
  const worker = shareOf(HUB_RATES, 0.35);

  expect(lane.GetFindings).toEqual({ perSecond: 3 * 0.6, burst: 4 });
  expect(lane.GetFindings.burst + worker.GetFindings.burst).toBeLessThanOrEqual(6);
  expect(shareOf({ post: { perSecond: 1, burst: 1 } }, 0.1).post).toEqual({
    perSecond: 0.1,
    burst: 1,
  });
});
