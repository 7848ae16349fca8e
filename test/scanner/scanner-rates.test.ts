import { SCANNER_RATES } from '../../scanner/scanner-rates';
import { HUB_RATES, type HubOperation } from '../../src/domain/limits';
import { createPace } from '../../src/usecases/pacing';
import { createFakeClock } from '../fakes/runtime';

/** Seconds that so many calls in a row take. */
async function secondsOf(operation: HubOperation, calls: number): Promise<number> {
  const clock = createFakeClock(new Date('2026-11-27T03:00:00Z'));
  const pace = createPace(clock, SCANNER_RATES);
  for (let call = 0; call < calls; call += 1) await pace(operation);
  return (clock.at - Date.parse('2026-11-27T03:00:00Z')) / 1000;
}

test('a scan that reads all findings leaves half of the calls to the functions that people wait for', async () => {
  const { perSecond, burst } = HUB_RATES.GetFindings;
  const calls = 500;

  const seconds = await secondsOf('GetFindings', calls);

  expect(calls).toBeLessThanOrEqual(burst + (perSecond / 2) * seconds);
  expect(seconds).toBeLessThan(1.1 * (calls / (perSecond / 2)));
});

test.each(['BatchImportFindings', 'BatchUpdateFindings'] as const)(
  'a scan that writes uses nearly all that Security Hub allows, and no more: %s',
  async (operation) => {
    const { perSecond, burst } = HUB_RATES[operation];
    const calls = 1_000;

    const seconds = await secondsOf(operation, calls);

    expect(calls).toBeLessThanOrEqual(burst + perSecond * seconds);
    expect(seconds).toBeLessThan(1.1 * (calls / perSecond));
  },
);
