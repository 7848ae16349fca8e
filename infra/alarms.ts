import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ALARM_PREFIX } from '../src/domain/health';
import { FINISHED_RULE } from '../src/event-patterns';
import type { Functions } from './functions';
import { NAMES } from './names';
import type { Queues } from './queues';

interface AlarmsProps {
  queues: Queues;
  functions: Functions;
}

interface Watch {
  name: string;
  /** What it means and what to do: it is shown in Slack and in the console. */
  description: string;
  metric: IMetric;
  above?: number;
  below?: number;
  periods?: number;
  silenceIs?: TreatMissingData;
}

/** What must not go unnoticed. A rule brings the state changes to Slack; docs/operations.md says what to do. */
export class Alarms extends Construct {
  readonly forged: Metric;
  readonly all: Alarm[] = [];

  constructor(scope: Construct, { queues, functions }: AlarmsProps) {
    super(scope, 'Alarms');
    this.forged = this.countForged(functions.slack.logGroup);
    for (const queue of queues.dead) {
      const name = queue.node.id.replace(/(?<=.)[A-Z]/, (letter) => `-${letter}`).toLowerCase();
      this.add({
        name: `dead-letters-${name}`,
        description:
          'Messages that could not be handled wait in this queue: see what they have in common, mend it, redrive.',
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: minutes(5),
          statistic: 'max',
        }),
        above: 0,
      });
    }
    for (const [door, lambda] of functions.all) {
      this.add({
        name: `errors-${door}`,
        description: `The ${door} function fails: look for level error in its log.`,
        metric: lambda.metricErrors({ period: minutes(5), statistic: 'sum' }),
        above: 2,
      });
    }
    // Slack cannot be told while it refuses the token: the event waits in actions.fifo until it takes one again.
    this.add({
      name: 'token-refused',
      description:
        "Slack refuses the app's token, so nothing is posted: install the app again and store the new token with npm run setup.",
      metric: this.countRefusedTokens([functions.alerts.logGroup, functions.actions.logGroup]),
      above: 0,
    });
    this.add({
      name: 'forged-requests',
      description:
        'Somebody calls the Slack address without a valid signature. They are refused; rotate the signing secret if it may be known.',
      metric: this.forged,
      above: 100,
    });
    this.add({
      name: 'no-scan',
      description:
        'No scan has finished for 26 hours: see the last task of the cluster, and why it stopped.',
      metric: finishedScans(Duration.hours(1)),
      below: 1,
      periods: 26,
      silenceIs: TreatMissingData.BREACHING,
    });
  }

  private add(watch: Watch): void {
    const { name, above, below, periods = 1 } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `${ALARM_PREFIX}${name}`,
      alarmDescription: watch.description,
      metric: watch.metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: watch.silenceIs ?? TreatMissingData.NOT_BREACHING,
    });
    this.all.push(alarm);
  }

  private countForged(logGroup: ILogGroup): Metric {
    const filter = new MetricFilter(this, 'ForgedRequests', {
      logGroup,
      filterPattern: FilterPattern.literal(`"${NAMES.forgedRequest}"`),
      metricNamespace: 'vulnscan',
      metricName: 'ForgedRequests',
      metricValue: '1',
      defaultValue: 0,
    });
    return filter.metric({ period: minutes(5), statistic: 'sum' });
  }

  /** One metric of both workers' logs: a refused token is no error of the functions, their messages come again. */
  private countRefusedTokens(logGroups: ILogGroup[]): Metric {
    const name = { metricNamespace: 'vulnscan', metricName: 'RefusedTokens' };
    for (const [index, logGroup] of logGroups.entries()) {
      new MetricFilter(this, `RefusedTokens${index}`, {
        ...name,
        logGroup,
        filterPattern: FilterPattern.literal(`"${NAMES.tokenRefused}"`),
        metricValue: '1',
        defaultValue: 0,
      });
    }
    return new Metric({
      namespace: name.metricNamespace,
      metricName: name.metricName,
      period: minutes(5),
      statistic: 'sum',
    });
  }
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

function minutes(count: number): Duration {
  return Duration.minutes(count);
}
