import { watchedProducts } from './config/aws-names';
import type { Config } from './config/config';
import { PLACEMENT_FIELD, PRODUCT_NAME } from './domain/finding-fields';
import { ALARM_PREFIX } from './domain/health';
import { HEALTH_GROUP, POSTING_GROUP } from './domain/job';

/*
 * What EventBridge hands on, and to which queue. The same rules are deployed and run in the playground.
 * Patterns stay broad; the doors decide exactly. At most 2,048 characters each (EventBridge).
 */

/** A rule: events of one kind on their way into one queue. */
export interface EventRule {
  name: string;
  description: string;
  pattern: object;
  to: 'alerts' | 'actions';
  /** The FIFO group: events of one rule stay in order, rules don't wait for each other. */
  group: string;
}

/** Its invocations are what "no scan for 26 hours" is counted by. */
export const FINISHED_RULE = 'vulnscan-scan-finished';

/** Every rule of an installation; `tasks` are the scanner's, by its cluster's ARN and its family. */
export function eventRules(
  config: Config,
  tasks: { cluster: string; family: string },
): EventRule[] {
  return [
    {
      name: 'vulnscan-new-findings',
      description: 'new findings are posted',
      pattern: newFindings(config),
      to: 'alerts',
      group: POSTING_GROUP,
    },
    {
      name: 'vulnscan-changed-findings',
      description: 'the message of a finding follows the finding',
      pattern: changedFindings(config),
      to: 'actions',
      group: 'findings',
    },
    {
      name: 'vulnscan-scan-tasks',
      description: 'the message of a scan follows its task',
      pattern: taskChanges(tasks.cluster, tasks.family),
      to: 'actions',
      group: 'scans',
    },
    {
      name: 'vulnscan-scan-events',
      description: 'the message of a scan follows what the scanner says',
      pattern: scanEvents(),
      to: 'actions',
      group: 'scans',
    },
    {
      name: FINISHED_RULE,
      // The queue drops the second copy of the same event, for its body is the same.
      description: 'counts finished scans for an alarm; the queue knows the event already',
      pattern: finishedScans(),
      to: 'actions',
      group: 'scans',
    },
    {
      name: 'vulnscan-health',
      description: 'alarms are posted',
      pattern: alarmChanges(),
      to: 'actions',
      group: HEALTH_GROUP,
    },
  ];
}

/** NEW and ACTIVE findings of ours at the severities that are watched. */
function newFindings(config: Config): object {
  return {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        ProductArn: watchedProducts(config),
        ProductFields: { [PRODUCT_NAME.key]: [PRODUCT_NAME.value] },
        RecordState: ['ACTIVE'],
        Workflow: { Status: ['NEW'] },
        Severity: { Label: config.findings.severities },
      },
    },
  };
}

/** Everything that happens to a finding that a message shows, whoever did it. */
function changedFindings(config: Config): object {
  return {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        ProductArn: watchedProducts(config),
        UserDefinedFields: { [PLACEMENT_FIELD]: [{ exists: true }] },
      },
    },
  };
}

function taskChanges(clusterArn: string, family: string): object {
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: { clusterArn: [clusterArn], group: [`family:${family}`] },
  };
}

/**
 * Our own alarms, when they start and when they are over. Not those that have just been made and find out how they
 * stand: an alarm at silence rings first of all. The health round tells of it when it still does a day later.
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

export function scanEvents(): object {
  return {
    source: ['vulnscan'],
    'detail-type': ['Scan Started', 'Scan Progress', 'Scan Completed'],
  };
}

/** Scans that came to an end, whatever they found. */
export function finishedScans(): object {
  return {
    source: ['vulnscan'],
    'detail-type': ['Scan Completed'],
    detail: { error: [{ exists: false }] },
  };
}
