import fc from 'fast-check';
import { HUB_RATES, SLACK_RATES, type SlackOperation } from '../../src/domain/limits';
import type { Channel } from '../../src/ports/channel';
import {
  backOffMs,
  createPace,
  isUnsettled,
  paceChannel,
  shareOf,
} from '../../src/usecases/pacing';
import { world } from './kit';

const REF = { channel: 'C0', ts: '1.1' };
const HEALTH = {
  kind: 'health',
  notice: { problem: { kind: 'no-scan' }, since: '', over: false },
} as const;

test('the back-off doubles from 5 s to a quarter of an hour, and 200 receives take more than a day', () => {
  expect([1, 2, 3, 9].map((receives) => backOffMs(receives, 0))).toEqual([
    5_000, 10_000, 20_000, 900_000,
  ]);
  expect(backOffMs(0, 0)).toBe(5_000);
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
    await channel.post(HEALTH);
  }
  expect(shown).toHaveLength(4);
  expect(clock.at - began).toBe(3_000);

  const then = clock.at;
  for (let call = 0; call < 55; call += 1) await channel.find([], new Date(0));
  expect(clock.at - then).toBeGreaterThanOrEqual(59_000);
});

/** A clock that only sleeping moves. */
function aClock() {
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  return { now: () => new Date(now), sleep, elapsed: () => now };
}

test('a burst goes at once, later calls at the service’s rate', async () => {
  const clock = aClock();
  const pace = createPace(clock, HUB_RATES);

  for (let call = 0; call < HUB_RATES.GetFindings.burst; call += 1) await pace('GetFindings');
  expect(clock.elapsed()).toBe(0);

  for (let call = 0; call < 30; call += 1) await pace('GetFindings');
  expect(clock.elapsed()).toBeGreaterThanOrEqual(10_000);
  expect(clock.elapsed()).toBeLessThan(11_000);
});

test('simultaneous calls are let through one after another', async () => {
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

test('an idle time earns a full burst again, and no more', async () => {
  const clock = aClock();
  const pace = createPace(clock, { call: { perSecond: 2, burst: 3 } });
  const burst = async (calls: number) => {
    const began = clock.elapsed();
    for (let call = 0; call < calls; call += 1) await pace('call');
    return clock.elapsed() - began;
  };
  await burst(3);

  await clock.sleep(500);
  expect(await burst(1)).toBe(0);
  await clock.sleep(60_000);
  expect(await burst(4)).toBe(500);
});

test.each<[SlackOperation, (channel: Channel) => Promise<unknown>]>([
  ['history', (channel) => channel.find([], new Date(0))],
  ['history', (channel) => channel.look(REF, [])],
  ['history', (channel) => channel.digestsSince(new Date(0))],
  ['history', (channel) => channel.findDigest('scan-1', new Date(0))],
  ['history', (channel) => channel.findScan('arn:task', new Date(0))],
  ['post', (channel) => channel.post(HEALTH)],
  ['post', (channel) => channel.reply(REF, 'said')],
  ['rewrite', (channel) => channel.rewrite(REF, HEALTH)],
  ['rewrite', (channel) => channel.rewriteEntries(REF, [])],
])('%s counts as a call of this method, once, before it is made: %s', async (operation, call) => {
  const { deps, calls, show } = world();
  show(REF, HEALTH);
  const channel = paceChannel(deps.channel, async (paced) => {
    calls.push(`paced ${paced}`);
  });

  await call(channel);

  expect(calls[0]).toBe(`paced ${operation}`);
  expect(calls.filter((each) => each.startsWith('paced'))).toHaveLength(1);
});

test.each([
  [59_999, true],
  [60_000, false],
])('a message that is %d ms old may be missing in the history: %s', (age, unsettled) => {
  const clock = { now: () => new Date(1_764_000_000_000 + age), sleep: async () => undefined };

  expect(isUnsettled({ clock }, { ts: '1764000000.000000' })).toBe(unsettled);
});

test('two users of a rate together stay within it, and each may make at least one call', () => {
  const alerts = shareOf(HUB_RATES, 0.6);
  const worker = shareOf(HUB_RATES, 0.35);

  expect(alerts.GetFindings).toEqual({ perSecond: 3 * 0.6, burst: 4 });
  expect(alerts.GetFindings.burst + worker.GetFindings.burst).toBeLessThanOrEqual(6);
  expect(shareOf({ post: { perSecond: 1, burst: 1 } }, 0.1).post).toEqual({
    perSecond: 0.1,
    burst: 1,
  });
});
