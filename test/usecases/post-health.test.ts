import { Refused } from '../../src/domain/errors';
import type { AlarmState, HealthNotice } from '../../src/domain/health';
import type { ScanEvent } from '../../src/domain/scan';
import { checkDatabase } from '../../src/usecases/check-health';
import { healthRound } from '../../src/usecases/health-round';
import { tellHealth } from '../../src/usecases/post-health';
import { HOUR, ledgerWith, NOW } from './tasks-kit';

const notice: HealthNotice = {
  problem: { kind: 'no-scan' },
  since: '2026-11-24T05:00:00.000Z',
  over: false,
};
const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();

async function telling() {
  const all = await ledgerWith();
  const alarms = { states: async (): Promise<AlarmState[]> => [] };
  return { ...all, deps: { ...all.deps, alarms } };
}

test('a problem has a card of its own, which is listed and which the painter is told of', async () => {
  const { deps, ledger, woken } = await telling();
  const key = 'health/no-scan/2026-11-24T05:00:00.000Z';

  await tellHealth(deps, notice);

  expect(ledger.allCards()).toMatchObject([
    {
      key,
      content: { kind: 'health', notice, postedAt: NOW.toISOString() },
      list: { name: 'health', rank: key },
      work: { priority: 1 },
    },
  ]);
  expect(woken).toEqual([key]);
});

test.each([
  ['is not posted a second time before', 23.5 * HOUR - 1, 0],
  ['is posted again from', 23.5 * HOUR, 1],
])('a problem that lasts %s half an hour short of a day', async (_what, age, times) => {
  const { deps, clock, notices } = await telling();
  await tellHealth(deps, notice);

  clock.at += age;
  await tellHealth(deps, { ...notice, since: '2026-11-24T06:00:00.000Z' });

  expect(notices()).toEqual([notice, ...Array(times).fill({ ...notice, again: true })]);
});

test('each reminder is a card of its own', async () => {
  const { deps, clock, ledger } = await telling();
  await tellHealth(deps, notice);
  clock.at += 24 * HOUR;
  await tellHealth(deps, notice);
  clock.at += 24 * HOUR;
  await tellHealth(deps, notice);

  const key = 'health/no-scan/2026-11-24T05:00:00.000Z';
  expect(ledger.allCards().map((card) => card.key)).toEqual([key, `${key}+1`, `${key}+2`]);
});

test('what is reported twice before the list shows it is posted once', async () => {
  const { deps, lag, notices } = await telling();
  lag.ms = 5_000;

  await tellHealth(deps, notice);
  await tellHealth(deps, { ...notice, since: '2026-11-24T05:00:00.989Z' });

  expect(notices()).toEqual([notice]);
});

test('the end of a problem is in all of its own cards and in no other; they leave the list', async () => {
  const { deps, clock, ledger, notices } = await telling();
  const other = { ...notice, problem: { kind: 'token-refused' as const } };
  await tellHealth(deps, notice);
  await tellHealth(deps, other);
  clock.at += 24 * HOUR;
  await tellHealth(deps, notice);

  await tellHealth(deps, { ...notice, since: '2026-11-25T07:00:00.000Z', over: true });

  const end = { ...notice, over: true, endedAt: '2026-11-25T07:00:00.000Z' };
  expect(notices()).toEqual([end, other, end]);
  expect(await ledger.cardKeys('health', 9)).toEqual([
    'health/token-refused/2026-11-24T05:00:00.000Z',
  ]);
});

test('an end that is reported again draws nothing again, even before the list shows the first', async () => {
  const { deps, clock, lag, ledger } = await telling();
  await tellHealth(deps, notice);
  lag.ms = 5_000;
  const over = (since: string) => tellHealth(deps, { ...notice, since, over: true });
  await over('2026-11-24T07:00:00.000Z');
  await over('2026-11-24T08:00:00.000Z');
  clock.at += 5_000;
  await over('2026-11-24T09:00:00.000Z');

  expect(ledger.allCards()).toMatchObject([
    { dirty: 2, content: { notice: { endedAt: '2026-11-24T07:00:00.000Z' } } },
  ]);
});

describe('the vulnerability database that a scan used', () => {
  const scan = (databaseAt?: string): Extract<ScanEvent, { type: 'Scan Completed' }> => ({
    type: 'Scan Completed',
    scanId: 's',
    at: NOW.toISOString(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: [],
    durationMs: 1,
    ...(databaseAt !== undefined && { databaseAt }),
  });

  test('is old from two days on', async () => {
    const { deps, notices } = await telling();
    const databaseAt = ago(48 * HOUR);

    await checkDatabase(deps, scan(ago(48 * HOUR - 1)));
    await checkDatabase(deps, scan(databaseAt));

    expect(notices()).toEqual([
      { problem: { kind: 'old-database', databaseAt }, since: NOW.toISOString(), over: false },
    ]);
  });

  test('is not checked, and costs nothing, if its age is unknown', async () => {
    const { deps, calls } = await telling();

    await checkDatabase(deps, scan());

    expect(calls).toEqual([]);
  });
});

test('an unexpected failure of a round is an error of the function', async () => {
  const { deps } = await telling();
  const states = () => Promise.reject(new TypeError('what is this'));

  await expect(healthRound({ ...deps, alarms: { states } })).rejects.toThrow('what is this');
});

test('a failed round is logged with its code and cause', async () => {
  const { deps, facts } = await telling();
  const error = new Refused('AccessDenied', 'AWS refused.');

  await healthRound({ ...deps, alarms: { states: () => Promise.reject(error) } });

  expect(facts).toEqual([{ message: 'a health round failed', code: 'AccessDenied', error }]);
});
