import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { type EventRule, eventRules, RULE_TARGET } from '../src/event-patterns';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

interface RulesProps {
  config: Config;
  queues: Queues;
  scanner: Scanner;
}

/** Events of AWS and of the scanner, each sent to the queue of the function that handles it. */
export class Rules extends Construct {
  constructor(scope: Construct, { config, queues, scanner }: RulesProps) {
    super(scope, 'Rules');
    for (const rule of eventRules(config, scanner.cluster.attrArn)) this.addRule(rule, queues);
  }

  private addRule({ name, description, pattern, queue, group }: EventRule, queues: Queues): void {
    const arn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: name,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const to = queues.get(queue);
    const undelivered = queues.get(RULE_TARGET.deadLetterQueue);
    new CfnRule(this, name, {
      name,
      description: `vulnscan: ${description}`,
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'queue',
          arn: to.queueArn,
          // A standard queue takes no group from a rule.
          ...(group !== undefined && { sqsParameters: { messageGroupId: group } }),
          deadLetterConfig: { arn: undelivered.queueArn },
          retryPolicy: RULE_TARGET.retry,
        },
      ],
    });
    for (const one of [to, undelivered]) one.addToResourcePolicy(maySend(one, arn));
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
