import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { NAMES } from '../src/installation';
import { type Alarms, finishedScans, logMetric } from './alarms';
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

/** One dashboard with alarms, scans, response times, queues, errors and the scanner's log. */
export class Dashboard extends Construct {
  constructor(scope: Construct, { queues, functions, scanner, alarms }: DashboardProps) {
    super(scope, 'Dashboard');
    const page = new CloudWatchDashboard(this, 'Page', { dashboardName: NAMES.dashboard });
    const slack = functions.get('slack');
    const waiting = (['intake', 'decide', 'projector', 'painter', 'tasks'] as const).map((name) =>
      queues.get(name),
    );
    page.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24 }));
    page.addWidgets(
      graph('Scans finished a day', [finishedScans(Duration.days(1))]),
      graph('Slack answered within, ms', [
        slack.metricDuration({ statistic: 'p50' }),
        slack.metricDuration({ statistic: 'p99' }),
      ]),
      graph('Forged requests', [logMetric('ForgedRequests')]),
    );
    page.addWidgets(
      graph(
        'Waiting messages',
        waiting.map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
      ),
      graph(
        'Oldest message, s',
        waiting.map((queue) => queue.metricApproximateAgeOfOldestMessage()),
      ),
      graph('Errors and throttles', [
        ...functions.all.map((one) => one.metricErrors()),
        ...functions.all.map((one) => one.metricThrottles()),
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
