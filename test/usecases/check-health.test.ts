import { readAlarm } from '../../src/adapters/alarm-event';
import { Unavailable } from '../../src/domain/errors';
import type { AlarmChange } from '../../src/domain/health';
import type { ScanEvent } from '../../src/domain/scan';
import { checkDatabase, reportAlarm } from '../../src/usecases/check-health';
import { aLog, startChannel, stopAll } from '../adapters/slack/kit';

afterEach(stopAll);

/** The real channel adapter; the clock is Slack's own, moved on where a test says so. */
async function start() {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const { slack, channel } = await startChannel(undefined, { clock: now });
  const clock = { now: () => new Date(now()), sleep: async () => {} };
  const deps = { channel, health: channel, clock, log: aLog() };
  const wait = (millis: number) => {
    ahead += millis;
  };
  const texts = () => slack.state().messages.map(({ text }) => text);
  return { slack, deps, wait, texts };
}

function alarm(change: Partial<AlarmChange> = {}): AlarmChange {
  return {
    name: 'no-scan',
    description: 'No scan has finished for 26 hours.',
    over: false,
    at: '2026-11-24T05:00:00Z',
    ...change,
  };
}

const HOUR = 3_600_000;

test('an alarm is posted once, however often its event is delivered', async () => {
  const { deps, texts } = await start();

  await reportAlarm(deps, alarm());
  await reportAlarm(deps, alarm());

  expect(texts()).toEqual(['No scan has finished for over 26 hours']);
});

test('the end of an alarm is shown in the same message, without another post', async () => {
  const { slack, deps, texts } = await start();
  await reportAlarm(deps, alarm());

  await reportAlarm(deps, alarm({ over: true, at: '2026-11-24T07:00:00Z' }));
  await reportAlarm(deps, alarm({ over: true, at: '2026-11-24T07:00:00Z' }));

  expect(texts()).toEqual(['A scan has finished again']);
  expect(JSON.stringify(slack.state().messages)).toMatch(
    /Lasted 2 hours \(since 24 Nov 2026, 05:00/,
  );
});

test('a post whose outcome is unknown is not repeated until the history shows it', async () => {
  const { deps, texts } = await start();
  const post = async (...args: Parameters<typeof deps.channel.post>) => {
    await deps.channel.post(...args);
    throw new Unavailable('slack_down', 'No answer.', { ambiguous: true });
  };

  const report = reportAlarm({ ...deps, channel: { ...deps.channel, post } }, alarm());

  await expect(report).rejects.toMatchObject({ retryAfterMs: 60_000 });
  await reportAlarm(deps, alarm());
  expect(texts()).toHaveLength(1);
});

test('a problem that was over and begins again is posted again', async () => {
  const { deps, texts } = await start();
  await reportAlarm(deps, alarm());
  await reportAlarm(deps, alarm({ over: true }));

  await reportAlarm(deps, alarm());

  expect(texts()).toHaveLength(2);
});

test('the end of an alarm that was never posted is not posted', async () => {
  const { deps, texts } = await start();

  await reportAlarm(deps, alarm({ over: true }));

  expect(texts()).toEqual([]);
});

test('two alarms of different names have a message each', async () => {
  const { deps, texts } = await start();

  await reportAlarm(deps, alarm({ name: 'dead-letters-alerts-dead' }));
  await reportAlarm(deps, alarm({ name: 'dead-letters-actions-dead' }));
  await reportAlarm(deps, alarm({ name: 'forged-requests' }));

  expect(texts()).toHaveLength(3);
});

test('an old database is posted after a scan, again at most once a day, and cleared when it is updated', async () => {
  const { deps, wait, texts } = await start();
  const scan = (databaseAt: string): Extract<ScanEvent, { type: 'Scan Completed' }> => ({
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T05:00:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: 0,
    durationMs: 1,
    databaseAt,
  });

  await checkDatabase(deps, scan('2026-11-22T06:00:00Z'));
  expect(texts()).toEqual([]);
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  wait(23 * HOUR);
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  expect(texts()).toHaveLength(1);
  wait(2 * HOUR);
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  expect(texts()).toHaveLength(2);
  await checkDatabase(deps, scan('2026-11-24T00:00:00Z'));
  expect(texts()).toEqual([
    'The vulnerability database is up to date again',
    'The vulnerability database is up to date again',
  ]);
});

test('only events of our own alarms are read', () => {
  const event = {
    id: '1',
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    time: '2026-11-24T05:00:00Z',
    detail: {
      alarmName: 'vulnscan-no-scan',
      state: { value: 'ALARM' },
      configuration: { description: 'No scan.' },
    },
  };

  expect(readAlarm(event)).toEqual({
    name: 'no-scan',
    description: 'No scan.',
    over: false,
    at: '2026-11-24T05:00:00Z',
  });
  expect(readAlarm({ ...event, source: 'somebody' })).toBeUndefined();
  expect(
    readAlarm({ ...event, detail: { ...event.detail, alarmName: 'billing' } }),
  ).toBeUndefined();
  expect(readAlarm({ ...event, detail: null })).toBeUndefined();
});
