import { Refused, Unavailable } from '../../src/domain/errors';
import type { AlarmState } from '../../src/domain/health';
import { reportAlarm } from '../../src/usecases/check-health';
import { healthRound } from '../../src/usecases/health-round';
import { aLog, messageAt, startChannel, stopAll } from '../adapters/slack/kit';

afterEach(stopAll);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NO_SCAN = 'No scan has finished for over 26 hours';

/** The real channel adapter; the clock is Slack's own, moved on where a test says so. */
async function start(...current: AlarmState[]) {
  let ahead = 0;
  const wait = (millis: number) => {
    ahead += millis;
  };
  const calls = { alarms: 0, history: 0 };
  const now = () => Date.now() + ahead;
  const { slack, channel } = await startChannel(undefined, { clock: now });
  const log = aLog();
  const health = {
    openHealth: (since: Date) => {
      calls.history += 1;
      return channel.openHealth(since);
    },
  };
  const alarms = {
    states: async () => {
      calls.alarms += 1;
      return current;
    },
  };
  const clock = { now: () => new Date(now()), sleep: async (millis: number) => wait(millis) };
  const deps = { channel, health, alarms, clock, log };
  /** The alarm changes, and its event is lost. */
  const turn = (change: Partial<AlarmState>) => {
    current = current.map((each) => ({ ...each, at: clock.now().toISOString(), ...change }));
  };
  const texts = () => slack.state().messages.map(({ text }) => text);
  return { slack, deps, calls, log, clock, wait, turn, texts, round: () => healthRound(deps) };
}

function alarm(change: Partial<AlarmState> = {}): AlarmState {
  return {
    name: 'no-scan',
    description: 'No scan has finished for 26 hours.',
    over: false,
    at: '2026-11-24T05:00:00.000Z',
    madeAt: '2026-10-01T00:00:00.000Z',
    ...change,
  };
}

test('without problems a round costs one look at the alarms and one at the history', async () => {
  const { calls, round, texts } = await start(
    alarm({ over: true }),
    alarm({ name: 'token-refused', over: true }),
  );

  await round();

  expect({ calls, texts: texts() }).toEqual({ calls: { alarms: 1, history: 1 }, texts: [] });
});

test('an alarm whose event was lost is posted by the next round, once', async () => {
  const { round, texts } = await start(alarm());

  await round();
  await round();

  expect(texts()).toEqual([NO_SCAN]);
});

test('an alarm posted by its event is not posted by a round, nor the other way round', async () => {
  const first = await start(alarm());
  await reportAlarm(first.deps, alarm());
  await first.round();
  expect(first.texts()).toHaveLength(1);

  const found = await start(alarm());
  await found.round();
  await reportAlarm(found.deps, alarm());
  expect(found.texts()).toHaveLength(1);
});

test('a history that is a few seconds late causes no second message', async () => {
  const { deps, clock, texts } = await start(alarm());
  let visibleAt = clock.now().getTime();
  const isLate = () => clock.now().getTime() < visibleAt;
  const post: typeof deps.channel.post = (...args) => {
    visibleAt = clock.now().getTime() + 5_000;
    return deps.channel.post(...args);
  };
  const look: typeof deps.channel.look = async (...args) =>
    isLate() ? undefined : deps.channel.look(...args);
  const openHealth: typeof deps.health.openHealth = async (since) =>
    isLate() ? [] : deps.health.openHealth(since);
  const late = { ...deps, channel: { ...deps.channel, post, look }, health: { openHealth } };

  await reportAlarm(late, alarm());
  await healthRound(late);

  expect(texts()).toHaveLength(1);
});

test('a lasting problem is posted again once a day, and says since when', async () => {
  const { slack, round, wait, texts } = await start(alarm());
  await round();

  for (let hour = 0; hour < 47; hour += 1) {
    wait(HOUR);
    await round();
  }

  expect(texts()).toEqual([NO_SCAN, `Still: ${NO_SCAN}`]);
  const again = slack.state().messages.at(-1);
  expect(JSON.stringify(again)).toMatch(/since 24 Nov 2026, 05:00/i);
});

