import { readAlarm } from '../adapters/alarm-event';
import { createIndexStore } from '../adapters/archive/index-store';
import { createRunStore } from '../adapters/archive/run-store';
import { systemClock } from '../adapters/clock';
import { createTasks } from '../adapters/ecs';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import { type RecordContent, readRecord } from '../adapters/read-record';
import { createForms } from '../adapters/slack/forms';
import { createHomeTab } from '../adapters/slack/home';
import { createPeople } from '../adapters/slack/people';
import { createReplies } from '../adapters/slack/replies';
import type { Config } from '../config/config';
import { loadConfig, readEnvironment } from '../config/environment';
import { InvalidInput } from '../domain/errors';
import { groupBy } from '../domain/group-by';
import { isDecision, type TaskJob } from '../domain/job';
import { hasPublicIp } from '../installation';
import type { FanOuts } from '../ports/fan-out';
import type { FindingStore } from '../ports/findings';
import type { Alarms } from '../ports/health';
import type { Log } from '../ports/runtime';
import { DONE, type Outcome } from '../usecases/record-outcome';
import {
  answerBatch,
  type BatchAnswer,
  type BatchDeps,
  groupOf,
  isQueueEvent,
  outcomeOfError,
  type QueueRecord,
  recordsToHandle,
} from './batch';
import { lazyHandler, openOnce } from './lazy-handler';
import { openArchive } from './open-archive';
import { openLedger } from './open-ledger';
import { openSlack, type SlackServices } from './open-slack';
import { createTaskUseCases, type TaskDeps, type TaskUseCases } from './task-usecases';

export interface TasksDeps extends BatchDeps {
  useCases: TaskUseCases;
}

/** Handles tasks.fifo: groups in parallel, the records of each group in order until one of them fails. */
export function createTasksHandler(deps: TasksDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    const records = isQueueEvent(event) ? event.Records : [];
    const outcomes = new Map<QueueRecord, Outcome>();
    const groups = [...groupBy(records, groupOf).values()];
    await Promise.all(groups.map((members) => handleGroup(deps, members, outcomes)));
    return answerBatch(deps, records, outcomes);
  };
}

async function handleGroup(
  deps: TasksDeps,
  records: QueueRecord[],
  outcomes: Map<QueueRecord, Outcome>,
): Promise<void> {
  for (const record of recordsToHandle(records)) {
    const outcome = await handleRecord(deps, record);
    outcomes.set(record, outcome);
    // Later records of the group must not overtake one that is received again.
    if (outcome.kind === 'retry') return;
  }
}

async function handleRecord(deps: TasksDeps, record: QueueRecord): Promise<Outcome> {
  try {
    return await act(deps, readRecord(record.body));
  } catch (error) {
    if (error instanceof InvalidInput && error.code === 'record') return quarantined(error.message);
    return outcomeOfError(deps.log, record, error);
  }
}

async function act(deps: TasksDeps, content: RecordContent): Promise<Outcome> {
  switch (content.kind) {
    case 'job':
      if (isDecision(content.job)) return quarantined('This belongs in the decide queue.');
      await work(deps, content.job);
      return DONE;
    case 'task':
      await deps.useCases.report({ kind: 'task', task: content.task });
      return DONE;
    case 'scan':
      await deps.useCases.report({ kind: 'event', event: content.event });
      return DONE;
    case 'fan-out':
      await deps.useCases.report(content);
      return DONE;
    case 'other': {
      const alarm = readAlarm(content.event);
      if (alarm === undefined)
        return quarantined(`Events of ${content.event.source} are not known.`);
      await deps.useCases.alarm(alarm);
      return DONE;
    }
    case 'findings':
    case 'read':
      return quarantined('This belongs in the intake queue.');
    case 'wake':
      return quarantined('This belongs in the queue of the projector or of the painter.');
  }
}

function quarantined(reason: string): Outcome {
  return { kind: 'quarantined', reason };
}

