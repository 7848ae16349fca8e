import { AWS_RATES, createPace } from '../../src/adapters/limits';

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
  const pace = createPace(clock);

  for (let call = 0; call < AWS_RATES.GetFindings.burst; call += 1) await pace('GetFindings');
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
  const pace = createPace(clock, { ...AWS_RATES, GetFindings: { perSecond: 10, burst: 1 } });

  await Promise.all([pace('GetFindings'), pace('GetFindings'), pace('GetFindings')]);

  expect(waits).toEqual([103, 206]);
});

test('one operation does not slow another down', async () => {
  const clock = aClock();
  const pace = createPace(clock);

  for (let call = 0; call < 6; call += 1) await pace('GetFindings');
  await pace('BatchUpdateFindings');

  expect(clock.elapsed()).toBe(0);
});
