import { crashAt, placesOf, SMALL, stepsOf } from './crashes';
import { runControl, runSeeds } from './jobs';
import { calm } from './options';
import { simulate } from './scenario';
import { CONTROLS } from './scenarios';

/*
 * A short run of what `npm run test:sim` does for minutes. A failure names its seed:
 * SEED=n SCENARIO=name npm run test:sim
 */

const NOTHING = { lost: 0, duplicates: 0, overwritten: 0, examples: [] };

test('nothing is lost, repeated or overwritten while every kind of fault happens', async () => {
  expect(await runSeeds('storm', 1, 9)).toMatchObject(NOTHING);
}, 60_000);

test('nothing is lost, repeated or overwritten when three of ten calls fail and three of ten crash', async () => {
  expect(await runSeeds('hurricane', 1, 2)).toMatchObject(NOTHING);
}, 60_000);

test('nothing is lost, repeated or overwritten with reordered writes, a 20 s history lag and alternating processes', async () => {
  expect(await runSeeds('reordered', 1, 9)).toMatchObject(NOTHING);
}, 60_000);

test('an hour without Slack delays messages by that hour and loses none', async () => {
  const tally = await runSeeds('slack-down', 1, 6);

  expect(tally).toMatchObject(NOTHING);
  // The last back-off is a quarter of an hour; 20 findings are a second each at most.
  expect(tally.drained).toBeLessThan(3600 + 900 + 30);
}, 60_000);

test('throttling half of all Security Hub calls costs at most three times the calls', async () => {
  const throttled = await runSeeds('hub-throttled', 1, 6);
  const quiet = await runSeeds('calm', 1, 6);

  expect(throttled).toMatchObject(NOTHING);
  expect(throttled.hubCalls).toBeLessThan(3 * quiet.hubCalls);
}, 60_000);

test('nothing is lost, repeated or overwritten when Slack is down and Security Hub throttles', async () => {
  expect(await runSeeds('both-down', 1, 6)).toMatchObject(NOTHING);
}, 60_000);

test.each(Object.entries(SMALL))(
  'a crash before or after any single call leaves everything right: %s',
  async (_name, options) => {
    for (const place of placesOf(await stepsOf(options))) {
      const { faults } = await crashAt(options, [place]);
      expect({ place, faults }).toEqual({ place, faults: [] });
    }
  },
  60_000,
);

test.each(CONTROLS)(
  'without the $guard the simulation finds $prevents',
  async ({ guard, prevents }) => {
    const [on, off] = await runControl(guard, 4);

    expect(on[prevents]).toBe(0);
    expect(off[prevents]).toBeGreaterThan(0);
  },
  60_000,
);

test('two runs with one seed make the same calls and end the same', async () => {
  const first = await simulate(7, calm({ crash: 0.1, error: 0.1, rivals: 0.3 }));
  const second = await simulate(7, calm({ crash: 0.1, error: 0.1, rivals: 0.3 }));

  expect(second.world.counters).toEqual(first.world.counters);
  expect(second.world.hub.records()).toEqual(first.world.hub.records());
});

test('without faults a finding costs few calls, and the events of our own writes cause no more', async () => {
  const { world, faults } = await simulate(3, calm({ findings: 20 }));
  const writes = world.hub.records().flatMap(({ accepted }) => accepted).length;

  expect(faults).toEqual([]);
  // NOTIFIED, one decision, and now and then a repair.
  expect(writes).toBeLessThanOrEqual(20 * 3);
  expect(world.counters.calls.get('post')).toBe(20);
});
