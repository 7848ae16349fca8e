import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { groupOf, type Job } from '../src/domain/job';
import { allow } from './permissions';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

interface SchedulesProps {
  config: Config;
  scanner: Scanner;
  alerts: LambdaFunction;
  queues: Pick<Queues, 'actions' | 'undelivered'>;
}

/** The clocks: the daily scan, the sweep that finds what was never posted, and the look at the alarms. */
export class Schedules extends Construct {
  private readonly group = new CfnScheduleGroup(this, 'Group', { name: 'vulnscan' });

  constructor(scope: Construct, props: SchedulesProps) {
    super(scope, 'Schedules');
    this.addScan(props);
    this.addSweep(props);
    this.addHealthRound(props);
  }

  private addScan({ config, scanner, queues: { undelivered } }: SchedulesProps): void {
    const role = this.makeRole('ScanRole', [...scanner.start(), maySend(undelivered)]);
    new CfnSchedule(this, 'Scan', {
      ...this.house('vulnscan-scan', 'scans every configured image'),
      scheduleExpression: config.scan.schedule,
      scheduleExpressionTimezone: config.scan.timezone,
      target: {
        arn: scanner.cluster.attrArn,
        roleArn: role.roleArn,
        ecsParameters: {
          taskDefinitionArn: scanner.task.taskDefinitionArn,
          launchType: 'FARGATE',
          taskCount: 1,
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: scanner.network.subnets,
              securityGroups: scanner.network.securityGroups,
              assignPublicIp: 'ENABLED',
            },
          },
        },
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
      },
    });
  }

  private addSweep({ alerts, queues: { undelivered } }: SchedulesProps): void {
    const role = this.makeRole('SweepRole', [
      allow(['lambda:InvokeFunction'], [alerts.functionArn]),
      maySend(undelivered),
    ]);
    new CfnSchedule(this, 'Sweep', {
      ...this.house('vulnscan-sweep', 'posts new findings that were missed'),
      scheduleExpression: 'rate(15 minutes)',
      target: {
        arn: alerts.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ type: 'sweep' }),
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 2 },
      },
    });
  }

  private addHealthRound({ queues: { actions, undelivered } }: SchedulesProps): void {
    const role = this.makeRole('HealthRole', [maySend(actions), maySend(undelivered)]);
    // The hour itself tells one round from the next; Scheduler may send one twice, which the queue drops.
    const job: Job = {
      type: 'health-round',
      origin: { requestId: '<aws.scheduler.scheduled-time>' },
    };
    new CfnSchedule(this, 'Health', {
      ...this.house('vulnscan-health', 'looks how the alarms stand'),
      scheduleExpression: 'rate(1 hour)',
      target: {
        arn: actions.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify(job),
        sqsParameters: { messageGroupId: groupOf(job) },
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 2 },
      },
    });
  }

  private house(name: string, description: string) {
    return {
      name,
      description: `vulnscan: ${description}`,
      groupName: this.group.ref,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
    };
  }

  private makeRole(id: string, statements: PolicyStatement[]): Role {
    const role = new Role(this, id, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { ArnEquals: { 'aws:SourceArn': this.group.attrArn } },
      }),
    });
    for (const statement of statements) role.addToPolicy(statement);
    return role;
  }
}

function maySend(queue: Queue): PolicyStatement {
  return allow(['sqs:SendMessage'], [queue.queueArn]);
}
