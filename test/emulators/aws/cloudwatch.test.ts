import { DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import type { JsonObject } from '../../../emulators/aws/json';
import { createAlarms } from '../../../src/adapters/alarms';
import type { Cloud } from './support';
import { aCloud } from './support';

let cloud: Cloud;
let now = new Date('2026-11-24T03:00:00.000Z');

beforeEach(async () => {
  now = new Date('2026-11-24T03:00:00.000Z');
  cloud = await aCloud({ now: () => now });
});
afterEach(() => cloud.close());

const describeAlarms = (input: DescribeAlarmsCommandInput) =>
  cloud.cloudWatch.send(new DescribeAlarmsCommand(input));

describe('an alarm', () => {
  it('has the times of its last state change and of its configuration', async () => {
    cloud.aws.cloudWatch.putAlarm('vulnscan-no-scan', 'No scan.');
    now = new Date('2026-11-24T04:00:00.000Z');
    cloud.aws.cloudWatch.setState('vulnscan-no-scan', 'ALARM');
    now = new Date('2026-11-24T05:00:00.000Z');
    cloud.aws.cloudWatch.setState('vulnscan-no-scan', 'ALARM');
    cloud.aws.cloudWatch.putAlarm('vulnscan-no-scan', 'No scan for a day.');

    expect((await describeAlarms({})).MetricAlarms).toMatchObject([
      {
        AlarmName: 'vulnscan-no-scan',
        AlarmDescription: 'No scan for a day.',
        StateValue: 'ALARM',
        StateTransitionedTimestamp: new Date('2026-11-24T04:00:00.000Z'),
        AlarmConfigurationUpdatedTimestamp: new Date('2026-11-24T05:00:00.000Z'),
      },
    ]);
  });

  it('publishes an event when its state changes, and only then', () => {
    const heard: JsonObject[] = [];
    cloud.aws.bus.on({ source: ['aws.cloudwatch'] }, (event) => heard.push(event));
    cloud.aws.cloudWatch.putAlarm('a', '');
    for (const state of ['OK', 'OK', 'ALARM'] as const) cloud.aws.cloudWatch.setState('a', state);

    expect(heard.map(({ detail }) => detail)).toMatchObject([
      { alarmName: 'a', state: { value: 'OK' }, previousState: { value: 'INSUFFICIENT_DATA' } },
      { alarmName: 'a', state: { value: 'ALARM' }, previousState: { value: 'OK' } },
    ]);
  });
});

describe('DescribeAlarms', () => {
  beforeEach(() => {
    for (const name of ['vulnscan-b', 'billing', 'vulnscan-a'])
      cloud.aws.cloudWatch.putAlarm(name, '');
    cloud.aws.cloudWatch.setState('vulnscan-b', 'ALARM');
  });

  const names = async (input: DescribeAlarmsCommandInput) =>
    (await describeAlarms(input)).MetricAlarms?.map(({ AlarmName }) => AlarmName);

  it('chooses by prefix, name, state and kind, in the order of the names', async () => {
    expect(await names({ AlarmNamePrefix: 'vulnscan-' })).toEqual(['vulnscan-a', 'vulnscan-b']);
    expect(await names({ AlarmNames: ['billing', 'gone'] })).toEqual(['billing']);
    expect(await names({ StateValue: 'ALARM' })).toEqual(['vulnscan-b']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
  });

  it('gives page after page', async () => {
    const first = await describeAlarms({ MaxRecords: 2 });
    const rest = await describeAlarms({ MaxRecords: 2, NextToken: first.NextToken });

    expect(first.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual([
      'billing',
      'vulnscan-a',
    ]);
    expect(rest.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['vulnscan-b']);
    expect(rest.NextToken).toBeUndefined();
  });

  it.each([
    [{ MaxRecords: 101 }, 'ValidationException'],
    [{ AlarmNamePrefix: '' }, 'ValidationException'],
    [{ AlarmNamePrefix: 'a', AlarmNames: ['a'] }, 'ValidationException'],
    [{ NextToken: 'made up' }, 'InvalidNextToken'],
  ])('refuses %j', async (input, name) => {
    await expect(describeAlarms(input)).rejects.toMatchObject({ name });
  });
});

describe('the alarms of the installation', () => {
  it('are only its own, without those in INSUFFICIENT_DATA', async () => {
    cloud.aws.cloudWatch.putAlarm('billing', '', 'ALARM');
    cloud.aws.cloudWatch.putAlarm('vulnscan-new', '');
    cloud.aws.cloudWatch.putAlarm('vulnscan-errors-slack', 'Clicks fail.', 'OK');
    cloud.aws.cloudWatch.putAlarm('vulnscan-no-scan', 'No scan.', 'OK');
    now = new Date('2026-11-24T04:00:00.000Z');
    cloud.aws.cloudWatch.setState('vulnscan-no-scan', 'ALARM');
    const made = '2026-11-24T03:00:00.000Z';

    expect(await createAlarms(cloud.cloudWatch).states()).toEqual([
      { name: 'errors-slack', description: 'Clicks fail.', over: true, at: made, madeAt: made },
      {
        name: 'no-scan',
        description: 'No scan.',
        over: false,
        at: '2026-11-24T04:00:00.000Z',
        madeAt: made,
      },
    ]);
  });

  it('that cannot be read are reported as an error', async () => {
    await cloud.aws.close();

    await expect(createAlarms(cloud.cloudWatch).states()).rejects.toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('could not look at the alarms'),
    });
  });
});
