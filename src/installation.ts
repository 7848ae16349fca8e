import { arnOf } from './config/aws-names';
import type { Config } from './config/config';
import { groupOf, type TaskJob } from './domain/job';
import {
  HEALTH_ROUND_INTERVAL_MS,
  HOUR_MS,
  MINUTE_MS,
  SWEEP_INTERVAL_MS,
  TICK_MS,
} from './domain/timing';

/*
 * The installation as data, read by the stack, the playground, the command line and the handlers. There is one
 * installation per account and Region, as there is one Security Hub. The event rules are in event-patterns.ts, the alarms in
 * alarms.ts.
 */

export const NAMES = {
  stack: 'vulnscan',
  /** The ledger. */
  table: 'vulnscan',
  cluster: 'vulnscan',
  taskFamily: 'vulnscan-scanner',
  container: 'scanner',
  /** Runs the scans of many images. */
  stateMachine: 'vulnscan-scan',
  scheduleGroup: 'vulnscan',
  dashboard: 'vulnscan',
  httpApi: 'vulnscan',
  metricNamespace: 'vulnscan',
  /** The source of the scanner's events on EventBridge's default bus. */
  eventSource: 'vulnscan',
} as const;

/** SSM parameters (SecureString) with Slack's secrets. */
export const PARAMETERS = {
  botToken: '/vulnscan/slack/bot-token',
  signingSecret: '/vulnscan/slack/signing-secret',
} as const;

/** The ledger's table: on-demand capacity, point-in-time recovery, deletion protection. All keys are strings. */
export const LEDGER_TABLE = {
  name: NAMES.table,
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: {
    /** Items with work that is due. */
    work: { partitionKey: 'queue', sortKey: 'due', attributes: [] },
    /** What Home and questions list. */
    list: { partitionKey: 'list', sortKey: 'rank', attributes: ['row'] },
  },
} as const;

/**
 * The archive's bucket: private, encrypted, kept when the stack is deleted. Names of buckets are global, so the name has the
 * account and the Region in it.
 */
export function archiveBucket({
  account,
  region,
}: Pick<Config['aws'], 'account' | 'region'>): string {
  return `vulnscan-${account}-${region}`;
}

/** ARN of the state machine, which runs the shards of a scan and then reconciles. */
export function stateMachineArn(config: Pick<Config, 'aws'>): string {
  return arnOf(config, 'states', `stateMachine:${NAMES.stateMachine}`);
}

/** How long S3 keeps the parts of an upload that was never completed, in days. */
export const UNFINISHED_UPLOAD_DAYS = 7;
/**
 * Days after which detections that no scan has written again are deleted. Nothing reads them to answer a question. The rest of
 * the archive does not expire by age.
 */
export const DETECTION_DAYS = 90;
/** Days after which databases, and what the tasks of a scan wrote for each other, are deleted. */
export const RUN_DAYS = 7;

/** The parts of the archive: the first part of each key. Nothing may read or write elsewhere in the bucket. */
export const ARCHIVE_PREFIXES = {
  /** The last good copy of each feed. */
  feeds: 'feeds/',
  /** Everything that was detected, by image digest. */
  detections: 'detections/',
  /** The index by vulnerability id, a folder for each scan, and which of them is current. */
  index: 'index/',
  /** What is installed in each image, by image digest. */
  sboms: 'sboms/',
  /** Trivy's databases, for scans over several tasks. */
  databases: 'databases/',
  /** Plans, shards and results of scans over several tasks. */
  runs: 'runs/',
} as const;

/** Prefix of the keys of a run's shards. Each object below it is the work of one task: nothing else may be there. */
export function shardPrefix(scanId: string): string {
  return `${ARCHIVE_PREFIXES.runs}${scanId}/shards/`;
}

/** Key of the object that says that a person cancelled a run. The function that cancels may write this and no other. */
export function cancelledKey(scanId: string): string {
  return `${ARCHIVE_PREFIXES.runs}${scanId}/cancelled`;
}