async function work({ useCases, log }: TasksDeps, job: TaskJob): Promise<void> {
  switch (job.type) {
    case 'scan':
      await useCases.scan(job);
      return redrawHome(useCases, log, job);
    case 'cancel-scan':
      return useCases.cancelScan(job);
    case 'accept-vanished':
      return useCases.acceptVanished(job);
    case 'ask':
      return useCases.ask(job);
    case 'home':
      return useCases.home(job);
    case 'health-round':
      return useCases.healthRound();
  }
}

/**
 * Draws the Home tab again after a scan that was requested there (a request without a channel). A failure is logged
 * only: the scan has started.
 */
async function redrawHome(
  useCases: TaskUseCases,
  log: Log,
  { origin, actor }: Extract<TaskJob, { type: 'scan' }>,
): Promise<void> {
  if (origin.channel !== undefined) return;
  try {
    await useCases.home({ type: 'home', userId: actor.userId, origin });
  } catch (error) {
    log.warn('a home tab is not redrawn', { user: actor.userId, error });
  }
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<ReturnType<typeof createTasksHandler>> {
  const config = loadConfig(process.env);
  const log = createLog();
  const env = readEnvironment(process.env, ['TASKS_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const slack = await openSlack(config, drop);
  const archive = openArchive(config);
  return createTasksHandler({
    useCases: createTaskUseCases({
      ...openLedger(log),
      ...slackDeps(config, slack),
      tasks: createTasks(taskSettings(config)),
      fanOuts: lazyFanOuts(),
      runs: createRunStore(archive, log),
      alarms: lazyAlarms(),
      index: createIndexStore(archive, log),
      findings: lazyFindings(config, log),
      clock: systemClock,
      log,
      digestAbove: config.slack.digestAbove,
    }),
    visibility: createVisibility(env.TASKS_QUEUE_URL),
    quarantine: createQuarantine(env.QUARANTINE_QUEUE_URL),
    log,
    random: Math.random,
  });
}

function slackDeps(
  config: Config,
  { client, context, slackApiUrl }: SlackServices,
): Pick<TaskDeps, 'people' | 'triage' | 'replies' | 'home' | 'forms' | 'channel'> {
  const { team, channel } = config.slack;
  return {
    people: createPeople({ client, clock: systemClock, team }),
    triage: { team, ...config.triage },
    replies: createReplies({ client, context, channel, slackApiUrl }),
    home: createHomeTab(client, context),
    forms: createForms(client, context),
    channel,
  };
}

/** Security Hub's client is loaded by the first question that needs it. */
function lazyFindings(config: Config, log: Log): Pick<FindingStore, 'get'> {
  const opened = openOnce(async () => {
    const { openStore } = await import('./open-store.js');
    return openStore(config, log, 'tasks').store;
  });
  return { get: async (keys) => (await opened()).get(keys) };
}

/** CloudWatch's client is loaded by the hourly health check and not by each cold start. */
function lazyAlarms(): Alarms {
  return {
    states: async () => {
      const { createAlarms } = await import('../adapters/alarms.js');
      return createAlarms().states();
    },
  };
}

/** Step Functions' client is loaded by the first call and not by each cold start. */
function lazyFanOuts(): FanOuts {
  const { STATE_MACHINE_ARN } = readEnvironment(process.env, ['STATE_MACHINE_ARN']);
  const opened = openOnce(async () => {
    const { createFanOuts } = await import('../adapters/step-functions.js');
    return createFanOuts(STATE_MACHINE_ARN);
  });
  return {
    start: async (run) => (await opened()).start(run),
    running: async () => (await opened()).running(),
    stop: async (scanId, reason) => (await opened()).stop(scanId, reason),
  };
}

function taskSettings(config: Config) {
  const names = ['SCAN_CLUSTER', 'SCAN_TASK_FAMILY', 'SCAN_CONTAINER'] as const;
  const env = readEnvironment(process.env, [...names, 'SCAN_SUBNETS', 'SCAN_SECURITY_GROUPS']);
  return {
    cluster: env.SCAN_CLUSTER,
    family: env.SCAN_TASK_FAMILY,
    container: env.SCAN_CONTAINER,
    subnets: env.SCAN_SUBNETS.split(','),
    securityGroups: env.SCAN_SECURITY_GROUPS.split(','),
    publicIp: hasPublicIp(config),
  };
}
