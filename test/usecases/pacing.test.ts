import fc from 'fast-check';
import { HUB_RATES, SLACK_RATES, type SlackOperation } from '../../src/domain/limits';
import type { Message } from '../../src/domain/message';
import type { Channel } from '../../src/ports/channel';
import { backOffMs, createPace, doublingMs, paceChannel, shareOf } from '../../src/usecases/pacing';
import { createFakeChannel } from '../fakes/channel';

const REF = { channel: 'C0', ts: '1.1' };
const HEALTH: Message = {
  kind: 'health',
  notice: { problem: { kind: 'no-scan' }, since: '', over: false },
};
const OPTIONS = { key: 'health/no-scan', token: 't' };

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

test('a pause doubles with each try, up to the longest', () => {
  const pauses = [-1, 0, 1, 2, 3].map((tries) => doublingMs(tries, { first: 5, longest: 30 }));

  expect(pauses).toEqual([5, 5, 10, 20, 30]);
});

/** A clock that only sleeping moves. */
function aClock() {
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  return { now: () => new Date(now), sleep, elapsed: () => now };
}

test('posts are a second apart, updates and searches below fifty a minute after a burst', async () => {
  const clock = aClock();
  const fake = createFakeChannel({ now: () => clock.elapsed() });
  const channel = paceChannel(fake, createPace(clock, SLACK_RATES));

  for (let post = 0; post < 4; post += 1) await channel.post(HEALTH, OPTIONS);
  expect(fake.messages).toHaveLength(4);
  expect(clock.elapsed()).toBe(3_000);

  const [shown] = fake.messages;
  const ref = shown?.ref ?? REF;
  const calls = [() => channel.update(ref, HEALTH), () => channel.search('t', new Date(0))];
  for (const call of calls) {
    const began = clock.elapsed();
    for (let made = 0; made < 55; made += 1) await call();
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(59_000);
  }
});

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

test.each<[SlackOperation, string, (channel: Channel) => Promise<unknown>]>([
  ['history', 'search', (channel) => channel.search('t', new Date(0))],
  ['post', 'post', (channel) => channel.post(HEALTH, OPTIONS)],
  ['post', 'reply', (channel) => channel.reply(REF, 'said')],
  ['update', 'update', (channel) => channel.update(REF, HEALTH)],
])('%s paces %s, once and before the call is made', async (operation, name, call) => {
  const calls: string[] = [];
  const fake = createFakeChannel({ now: () => 0, onCall: (made) => calls.push(made) });
  fake.show(REF, HEALTH);
  const channel = paceChannel(fake, async (paced) => void calls.push(`paced ${paced}`));

  await call(channel);

  expect(calls).toEqual([`paced ${operation}`, name]);
});

test('a fingerprint is no call and does not wait', () => {
  const fake = createFakeChannel({ now: () => 0 });
  const channel = paceChannel(fake, () => Promise.reject(new Error('a call')));

  expect(channel.fingerprint(HEALTH)).toBe(fake.fingerprint(HEALTH));
});

test('two users of a rate together stay within it, and each may make at least one call', () => {
  const one = shareOf(HUB_RATES, 0.6);
  const other = shareOf(HUB_RATES, 0.35);

  expect(one.GetFindings).toEqual({ perSecond: 3 * 0.6, burst: 4 });
  expect(one.GetFindings.burst + other.GetFindings.burst).toBeLessThanOrEqual(6);
  expect(shareOf({ post: { perSecond: 1, burst: 1 } }, 0.1).post).toEqual({
    perSecond: 0.1,
    burst: 1,
  });
});
