import { watchedProducts } from './config/aws-names';
import type { Config } from './config/config';
import { PRODUCT_NAME } from './domain/finding-fields';
import { ALARM_PREFIX } from './domain/health';
import { HEALTH_GROUP, SCANS_GROUP } from './domain/job';
import { NAMES, type QueueName, type RetryPolicy, stateMachineArn } from './installation';

/*
 * The event rules of the installation. Patterns are broad, because EventBridge limits them to 2,048 characters; the
 * handlers check the rest.
 */

/** A rule: events of one kind and the queue they go to. */
export interface EventRule {
  name: string;
  description: string;
  pattern: object;
  queue: Extract<QueueName, 'intake' | 'tasks'>;
  /** The group in a FIFO queue: events of one rule stay in order, and rules don't wait for each other. */
  group?: string;
}

/** Settings of every rule's target: retried for a day, then the event goes to the queue of undelivered events. */
export const RULE_TARGET: { deadLetterQueue: QueueName; retry: RetryPolicy } = {
  deadLetterQueue: 'undelivered',
  retry: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
};

/** The no-scan alarm counts the invocations of this rule. */
export const FINISHED_RULE = 'vulnscan-scan-finished';

/** Every rule of an installation; `clusterArn` is the scanner's. */
export function eventRules(config: Config, clusterArn: string): EventRule[] {
  return [
    {
      name: 'vulnscan-findings',
      description: 'every change of a finding reaches the ledger',
      pattern: findings(config),
      queue: 'intake',
    },
    {
      name: 'vulnscan-scan-tasks',
      description: 'the message of a scan follows its task',
      pattern: taskChanges(clusterArn),
      queue: 'tasks',
      group: SCANS_GROUP,
    },
    {
      name: 'vulnscan-scan-events',
      description: 'the message of a scan follows what the scanner says',
      pattern: scanEvents(),
      queue: 'tasks',
      group: SCANS_GROUP,
    },
    {
      name: 'vulnscan-scan-executions',
      description: 'the message of a scan over several tasks ends when its state machine fails',
      pattern: failedExecutions(config),
      queue: 'tasks',
      group: SCANS_GROUP,
    },
    {
      name: FINISHED_RULE,
      // The queue drops the second copy of the same event, since its body is the same.
      description: 'counts finished scans for an alarm; the queue knows the event already',
      pattern: finishedScans(),
      queue: 'tasks',
      group: SCANS_GROUP,
    },
    {
      name: 'vulnscan-health',
      description: 'alarms are posted',
      pattern: alarmChanges(),
      queue: 'tasks',
      group: HEALTH_GROUP,
    },
  ];
}

/** Every imported or updated finding of ours, at any severity and status, whoever changed it. */
function findings(config: Config): object {
  return {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        // An administrator account receives the events of its members, whose findings may have the same ids.
        AwsAccountId: [config.aws.account],
        ProductArn: watchedProducts(config),
        ProductFields: { [PRODUCT_NAME.key]: [PRODUCT_NAME.value] },
      },
    },
  };
}

function taskChanges(clusterArn: string): object {
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: { clusterArn: [clusterArn], group: [`family:${NAMES.taskFamily}`] },
  };
}

/**
 * Our own alarms, when they go off and when they are over. An alarm that was just created leaves INSUFFICIENT_DATA
 * and is ignored: one that treats missing data as breaching goes off at once. If it still does a day later, the health
 * round reports it.
 */
export function alarmChanges(): object {
  return {
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
    detail: {
      alarmName: [{ prefix: ALARM_PREFIX }],
      state: { value: ['ALARM', 'OK'] },
      previousState: { value: ['ALARM', 'OK'] },
    },
  };
}

/** Executions that did not succeed. Those of the state machine's shards have another `stateMachineArn`. */
function failedExecutions(config: Config): object {
  return {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      stateMachineArn: [stateMachineArn(config)],
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    },
  };
}

export function scanEvents(): object {
  return {
    source: [NAMES.eventSource],
    'detail-type': ['Scan Started', 'Scan Progress', 'Scan Completed'],
  };
}

/** Scans that finished without an error, with or without findings. */
export function finishedScans(): object {
  return {
    source: [NAMES.eventSource],
    'detail-type': ['Scan Completed'],
    detail: { error: [{ exists: false }] },
  };
}
