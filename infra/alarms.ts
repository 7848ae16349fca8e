import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type AlarmSettings, alarms, LOG_METRICS, type LogMetric } from '../src/alarms';
import { ALARM_PREFIX } from '../src/domain/health';
import { FINISHED_RULE } from '../src/event-patterns';
import {
  DEAD_LETTER_QUEUES,
  FUNCTIONS,
  type FunctionName,
  NAMES,
  type QueueName,
} from '../src/installation';
import type { Endpoint } from './endpoint';
import type { Functions } from './functions';
import type { Queues } from './queues';

interface AlarmsProps {
  queues: Queues;
  functions: Functions;
  endpoint: Endpoint;
}

type Watched<Kind> = Extract<AlarmSettings['watches'], { kind: Kind }>;

const FIVE_MINUTES = Duration.minutes(5);
const LOG_METRIC_NAMES = [
  'ForgedRequests',
  'PostingStopped',
  'WritingStopped',
  'RefusedTokens',
] as const;
/**
 * A failed call counts as a record that has waited for this many seconds. Two in five minutes raise the alarm: of Lambda's
 * three attempts at a call of the schedule, within three minutes, at least two fall into one period.
 */
const SECONDS_PER_FAILURE = 500;

/** The installation's alarms and the metrics they need. A rule sends their state changes to the tasks queue. */
export class Alarms extends Construct {
  private readonly props: AlarmsProps;
  readonly all: Alarm[];

  constructor(scope: Construct, props: AlarmsProps) {
    super(scope, 'Alarms');
    this.props = props;
    for (const name of LOG_METRIC_NAMES) this.countWords(name);
    this.all = alarms().map((settings) => this.makeAlarm(settings));
  }

  private makeAlarm({ name, description, watches, threshold, periods }: AlarmSettings): Alarm {
    const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = TreatMissingData;
    const isCountOfScans = watches.kind === 'finished-scans';
    return new Alarm(this, name.slice(ALARM_PREFIX.length), {
      alarmName: name,
      alarmDescription: description,
      metric: this.metricOf(watches),
      threshold,
      comparisonOperator: isCountOfScans ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: isCountOfScans ? BREACHING : NOT_BREACHING,
    });
  }

  private metricOf(watches: AlarmSettings['watches']): IMetric {
    switch (watches.kind) {
      case 'dead-letters':
        return this.deadLetters();
      case 'waiting':
        return this.age(watches.queue);
      case 'waiting-or-failing':
        return this.ageOrFailures(watches);
      case 'address-errors':
        return this.addressErrors();
      case 'log':
        return logMetric(watches.metric);
      case 'loop':
        return this.stopped(watches);
      case 'finished-scans':
        return finishedScans(Duration.hours(1));
    }
  }

  /** A queue that is asleep has no data, which counts as empty. */
  private deadLetters(): IMetric {
    const usingMetrics: Record<string, IMetric> = {};
    for (const name of DEAD_LETTER_QUEUES) {
      usingMetrics[name] = this.props.queues
        .get(name)
        .metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'max' });
    }
    const expression = DEAD_LETTER_QUEUES.map((name) => `FILL(${name}, 0)`).join(' + ');
    return new MathExpression({ expression, usingMetrics, period: FIVE_MINUTES });
  }

  private age(queue: QueueName): IMetric {
    return this.props.queues
      .get(queue)
      .metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'max' });
  }

  private ageOrFailures({ queue, function: name }: Watched<'waiting-or-failing'>): IMetric {
    return new MathExpression({
      expression: `FILL(age, 0) + ${SECONDS_PER_FAILURE} * FILL(failed, 0)`,
      usingMetrics: { age: this.age(queue), failed: this.failedCalls(name) },
      period: FIVE_MINUTES,
    });
  }

  private stopped({ metric, function: name }: Watched<'loop'>): IMetric {
    return new MathExpression({
      expression: 'FILL(stopped, 0) + FILL(failed, 0)',
      usingMetrics: { stopped: logMetric(metric), failed: this.failedCalls(name) },
      period: FIVE_MINUTES,
    });
  }

  private failedCalls(name: FunctionName): IMetric {
    return this.props.functions.get(name).metricErrors({ period: FIVE_MINUTES, statistic: 'sum' });
  }

  private addressErrors(): IMetric {
    const { api } = this.props.endpoint;
    const settings = { period: FIVE_MINUTES, statistic: 'sum' };
    if (api !== undefined) return api.metricServerError(settings);
    return new Metric({
      ...settings,
      namespace: 'AWS/Lambda',
      metricName: 'Url5xxCount',
      dimensionsMap: { FunctionName: FUNCTIONS.slack.name },
    });
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
