import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type Alarms, finishedScans } from './alarms';
import type { Functions } from './functions';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

interface DashboardProps {
  queues: Queues;
  functions: Functions;
  scanner: Scanner;
  alarms: Alarms;
}

const WIDTH = 8;

/** One page: is anything wrong, does it keep up, what did the last scans say. */
export class Dashboard extends Construct {
  constructor(scope: Construct, { queues, functions, scanner, alarms }: DashboardProps) {
    super(scope, 'Dashboard');
    const page = new CloudWatchDashboard(this, 'Page', { dashboardName: 'vulnscan' });
    const doors = functions.all.map(([, door]) => door);
    page.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24 }));
    page.addWidgets(
      graph('Scans finished a day', [finishedScans(Duration.days(1))]),
      graph('Slack answered within, ms', [
        functions.slack.metricDuration({ statistic: 'p50' }),
        functions.slack.metricDuration({ statistic: 'p99' }),
      ]),
      graph('Forged requests', [alarms.forged]),
    );
    page.addWidgets(
      graph('Waiting messages', [
        queues.alerts.metricApproximateNumberOfMessagesVisible(),
        queues.actions.metricApproximateNumberOfMessagesVisible(),
      ]),
      graph('Oldest message, s', [
        queues.alerts.metricApproximateAgeOfOldestMessage(),
        queues.actions.metricApproximateAgeOfOldestMessage(),
      ]),
      graph('Errors and throttles', [
        ...doors.map((door) => door.metricErrors()),
        ...doors.map((door) => door.metricThrottles()),
      ]),
    );
    page.addWidgets(
      new LogQueryWidget({
        title: 'What the scanner said last',
        logGroupNames: [scanner.logGroup.logGroupName],
        queryLines: ['fields @timestamp, level, message', 'sort @timestamp desc', 'limit 50'],
        width: 24,
      }),
    );
  }
}

function graph(title: string, metrics: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: metrics, width: WIDTH, leftYAxis: { min: 0 } });
}
