import { flood } from './flood';

test('1,000 new findings at once: the first message comes within seconds, all within the quotas', async () => {
  const { faults, first, last, bound, singly, world } = await flood(1_000);

  expect(faults).toEqual([]);
  expect(world.counters.violations).toBe(0);
  expect(first).toBeLessThan(10);
  expect(last).toBeLessThan(1.1 * bound + 10);
  expect(last).toBeLessThan(singly / 5);
}, 60_000);
