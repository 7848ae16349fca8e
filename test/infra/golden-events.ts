import { ACCOUNT, REGION } from './synth';

/*
 * Events as the services send them, and the rules that must hand them on: the table that our own matcher and
 * outside ones are held to.
 */

export interface Golden {
  name: string;
  event: Record<string, unknown>;
  /** The names of the rules that match, without their prefix. */
  rules: string[];
}

const CLUSTER = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/vulnscan`;
const AQUA = `arn:aws:securityhub:${REGION}::product/aquasecurity/aquasecurity`;
const INSPECTOR = `arn:aws:securityhub:${REGION}::product/aws/inspector`;

export const GOLDEN: Golden[] = [
  { name: 'a new critical finding', event: imported(finding()), rules: ['findings'] },
  {
    name: 'a new finding below the watched severities',
    event: imported(finding({ Severity: { Label: 'MEDIUM' } })),
    rules: ['findings'],
  },
  {
    name: 'our own write of a status, with its mark',
    event: imported(
      finding({ Workflow: { Status: 'NOTIFIED' }, UserDefinedFields: { vulnscan: '1 NOTIFIED' } }),
    ),
    rules: ['findings'],
  },
  {
    name: 'a finding that was resolved in the console',
    event: imported(finding({ Workflow: { Status: 'RESOLVED' } })),
    rules: ['findings'],
  },
  {
    name: 'a finding that was archived',
    event: imported(finding({ RecordState: 'ARCHIVED' })),
    rules: ['findings'],
  },
  {
    name: 'a finding of a member account, with the same product and id, in an administrator account',
    event: imported(finding({ AwsAccountId: '999999999999' })),
    rules: [],
  },
  {
    name: 'a finding of another product',
    event: imported(finding({ ProductArn: INSPECTOR })),
    rules: [],
  },
  {
    name: 'a finding of the same partner that is not Trivy',
    event: imported(finding({ ProductFields: { 'Product Name': 'Tracee' } })),
    rules: [],
  },
  {
    name: 'two findings of which each meets half of the pattern',
    event: imported(
      finding({ ProductFields: { 'Product Name': 'Tracee' } }),
      finding({ ProductArn: INSPECTOR }),
    ),
    rules: [],
  },
  {
    name: 'two findings of which the second is ours',
    event: imported(finding({ ProductFields: { 'Product Name': 'Tracee' } }), finding()),
    rules: ['findings'],
  },
  {
    name: 'a custom action of Security Hub',
    event: { ...imported(finding()), 'detail-type': 'Security Hub Findings - Custom Action' },
    rules: [],
  },
  {
    name: 'the scanner that stopped',
    event: task(CLUSTER, 'family:vulnscan-scanner'),
    rules: ['scan-tasks'],
  },
  { name: 'another task on our cluster', event: task(CLUSTER, 'family:other'), rules: [] },
  {
    name: 'a task of our family on another cluster',
    event: task(`${CLUSTER}-2`, 'family:vulnscan-scanner'),
    rules: [],
  },
  {
    name: 'a state machine that failed',
    event: execution('stateMachine:vulnscan-scan', 'FAILED'),
    rules: ['scan-executions'],
  },
  {
    name: 'a state machine that somebody stopped',
    event: execution('stateMachine:vulnscan-scan', 'ABORTED'),
    rules: ['scan-executions'],
  },
  {
    name: 'a state machine that succeeded, of which the scan itself tells',
    event: execution('stateMachine:vulnscan-scan', 'SUCCEEDED'),
    rules: [],
  },
  {
    name: 'a shard that failed',
    event: execution('stateMachine:vulnscan-scan/shards', 'FAILED'),
    rules: [],
  },
  { name: 'a scan that started', event: scan('Scan Started', {}), rules: ['scan-events'] },
  { name: 'a scan under way', event: scan('Scan Progress', { done: 1 }), rules: ['scan-events'] },
  {
    name: 'a scan that finished',
    event: scan('Scan Completed', { refused: 0 }),
    rules: ['scan-events', 'scan-finished'],
  },
  {
    name: 'a scan that failed',
    event: scan('Scan Completed', { error: 'no database' }),
    rules: ['scan-events'],
  },
  {
    name: 'a scan event under another name',
    event: { ...scan('Scan Completed', {}), source: 'somebody' },
    rules: [],
  },
  {
    name: 'an alarm that starts',
    event: alarm('vulnscan-no-scan', 'OK', 'ALARM'),
    rules: ['health'],
  },
  {
    name: 'an alarm that is over',
    event: alarm('vulnscan-no-scan', 'ALARM', 'OK'),
    rules: ['health'],
  },
  {
    name: 'an alarm that has just been made, and is well',
    event: alarm('vulnscan-no-scan', 'INSUFFICIENT_DATA', 'OK'),
    rules: [],
  },
  {
    name: 'an alarm that has just been made, and rings because nothing came yet',
    event: alarm('vulnscan-no-scan', 'INSUFFICIENT_DATA', 'ALARM'),
    rules: [],
  },
  { name: "somebody else's alarm", event: alarm('billing', 'OK', 'ALARM'), rules: [] },
];

function finding(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    SchemaVersion: '2018-10-08',
    Id: 'vulnscan/CVE-2024-0001',
    ProductArn: AQUA,
    AwsAccountId: ACCOUNT,
    ProductFields: { 'Product Name': 'Trivy', 'vulnscan/scan/id': '01' },
    RecordState: 'ACTIVE',
    Workflow: { Status: 'NEW' },
    Severity: { Label: 'CRITICAL', Original: 'CRITICAL' },
    Resources: [{ Type: 'Container', Id: 'api' }],
    ...over,
  };
}

function imported(...findings: Record<string, unknown>[]) {
  return envelope('aws.securityhub', 'Security Hub Findings - Imported', { findings });
}

function task(clusterArn: string, group: string) {
  return envelope('aws.ecs', 'ECS Task State Change', {
    clusterArn,
    group,
    lastStatus: 'STOPPED',
    containers: [{ name: 'scanner', exitCode: 0 }],
  });
}

function execution(stateMachine: string, status: string) {
  return envelope('aws.states', 'Step Functions Execution Status Change', {
    stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:${stateMachine}`,
    name: '0a1b',
    status,
    startDate: 1_764_212_400_000,
    stopDate: 1_764_216_000_000,
  });
}

function scan(detailType: string, detail: Record<string, unknown>) {
  return envelope('vulnscan', detailType, { type: detailType, scanId: '01', ...detail });
}

function alarm(alarmName: string, before: string, now: string) {
  return envelope('aws.cloudwatch', 'CloudWatch Alarm State Change', {
    alarmName,
    state: { value: now, reason: 'Threshold crossed', timestamp: '2026-11-24T03:00:00.000+0000' },
    previousState: { value: before },
    configuration: { description: 'what to do', metrics: [{ id: 'm1' }] },
  });
}

function envelope(source: string, detailType: string, detail: Record<string, unknown>) {
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: '2026-11-24T03:00:00Z',
    region: REGION,
    resources: [],
    detail,
  };
}
