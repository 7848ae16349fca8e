import { readAlarm } from '../../src/adapters/alarm-event';
import type { AlarmChange } from '../../src/domain/health';
import type { ScanEvent } from '../../src/domain/scan';
import { checkDatabase, reportAlarm } from '../../src/usecases/check-health';
import { HOUR, ledgerWith } from './tasks-kit';

function alarm(change: Partial<AlarmChange> = {}): AlarmChange {
  return {
    name: 'no-scan',
    description: 'No scan has finished for 26 hours.',
    over: false,
    at: '2026-11-24T05:00:00Z',
    ...change,
  };
}

test('an alarm is posted once, however often its event is delivered', async () => {
  const { deps, notices } = await ledgerWith();

  await reportAlarm(deps, alarm());
  await reportAlarm(deps, alarm());

  expect(notices()).toMatchObject([{ problem: { kind: 'no-scan' }, over: false }]);
});

test('the end of an alarm is shown in the same message, without another post', async () => {
  const { deps, notices } = await ledgerWith();
  await reportAlarm(deps, alarm());

  await reportAlarm(deps, alarm({ over: true, at: '2026-11-24T07:00:00Z' }));
  await reportAlarm(deps, alarm({ over: true, at: '2026-11-24T07:00:00Z' }));

  const since = '2026-11-24T05:00:00Z';
  expect(notices()).toMatchObject([{ over: true, since, endedAt: '2026-11-24T07:00:00Z' }]);
});

test('a problem that was over and begins again is posted again', async () => {
  const { deps, notices } = await ledgerWith();
  await reportAlarm(deps, alarm());
  await reportAlarm(deps, alarm({ over: true, at: '2026-11-24T07:00:00Z' }));

  await reportAlarm(deps, alarm({ at: '2026-11-24T08:00:00Z' }));

  expect(notices()).toMatchObject([{ over: true }, { over: false }]);
});

test('the end of an alarm that was never posted is not posted', async () => {
  const { deps, notices } = await ledgerWith();

  await reportAlarm(deps, alarm({ over: true }));

  expect(notices()).toEqual([]);
});

test('alarms of different names have a message each', async () => {
  const { deps, notices } = await ledgerWith();

  await reportAlarm(deps, alarm({ name: 'dead-letters' }));
  await reportAlarm(deps, alarm({ name: 'errors-decide' }));
  await reportAlarm(deps, alarm({ name: 'forged-requests' }));

  expect(notices()).toHaveLength(3);
});

test('an old database is posted after a scan, again at most once a day, and cleared when it is updated', async () => {
  const { deps, clock, notices } = await ledgerWith();
  const scan = (databaseAt: string): Extract<ScanEvent, { type: 'Scan Completed' }> => ({
    type: 'Scan Completed',
    scanId: 's',
    at: '2026-11-24T05:00:00Z',
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: [],
    durationMs: 1,
    databaseAt,
  });

  await checkDatabase(deps, scan('2026-11-22T06:00:00Z'));
  expect(notices()).toEqual([]);
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  clock.at += 23 * HOUR;
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  expect(notices()).toHaveLength(1);
  clock.at += 2 * HOUR;
  await checkDatabase(deps, scan('2026-11-22T04:00:00Z'));
  expect(notices()).toHaveLength(2);
  await checkDatabase(deps, scan('2026-11-24T00:00:00Z'));
  expect(notices()).toMatchObject([{ over: true }, { over: true }]);
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
