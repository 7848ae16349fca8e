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

test('nothing is lost, repeated or overwritten in a storm of every fault there is', async () => {
  expect(await runSeeds('storm', 1, 9)).toMatchObject(NOTHING);
}, 60_000);

test('nothing is lost, repeated or overwritten when three of ten calls fail and three of ten crash', async () => {
  expect(await runSeeds('hurricane', 1, 2)).toMatchObject(NOTHING);
}, 60_000);

test('reordered writes, a history that lags 20 s and processes that take turns change nothing', async () => {
  expect(await runSeeds('reordered', 1, 9)).toMatchObject(NOTHING);
}, 60_000);

test('an hour without Slack costs nothing but the hour', async () => {
  const tally = await runSeeds('slack-down', 1, 6);

  expect(tally).toMatchObject(NOTHING);
  // The last back-off is a quarter of an hour; 20 findings are a second each at most.
  expect(tally.drained).toBeLessThan(3600 + 900 + 30);
}, 60_000);

test('Security Hub throttling half of all calls costs at most three times the calls', async () => {
  const throttled = await runSeeds('hub-throttled', 1, 6);
  const quiet = await runSeeds('calm', 1, 6);

  expect(throttled).toMatchObject(NOTHING);
  expect(throttled.hubCalls).toBeLessThan(3 * quiet.hubCalls);
}, 60_000);

test('both at once is no different', async () => {
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
  'without the $guard the harness finds $prevents',
  async ({ guard, prevents }) => {
    const [on, off] = await runControl(guard, 10);

    expect(on[prevents]).toBe(0);
    expect(off[prevents]).toBeGreaterThan(0);
  },
  60_000,
);

test('a seed is a whole run: the same calls, the same end', async () => {
  const first = await simulate(7, calm({ crash: 0.1, error: 0.1, rivals: 0.3 }));
  const second = await simulate(7, calm({ crash: 0.1, error: 0.1, rivals: 0.3 }));

  expect(second.world.counters).toEqual(first.world.counters);
  expect(second.world.hub.records()).toEqual(first.world.hub.records());
});

test('in a calm world a finding costs few calls, and its echoes come to rest', async () => {
  const { world, faults } = await simulate(3, calm({ findings: 20 }));
  const writes = world.hub.records().flatMap(({ accepted }) => accepted).length;

  expect(faults).toEqual([]);
  // NOTIFIED, one decision, and now and then a repair.
  expect(writes).toBeLessThanOrEqual(20 * 3);
  expect(world.counters.calls.get('post')).toBe(20);
});
