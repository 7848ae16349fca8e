import type { ApiCall, AwsChange } from '../emulators/aws/changes';
import { viewOf } from '../emulators/aws/ecs/describe';
import { launchOf, type Task } from '../emulators/aws/ecs/task';
import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  textAt,
  valuesAt,
} from '../emulators/aws/json';
import type { Aws } from '../emulators/aws/server';
import { STEP_ENVIRONMENT } from '../src/domain/fan-out';
import type { Outside } from './outside';
import type {
  ActResult,
  Language,
  PageAct,
  PageEvent,
  PageFinding,
  PageSettings,
  PageTask,
  PageTraffic,
} from './page/protocol';
import type { AwsPart } from './page-server';

/** Access keys by which the traffic names the caller; any other key is a person's. */
export const ACCESS_KEYS = {
  scanner: 'AKIAPLAYGROUNDSCAN00',
  functions: 'AKIAPLAYGROUNDFUNC00',
  person: 'AKIAPLAYGROUNDHUMAN0',
};

const TRAFFIC_KEPT = 200;
/** Where an event comes from on the diagram, by its source. */
const SOURCES: Record<string, PageTraffic['from']> = {
  'aws.ecs': 'ecs',
  'aws.states': 'ecs',
  'aws.cloudwatch': 'eventbridge',
  vulnscan: 'scanner',
};
const SERVICES: Record<string, PageTraffic['from']> = {
  securityhub: 'security-hub',
  sqs: 'sqs',
  ecs: 'ecs',
  states: 'ecs',
  events: 'eventbridge',
  dynamodb: 'ledger',
};

export interface Traffic {
  add(hop: Omit<PageTraffic, 'id'>): void;
  newest(): PageTraffic[];
}

export function createTraffic(publish: (event: PageEvent) => void): Traffic {
  const entries: PageTraffic[] = [];
  let count = 0;
  return {
    add(hop) {
      count += 1;
      const entry = { ...hop, id: count };
      entries.push(entry);
      if (entries.length > TRAFFIC_KEPT) entries.shift();
      publish({ type: 'traffic', entry });
    },
    newest: () => [...entries],
  };
}

type SetFaults = Extract<PageAct, { do: 'set-faults' }>;

export interface AwsPartDeps {
  aws: Aws;
  traffic: Traffic;
  /** Scans the next recorded state of the images. */
  rescan(): Promise<ActResult>;
  outside: Outside;
  settings(): PageSettings;
  /** Sets the language of vulnscan and of the page. */
  setLanguage(language: Language): ActResult;
  /** Switches the faults of vulnscan itself. */
  setFaults(faults: SetFaults['faults']): Promise<void>;
}

/** What the page shows of AWS, and what it can do there. */
export function createAwsPart(deps: AwsPartDeps): AwsPart {
  const { aws, traffic, rescan, outside } = deps;
  return {
    state: () => ({
      findings: aws.hub.findings().map(pageFinding),
      queues: aws.sqs.depths().map(({ arn: _, ...queue }) => queue),
      tasks: [...aws.ecs.tasks.values()].map(pageTask),
      traffic: traffic.newest(),
      settings: deps.settings(),
    }),
    act(act) {
      if (act.do === 'console-update') return consoleUpdate(aws, act);
      if (act.do === 'rescan') return rescan();
      if (act.do === 'list-exploited') return outside.listExploited(act.vulnerabilityId);
      if (act.do === 'run-new-image') return outside.runNewImage();
      if (act.do === 'kill-task') return Promise.resolve(killTask(aws, act.arn));
      if (act.do === 'set-language') return Promise.resolve(deps.setLanguage(act.language));
      if (act.do !== 'set-faults') return undefined;
      applyFaults(aws, act.faults);
      return deps.setFaults(act.faults).then(() => ({ ok: true }));
    },
  };
}

/** Publishes every change in AWS to the page. */
export function followAws(
  aws: Aws,
  traffic: Traffic,
  publish: (event: PageEvent) => void,
): () => void {
  return aws.onChange((change) => {
    const hop = hopOf(change);
    if (hop !== undefined) traffic.add(hop);
    const event = eventOf(aws, change);
    if (event !== undefined) publish(event);
  });
}

function eventOf(aws: Aws, change: AwsChange): PageEvent | undefined {
  if (change.type === 'finding') return { type: 'finding', finding: pageFinding(change.finding) };
  if (change.type === 'finding-removed') return { type: 'finding-deleted', id: change.id };
  if (change.type === 'task' || change.type === 'task-log') {
    const task = aws.ecs.tasks.get(change.type === 'task' ? change.task.arn : change.arn);
    return task && { type: 'task', task: pageTask(task) };
  }
  if (change.type !== 'queues') return undefined;
  return { type: 'queues', queues: change.queues.map(({ arn: _, ...queue }) => queue) };
}