test('a round a few minutes before the day is over does not delay the reminder', async () => {
  const { round, wait, texts } = await start(alarm());
  await round();

  wait(DAY - HOUR / 3);
  await round();

  expect(texts()).toHaveLength(2);
});

test('when a problem is over, all of its messages say so', async () => {
  const { round, wait, turn, texts } = await start(alarm());
  await round();
  wait(DAY);
  await round();

  turn({ over: true });
  await round();
  await round();

  expect(texts()).toEqual(['A scan has finished again', 'A scan has finished again']);
});

test('the next round completes an end that was written only in part', async () => {
  const { deps, round, wait, turn, texts } = await start(alarm());
  await round();
  wait(DAY);
  await round();
  let rewrites = 0;
  const rewrite: typeof deps.channel.rewrite = (...args) => {
    rewrites += 1;
    if (rewrites > 1) return Promise.reject(new Unavailable('slack_down', 'Try again.'));
    return deps.channel.rewrite(...args);
  };

  turn({ over: true });
  await healthRound({ ...deps, channel: { ...deps.channel, rewrite } });
  await round();

  expect(texts()).toEqual(['A scan has finished again', 'A scan has finished again']);
});

test('a deleted message does not keep the others from being updated', async () => {
  const { deps, round, wait, turn, texts, log } = await start(alarm());
  await round();
  wait(DAY);
  await round();
  const [first] = await deps.health.openHealth(new Date(0));
  const rewrite: typeof deps.channel.rewrite = (ref, message) =>
    ref.ts === first?.ref.ts
      ? Promise.reject(new Refused('message_gone', 'The message is gone.'))
      : deps.channel.rewrite(ref, message);

  turn({ over: true });
  await healthRound({ ...deps, channel: { ...deps.channel, rewrite } });

  expect(texts()).toContain('A scan has finished again');
  expect(log.lines).toMatchObject([{ level: 'warn', facts: { code: 'message_gone' } }]);
});

test('a new installation that never finished a scan reports it after 26 hours, and not before', async () => {
  const made = new Date().toISOString();
  const { round, wait, turn, texts } = await start(alarm({ at: made, madeAt: made }));

  await round();
  wait(25.9 * HOUR);
  await round();
  expect(texts()).toEqual([]);
  wait(0.2 * HOUR);
  await round();
  expect(texts()).toEqual([NO_SCAN]);
  turn({ over: true });
  await round();
  expect(texts()).toEqual(['A scan has finished again']);
});

test('any other alarm of a new installation is posted at once', async () => {
  const made = new Date().toISOString();
  const { round, texts } = await start(alarm({ name: 'errors-alerts', at: made, madeAt: made }));

  await round();

  expect(texts()).toHaveLength(1);
});

test('a deployment that changes the alarm keeps reminders and the end', async () => {
  const { round, wait, turn, clock, texts } = await start(alarm());
  await round();

  wait(DAY);
  turn({ madeAt: clock.now().toISOString() });
  await round();
  expect(texts()).toHaveLength(2);
  turn({ over: true });
  await round();
  expect(texts()).not.toContain(NO_SCAN);
});

test('an old database, which has no alarm, is left to the scans', async () => {
  const { slack, deps, round } = await start(alarm({ over: true }));
  const problem = { kind: 'old-database' as const, databaseAt: '2026-11-20T00:00:00Z' };
  const notice = { problem, since: '2026-11-24T05:00:00Z', over: false };
  const { ts } = await deps.channel.post({ kind: 'health', notice });

  await round();

  expect(messageAt(slack, ts).text).toContain('is old');
});

test('a failed round is not retried: alarms wait behind it, and the next round does its work', async () => {
  const { deps, log } = await start(alarm());
  const states = () =>
    Promise.reject(new Refused('AccessDenied', 'AWS refused: could not look at the alarms.'));

  await healthRound({ ...deps, alarms: { states } });

  expect(log.lines).toMatchObject([{ level: 'error', facts: { code: 'AccessDenied' } }]);
});
