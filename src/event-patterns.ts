import { type Config, watchedProducts } from './config';
import { ALARM_PREFIX } from './domain/health';

/*
 * What EventBridge hands on, and to which queue. The same patterns are deployed and run in the playground.
 * They stay broad; the doors decide exactly. At most 2,048 characters each (EventBridge).
 */

/** NEW and ACTIVE findings of ours at the severities that are watched. */
export function newFindings(config: Config): object {
  return {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        ProductArn: watchedProducts(config),
        ProductFields: { 'Product Name': ['Trivy'] },
        RecordState: ['ACTIVE'],
        Workflow: { Status: ['NEW'] },
        Severity: { Label: config.findings.severities },
      },
    },
  };
}

/** Everything that happens to a finding that a message shows, whoever did it. */
export function changedFindings(config: Config): object {
  return {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        ProductArn: watchedProducts(config),
        UserDefinedFields: { slack: [{ exists: true }] },
      },
    },
  };
}

export function taskChanges(clusterArn: string, family: string): object {
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