function hopOf(change: AwsChange): Omit<PageTraffic, 'id'> | undefined {
  if (change.type === 'call') return callHop(change.call);
  if (change.type !== 'event') return undefined;
  const from = SOURCES[change.source] ?? 'security-hub';
  return {
    at: new Date().toISOString(),
    from,
    to: change.targets.length > 0 ? 'sqs' : 'eventbridge',
    what: change.detailType,
    outcome: change.targets.length > 0 ? 'ok' : 'no rule matched',
  };
}

function callHop(call: ApiCall): Omit<PageTraffic, 'id'> | undefined {
  const to = SERVICES[call.service];
  if (to === undefined || (to === 'ledger' && !isWritten(call))) return undefined;
  const callers: Record<string, PageTraffic['from']> = {
    [ACCESS_KEYS.scanner]: 'scanner',
    [ACCESS_KEYS.functions]: 'lambda',
  };
  return {
    at: call.at,
    from: callers[call.accessKeyId] ?? 'person',
    to,
    what: call.operation,
    outcome: String(call.status),
    millis: call.millis,
  };
}

/** The ledger is read all the time, and a write that lost against another one is tried again. */
function isWritten({ operation, status }: ApiCall): boolean {
  return operation === 'PutItem' && status === 200;
}

function pageTask(task: Task): PageTask {
  const { environment } = launchOf(task);
  const shard = environment[STEP_ENVIRONMENT.shard]?.split('/').at(-1)?.replace('.json', '');
  const step = environment[STEP_ENVIRONMENT.step];
  return { ...viewOf(task), ...(step !== undefined && { step: [step, shard].join(' ').trim() }) };
}

function killTask({ ecs }: Aws, arn: string): ActResult {
  const task = ecs.tasks.get(arn);
  if (task !== undefined && ecs.kill(task)) return { ok: true };
  return { ok: false, error: 'That task does not run any more.' };
}

function pageFinding(finding: JsonObject): PageFinding {
  const severity = textAt(objectAt(finding, 'Severity'), 'Label');
  const note = textAt(objectAt(finding, 'Note'), 'Text');
  return {
    id: textAt(finding, 'Id'),
    title: textAt(finding, 'Title'),
    severity,
    workflowStatus: textAt(objectAt(finding, 'Workflow'), 'Status'),
    recordState: textAt(finding, 'RecordState'),
    images: listAt(finding, 'Resources').map(imageOf),
    ...(note !== '' && { note }),
    updatedAt: textAt(finding, 'UpdatedAt'),
    asff: finding,
  };
}

function imageOf(resource: Json): string {
  const [repository] = valuesAt(resource, ['Details', 'AwsEcrContainerImage', 'RepositoryName']);
  if (typeof repository === 'string') return repository;
  return isObject(resource) ? textAt(resource, 'Id') : '';
}

/** A change made in the AWS console, with the operation the console uses. */
async function consoleUpdate(
  aws: Aws,
  act: Extract<PageAct, { do: 'console-update' }>,
): Promise<ActResult> {
  const finding = aws.hub.findings().find((entry) => textAt(entry, 'Id') === act.findingId);
  if (finding === undefined)
    return { ok: false, error: 'That finding is not in Security Hub any more.' };
  const note = act.note?.trim();
  const answer = aws.hub.call('BatchUpdateFindings', {
    FindingIdentifiers: [{ Id: act.findingId, ProductArn: textAt(finding, 'ProductArn') }],
    Workflow: { Status: act.status },
    ...(note && { Note: { Text: note, UpdatedBy: 'aws-console' } }),
  });
  const refused = isObject(answer) ? listAt(answer, 'UnprocessedFindings') : [];
  return refused.length === 0 ? { ok: true } : { ok: false, error: JSON.stringify(refused[0]) };
}

function applyFaults(aws: Aws, faults: SetFaults['faults']): void {
  if (faults.securityHubThrottled !== undefined) {
    aws.faults.securityHubThrottle = faults.securityHubThrottled ? 0.5 : 0;
  }
  if (faults.eventsDuplicated === undefined) return;
  aws.faults.eventsDuplicated = faults.eventsDuplicated ? 1 : 0;
  aws.faults.eventsReordered = faults.eventsDuplicated ? 0.5 : 0;
}