export const FUNCTION_NAMES = [
  'slack',
  'intake',
  'decide',
  'projector',
  'painter',
  'tasks',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export interface FunctionSettings {
  /** The function's name in Lambda. */
  name: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** The queue whose records the function handles. */
  source?: {
    queue: QueueName;
    batchSize: number;
    /**
     * Batches in flight at once, limited on the event source: a reserved concurrency would throttle the function and
     * so move healthy messages to the dead-letter queue.
     */
    maxConcurrency: number;
  };
}

export const FUNCTIONS: Record<FunctionName, FunctionSettings> = {
  // 1,769 MB is one full vCPU: a person waits, and Slack allows three seconds, cold start included.
  slack: { name: 'vulnscan-slack', timeoutSeconds: 3, memoryMb: 1769 },
  intake: {
    name: 'vulnscan-intake',
    timeoutSeconds: 60,
    memoryMb: 512,
    source: { queue: 'intake', batchSize: 10, maxConcurrency: 5 },
  },
  decide: {
    name: 'vulnscan-decide',
    timeoutSeconds: 30,
    memoryMb: 512,
    source: { queue: 'decide', batchSize: 10, maxConcurrency: 5 },
  },
  // The loops: one batch at a time in each group. A process that dies hides its group for the visibility time.
  projector: {
    name: 'vulnscan-projector',
    timeoutSeconds: 30,
    memoryMb: 512,
    source: { queue: 'projector', batchSize: 10, maxConcurrency: 2 },
  },
  painter: {
    name: 'vulnscan-painter',
    timeoutSeconds: 30,
    memoryMb: 512,
    source: { queue: 'painter', batchSize: 10, maxConcurrency: 5 },
  },
  tasks: {
    name: 'vulnscan-tasks',
    timeoutSeconds: 60,
    memoryMb: 512,
    source: { queue: 'tasks', batchSize: 10, maxConcurrency: 5 },
  },
};

export type QueueName =
  | 'intake'
  | 'decide'
  | 'projector'
  | 'painter'
  | 'tasks'
  | 'intakeDead'
  | 'decideDead'
  | 'tasksDead'
  | 'undelivered'
  | 'quarantine';

export interface QueueSettings {
  /** The queue's name in SQS. A FIFO queue's name ends in `.fifo`; EventBridge sends no deduplication id, so the body is used. */
  name: string;
  fifo: boolean;
  retentionSeconds: number;
  /** Six times the timeout of the function that reads the queue (Lambda's recommendation); SQS's 30 if left out. */
  visibilitySeconds?: number;
  deadLetters?: { queue: QueueName; maxReceiveCount: number };
}

/** The longest that SQS keeps a message. */
const FOURTEEN_DAYS = 1_209_600;
const ONE_HOUR = 3_600;
/**
 * An outage of Slack or Security Hub must not fill the dead-letter queue: with the handlers' back-off, 200 receives
 * take about two days.
 */
const MAX_RECEIVES = 200;

export const QUEUES: Record<QueueName, QueueSettings> = {
  intakeDead: { name: 'vulnscan-intake-dead', fifo: false, retentionSeconds: FOURTEEN_DAYS },
  decideDead: { name: 'vulnscan-decide-dead', fifo: false, retentionSeconds: FOURTEEN_DAYS },
  tasksDead: { name: 'vulnscan-tasks-dead.fifo', fifo: true, retentionSeconds: FOURTEEN_DAYS },
  /** Events that EventBridge could not deliver. The dead-letter queue of a rule must be a standard queue. */
  undelivered: { name: 'vulnscan-undelivered', fifo: false, retentionSeconds: FOURTEEN_DAYS },
  /** Records that no function can read, with the reason in an attribute. */
  quarantine: { name: 'vulnscan-quarantine', fifo: false, retentionSeconds: FOURTEEN_DAYS },
  /** Events about findings. In any order: what a snapshot means does not depend on when it arrives. */
  intake: {
    name: 'vulnscan-intake',
    fifo: false,
    retentionSeconds: FOURTEEN_DAYS,
    visibilitySeconds: 360,
    deadLetters: { queue: 'intakeDead', maxReceiveCount: MAX_RECEIVES },
  },
  decide: {
    name: 'vulnscan-decide',
    fifo: false,
    retentionSeconds: FOURTEEN_DAYS,
    visibilitySeconds: 180,
    deadLetters: { queue: 'decideDead', maxReceiveCount: MAX_RECEIVES },
  },
  // Wake-ups. They are worth nothing once they are old: the work itself is in the ledger's index.
  projector: {
    name: 'vulnscan-projector.fifo',
    fifo: true,
    retentionSeconds: ONE_HOUR,
    visibilitySeconds: 180,
  },
  painter: {
    name: 'vulnscan-painter.fifo',
    fifo: true,
    retentionSeconds: ONE_HOUR,
    visibilitySeconds: 180,
  },
  tasks: {
    name: 'vulnscan-tasks.fifo',
    fifo: true,
    retentionSeconds: FOURTEEN_DAYS,
    visibilitySeconds: 360,
    deadLetters: { queue: 'tasksDead', maxReceiveCount: MAX_RECEIVES },
  },
};

/** Queues that hold records which need a person: `npm run redrive` shows them, one alarm watches them all. */
export const DEAD_LETTER_QUEUES = [
  'intakeDead',
  'decideDead',
  'tasksDead',
  'undelivered',
  'quarantine',
] as const satisfies QueueName[];

/** The environment of every function. Queue URLs and the network are known only after they were created. */
export function functionEnvironment(
  config: Pick<Config, 'aws'>,
  made: {
    queueUrl: (queue: QueueName) => string;
    subnets: string[];
    securityGroups: string[];
  },
): Record<string, string> {
  return {
    INTAKE_QUEUE_URL: made.queueUrl('intake'),
    DECIDE_QUEUE_URL: made.queueUrl('decide'),
    PROJECTOR_QUEUE_URL: made.queueUrl('projector'),
    PAINTER_QUEUE_URL: made.queueUrl('painter'),
    TASKS_QUEUE_URL: made.queueUrl('tasks'),
    QUARANTINE_QUEUE_URL: made.queueUrl('quarantine'),
    SLACK_BOT_TOKEN_PARAMETER: PARAMETERS.botToken,
    SLACK_SIGNING_SECRET_PARAMETER: PARAMETERS.signingSecret,
    ...SCANNER_ENVIRONMENT,
    ...accountEnvironment(config),
    SCAN_CONTAINER: NAMES.container,
    SCAN_SUBNETS: made.subnets.join(','),
    SCAN_SECURITY_GROUPS: made.securityGroups.join(','),
  };
}

/** What functions and scanner are told of an installation, and has its account in it. */
export function accountEnvironment(config: Pick<Config, 'aws'>): Record<string, string> {
  return { ARCHIVE_BUCKET: archiveBucket(config.aws), STATE_MACHINE_ARN: stateMachineArn(config) };
}

/**
 * The environment of the scanner, beside INTAKE_QUEUE_URL and what has the account in it: where scans run, to warn about others that are running, and
 * the ledger, with which it compares Security Hub.
 */
export const SCANNER_ENVIRONMENT = {
  LEDGER_TABLE: LEDGER_TABLE.name,
  SCAN_CLUSTER: NAMES.cluster,
  SCAN_TASK_FAMILY: NAMES.taskFamily,
};

/** The subnets that are created are public and have no NAT gateway; one's own get a public address only on request. */
export function hasPublicIp({ deploy }: Pick<Config, 'deploy'>): boolean {
  return deploy.vpc === undefined || deploy.publicIp;
}

/** The CloudWatch log group of a function, the scanner, the state machine or the HTTP API. */
export function logGroupOf(part: FunctionName | 'scanner' | 'state-machine' | 'http-api'): string {
  return `/vulnscan/${part}`;
}

export interface Schedule {
  id: 'scan' | 'sweep' | 'health' | 'projector' | 'painter';
  name: string;
  description: string;
  expression: string;
  timezone?: string;
  retry: RetryPolicy;
  /** A JSON input for a function or a queue; a task takes none. */
  target:
    | { kind: 'task' }
    | { kind: 'function'; function: FunctionName; input: string }
    | { kind: 'queue'; queue: QueueName; input: string; group: string };
}

/** EventBridge's and Scheduler's; afterwards the event goes to the `undelivered` queue. */
export interface RetryPolicy {
  maximumEventAgeInSeconds: number;
  maximumRetryAttempts: number;
}

/** The one group of the projector's wake-ups: it runs one batch at a time. */
export const PROJECTOR_GROUP = 'hub';

/** Body of a tick. The scheduled time makes each one different for the queue's deduplication. */
const TICK = JSON.stringify({ type: 'wake', at: '<aws.scheduler.scheduled-time>' });

export function schedules({ scan, slack }: Config): Schedule[] {
  // The scheduled time is the request id, so that the queue drops a job that Scheduler sends twice.
  const job: TaskJob = {
    type: 'health-round',
    origin: { requestId: '<aws.scheduler.scheduled-time>' },
  };
  const soon = { maximumEventAgeInSeconds: 600, maximumRetryAttempts: 2 };
  return [
    {
      id: 'scan',
      name: 'vulnscan-scan',
      description: 'scans every configured image',
      expression: scan.schedule,
      timezone: scan.timezone,
      retry: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
      target: { kind: 'task' },
    },
    {
      id: 'sweep',
      name: 'vulnscan-sweep',
      description: 'brings findings that were missed into the ledger',
      expression: `rate(${SWEEP_INTERVAL_MS / MINUTE_MS} minutes)`,
      retry: soon,
      target: { kind: 'function', function: 'intake', input: JSON.stringify({ type: 'sweep' }) },
    },
    {
      id: 'health',
      name: 'vulnscan-health',
      description: 'looks how the alarms stand',
      expression: `rate(${HEALTH_ROUND_INTERVAL_MS / HOUR_MS} hour)`,
      retry: soon,
      target: {
        kind: 'queue',
        queue: 'tasks',
        input: JSON.stringify(job),
        group: groupOf(job),
      },
    },
    tick('projector', 'carries on with changed findings', PROJECTOR_GROUP, soon),
    tick('painter', 'carries on with cards', slack.channel, soon),
  ];
}

/** A wake-up every minute, because a wake-up with a name may be lost. */
function tick(
  id: 'projector' | 'painter',
  description: string,
  group: string,
  retry: RetryPolicy,
): Schedule {
  return {
    id,
    name: `vulnscan-${id}`,
    description,
    expression: `rate(${TICK_MS / MINUTE_MS} minute)`,
    retry,
    target: { kind: 'queue', queue: id, input: TICK, group },
  };
}
