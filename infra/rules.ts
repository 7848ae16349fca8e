import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../src/config';
import { HEALTH_GROUP } from '../src/domain/job';
import {
  alarmChanges,
  changedFindings,
  finishedScans,
  newFindings,
  scanEvents,
  taskChanges,
} from '../src/event-patterns';
import { NAMES } from './names';
import type { Queues } from './queues';
import type { Scanner } from './scanner';

interface RulesProps {
  config: Config;
  queues: Queues;
  scanner: Scanner;
}

interface Arrow {
  name: string;
  description: string;
  pattern: object;
  to: Queue;
  /** The FIFO lane: events of one rule stay in order, rules don't wait for each other. */
  group: string;
}

/** Its invocations are what "no scan for 26 hours" is counted by. */
export const FINISHED_RULE = 'vulnscan-scan-finished';

/** What happened in AWS, on its way to the function that acts on it. */
export class Rules extends Construct {
  private readonly undelivered: Queue;

  constructor(scope: Construct, { config, queues, scanner }: RulesProps) {
    super(scope, 'Rules');
    this.undelivered = queues.undelivered;
    const { alerts, actions } = queues;
    this.addArrow('New', {
      name: 'vulnscan-new-findings',
      description: 'new findings are posted',
      pattern: newFindings(config),
      to: alerts,
      group: 'alerts',
    });
    this.addArrow('Changed', {
      name: 'vulnscan-changed-findings',
      description: 'the message of a finding follows the finding',
      pattern: changedFindings(config),
      to: actions,
      group: 'findings',
    });
    this.addArrow('Tasks', {
      name: 'vulnscan-scan-tasks',
      description: 'the message of a scan follows its task',
      pattern: taskChanges(scanner.cluster.attrArn, NAMES.taskFamily),
      to: actions,
      group: 'scans',
    });
    this.addArrow('Scans', {
      name: 'vulnscan-scan-events',
      description: 'the message of a scan follows what the scanner says',
      pattern: scanEvents(),
      to: actions,
      group: 'scans',
    });
    this.addArrow('Finished', {
      name: FINISHED_RULE,
      // The queue drops the second copy of the same event, for its body is the same.
      description: 'counts finished scans for an alarm; the queue knows the event already',
      pattern: finishedScans(),
      to: actions,
      group: 'scans',
    });
    this.addArrow('Health', {
      name: 'vulnscan-health',
      description: 'alarms are posted',
      pattern: alarmChanges(),
      to: actions,
      group: HEALTH_GROUP,
    });
  }

  private addArrow(id: string, { name, description, pattern, to, group }: Arrow): void {
    const arn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: name,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    new CfnRule(this, id, {
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
