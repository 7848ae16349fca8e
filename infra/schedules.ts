import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config';
import { allow } from './permissions';
import type { Scanner } from './scanner';

interface SchedulesProps {
  config: Config;
  scanner: Scanner;
  alerts: LambdaFunction;
  undelivered: Queue;
}

/** The two clocks: the daily scan, and the sweep that finds what was never posted. */
export class Schedules extends Construct {
  private readonly group = new CfnScheduleGroup(this, 'Group', { name: 'vulnscan' });

  constructor(scope: Construct, props: SchedulesProps) {
    super(scope, 'Schedules');
    this.addScan(props);
    this.addSweep(props);
  }

  private addScan({ config, scanner, undelivered }: SchedulesProps): void {
    const role = this.makeRole('ScanRole', [...scanner.start(), mayGiveUp(undelivered)]);
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

  private addSweep({ alerts, undelivered }: SchedulesProps): void {
    const role = this.makeRole('SweepRole', [
      allow(['lambda:InvokeFunction'], [alerts.functionArn]),
      mayGiveUp(undelivered),
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

function mayGiveUp(queue: Queue): PolicyStatement {
  return allow(['sqs:SendMessage'], [queue.queueArn]);
}
