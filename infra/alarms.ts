import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type AlarmSettings, alarms, LOG_METRICS, type LogMetric } from '../src/alarms';
import { ALARM_PREFIX } from '../src/domain/health';
import { FINISHED_RULE } from '../src/event-patterns';
import { NAMES } from '../src/installation';
import type { Functions } from './functions';
import type { Queues } from './queues';

interface AlarmsProps {
  queues: Queues;
  functions: Functions;
}

const FIVE_MINUTES = Duration.minutes(5);

/** The installation's alarms and the metrics they need. A rule sends their state changes to the tasks queue. */
export class Alarms extends Construct {
  private readonly props: AlarmsProps;
  readonly all: Alarm[];

  constructor(scope: Construct, props: AlarmsProps) {
    super(scope, 'Alarms');
    this.props = props;
    this.countWords('ForgedRequests');
    this.countWords('PostingStopped');
    this.countWords('RefusedTokens');
    this.all = alarms().map((settings) => this.makeAlarm(settings));
  }

  private makeAlarm({ name, description, watches, threshold, hours }: AlarmSettings): Alarm {
    const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = TreatMissingData;
    return new Alarm(this, name.slice(ALARM_PREFIX.length), {
      alarmName: name,
      alarmDescription: description,
      metric: this.metricOf(watches),
      threshold,
      comparisonOperator: hours === undefined ? GREATER_THAN_THRESHOLD : LESS_THAN_THRESHOLD,
      evaluationPeriods: hours ?? 1,
      datapointsToAlarm: hours ?? 1,
      treatMissingData: hours === undefined ? NOT_BREACHING : BREACHING,
    });
  }

  private metricOf(watches: AlarmSettings['watches']): IMetric {
    const { queues, functions } = this.props;
    switch (watches.kind) {
      case 'dead-letters':
        return queues
          .get(watches.queue)
          .metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'max' });
      case 'errors':
        return functions
          .get(watches.function)
          .metricErrors({ period: FIVE_MINUTES, statistic: 'sum' });
      case 'log':
        return logMetric(watches.metric);
      case 'finished-scans':
        return finishedScans(Duration.hours(1));
    }
  }

  private countWords(metricName: LogMetric): void {
    const { words, functions } = LOG_METRICS[metricName];
    for (const [index, name] of functions.entries()) {
      new MetricFilter(this, functions.length === 1 ? metricName : `${metricName}${index}`, {
        logGroup: this.props.functions.get(name).logGroup,
        filterPattern: FilterPattern.literal(`"${words}"`),
        metricNamespace: NAMES.metricNamespace,
        metricName,
        metricValue: '1',
        defaultValue: 0,
      });
    }
  }
}

/** How often the metric's words were logged in five minutes. */
export function logMetric(metricName: LogMetric): Metric {
  return new Metric({
    namespace: NAMES.metricNamespace,
    metricName,
    period: FIVE_MINUTES,
    statistic: 'sum',
  });
}

export function finishedScans(period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'Invocations',
    dimensionsMap: { RuleName: FINISHED_RULE },
    statistic: 'sum',
    period,
  });
}
