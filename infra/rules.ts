import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { type EventRule, eventRules } from '../src/event-patterns';
import { NAMES } from './names';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

interface RulesProps {
  config: Config;
  queues: Queues;
  scanner: Scanner;
}

/** What happened in AWS, on its way to the function that acts on it. */
export class Rules extends Construct {
  private readonly undelivered: Queue;

  constructor(scope: Construct, { config, queues, scanner }: RulesProps) {
    super(scope, 'Rules');
    this.undelivered = queues.undelivered;
    const tasks = { cluster: scanner.cluster.attrArn, family: NAMES.taskFamily };
    for (const arrow of eventRules(config, tasks)) this.addRule(arrow, queues[arrow.to]);
  }

  private addRule({ name, description, pattern, group }: EventRule, to: Queue): void {
    const arn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: name,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    new CfnRule(this, name, {
      name,
      description: `vulnscan: ${description}`,
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'queue',
          arn: to.queueArn,
          sqsParameters: { messageGroupId: group },
          deadLetterConfig: { arn: this.undelivered.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        },
      ],
    });
    for (const queue of [to, this.undelivered]) queue.addToResourcePolicy(maySend(queue, arn));
  }
}

function maySend(queue: Queue, ruleArn: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  });
}
