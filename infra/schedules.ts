import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { hasPublicIp, NAMES, type Schedule, schedules } from '../src/installation';
import type { Functions } from './functions';
import { allow } from './permissions';
import { constructId, type Queues } from './queues';
import type { Scanner } from './scanner';

interface SchedulesProps {
  config: Config;
  scanner: Scanner;
  functions: Functions;
  queues: Queues;
}

/** The daily scan, the sweep for missed findings, the hourly check of the alarms, and the ticks of the two loops. */
export class Schedules extends Construct {
  private readonly props: SchedulesProps;
  private readonly group = new CfnScheduleGroup(this, 'Group', { name: NAMES.scheduleGroup });

  constructor(scope: Construct, props: SchedulesProps) {
    super(scope, 'Schedules');
    this.props = props;
    for (const schedule of schedules(props.config)) this.addSchedule(schedule);
  }

  private addSchedule({ id, name, description, ...schedule }: Schedule): void {
    const undelivered = this.props.queues.get('undelivered');
    const { may, ...target } = this.targetOf(schedule.target);
    const role = this.makeRole(`${constructId(id)}Role`, [...may, maySend(undelivered)]);
    const made = new CfnSchedule(this, constructId(id), {
      name,
      description: `vulnscan: ${description}`,
      groupName: this.group.ref,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      scheduleExpression: schedule.expression,
      ...(schedule.timezone !== undefined && { scheduleExpressionTimezone: schedule.timezone }),
      target: {
        ...target,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: undelivered.queueArn },
        retryPolicy: schedule.retry,
      },
    });
    // A schedule that runs before its role may do anything sends its first call to the undelivered queue.
    made.node.addDependency(role);
  }

  /** What the schedule starts, and the permissions to do so. */
  private targetOf(target: Schedule['target']) {
    const { scanner, functions, queues } = this.props;
    if (target.kind === 'function') {
      const arn = functions.get(target.function).functionArn;
      return { may: [allow(['lambda:InvokeFunction'], [arn])], arn, input: target.input };
    }
    if (target.kind === 'queue') {
      const queue = queues.get(target.queue);
      const sqsParameters = { messageGroupId: target.group };
      return { may: [maySend(queue)], arn: queue.queueArn, input: target.input, sqsParameters };
    }
    const { subnets, securityGroups } = scanner.network;
    return {
      may: scanner.start(),
      arn: scanner.cluster.attrArn,
      ecsParameters: {
        taskDefinitionArn: scanner.task.taskDefinitionArn,
        launchType: 'FARGATE',
        taskCount: 1,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets,
            securityGroups,
            assignPublicIp: hasPublicIp(this.props.config) ? 'ENABLED' : 'DISABLED',
          },
        },
      },
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
