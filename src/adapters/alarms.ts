import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { ALARM_PREFIX, type AlarmState } from '../domain/health';
import type { Alarms } from '../ports/health';
import { callAws } from './aws-errors';

/** The installation's alarms, by name prefix. There are ten; DescribeAlarms returns up to 100 per call. */
export function createAlarms(cloudWatch = new CloudWatchClient({ maxAttempts: 3 })): Alarms {
  return {
    states: async () => {
      const command = new DescribeAlarmsCommand({ AlarmNamePrefix: ALARM_PREFIX, MaxRecords: 100 });
      const { MetricAlarms = [] } = await callAws('look at the alarms', () =>
        cloudWatch.send(command),
      );
      return MetricAlarms.flatMap(toAlarm);
    },
  };
}

/** Empty for an alarm with INSUFFICIENT_DATA. */
function toAlarm(alarm: MetricAlarm): AlarmState[] {
  const { AlarmName, StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm;
  const at = StateTransitionedTimestamp ?? StateUpdatedTimestamp;
  const madeAt = alarm.AlarmConfigurationUpdatedTimestamp ?? at;
  if (AlarmName === undefined || at === undefined || madeAt === undefined) return [];
  if (StateValue !== 'ALARM' && StateValue !== 'OK') return [];
  return [
    {
      name: AlarmName.slice(ALARM_PREFIX.length),
      description: alarm.AlarmDescription ?? '',
      over: StateValue === 'OK',
      at: at.toISOString(),
      madeAt: madeAt.toISOString(),
    },
  ];
}
