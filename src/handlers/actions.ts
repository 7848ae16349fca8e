import { systemClock } from '../adapters/clock';
import { createTasks } from '../adapters/ecs';
import { createJobQueue } from '../adapters/job-queue';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import type { RecordContent } from '../adapters/read-record';
import { createForms } from '../adapters/slack/forms';
import { createHomeTab } from '../adapters/slack/home';
import { createPeople } from '../adapters/slack/people';
import { createReplies } from '../adapters/slack/replies';
import { loadConfig, readEnvironment } from '../config/environment';
import { groupBy } from '../domain/group-by';
import type { Job } from '../domain/job';
import { SLACK_RATES } from '../domain/limits';
import { HOME_REDRAW_DELAY_MS } from '../domain/timing';
import type { Actor } from '../domain/workflow';
import { FUNCTIONS } from '../installation';
import type { Alarms } from '../ports/health';
import { applyDecision } from '../usecases/apply-decision';
import { type DecideManyDeps, decideMany } from '../usecases/decide-many';
import { forwardChange } from '../usecases/forward-change';
import { createPace, paceChannel } from '../usecases/pacing';
import { createProcessCache } from '../usecases/process-cache';
import { DONE, type Outcome } from '../usecases/record-outcome';
import { refreshDigest } from '../usecases/refresh-digest';
import { type SyncDeps, syncMessage } from '../usecases/sync-message';
import {
  answerBatch,
  type BatchAnswer,
  type BatchDeps,
  groupOf,
  isQueueEvent,
  NOT_HANDLED,
  outcomeOfError,
  type QueueRecord,
  receivesOf,
  recordsToHandle,
} from './batch';
import {
  groupRecords,
  type ParsedRecord,
  type Quarantined,
  syncJobIn,
  type Watched,
} from './group-records';
import { lazyHandler } from './lazy-handler';
import { openServices } from './open-services';
import { createTaskUseCases, type TaskUseCases } from './worker-usecases';

export interface ActionsDeps extends DecideManyDeps, SyncDeps, BatchDeps, Watched {
  taskUseCases: TaskUseCases;
}

/** Handles actions.fifo: groups in parallel, the records of each group in order until one of them fails. */
export function createActionsHandler(deps: ActionsDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    const records = isQueueEvent(event) ? event.Records : [];
    const outcomes = new Map<QueueRecord, Outcome>();
    const groups = [...groupBy(records, groupOf).values()];
    await Promise.all(groups.map((members) => handleGroup(deps, members, outcomes)));
    return answerBatch(deps, records, outcomes);
  };
}

async function handleGroup(
  deps: ActionsDeps,
  records: QueueRecord[],
  outcomes: Map<QueueRecord, Outcome>,
): Promise<void> {
  for (const part of groupRecords(deps, recordsToHandle(records))) {
    const answers = await handlePart(deps, part);
    for (const [index, { record }] of part.entries()) {
      outcomes.set(record, answers[index] ?? NOT_HANDLED);
    }
    // Later records of the group must not overtake one that is received again.
    if (answers.some(({ kind }) => kind === 'retry')) return;
  }
}

async function handlePart(deps: ActionsDeps, part: ParsedRecord[]): Promise<Outcome[]> {
  const [first, ...others] = part;
  if (first === undefined) return [];
  try {
    if (others.length === 0) return [await act(deps, first.content, receivesOf(first.record))];
    return await syncMessage(
      deps,
      part.map(syncJobIn).filter((job) => job !== undefined),
    );
  } catch (error) {
    return part.map(({ record }) => outcomeOfError(deps.log, record, error));
  }
}

async function act(
  deps: ActionsDeps,
  content: RecordContent | Quarantined,
  receives: number,
): Promise<Outcome> {
  switch (content.kind) {
    case 'quarantined':
      return content;
    case 'job':
      return work(deps, content.job, receives);
    case 'findings':
      return forwardChange(deps, content);
    case 'task':
      await deps.taskUseCases.report(content);
      return DONE;
    case 'scan':
      await deps.taskUseCases.report(content);
      if (content.event.type === 'Scan Completed') await refreshDigest(deps, content.event);
      return DONE;
    case 'other':
      if (await deps.taskUseCases.other(content.event)) return DONE;
      return { kind: 'quarantined', reason: `Events of ${content.event.source} are not known.` };
    case 'raise':
      return { kind: 'quarantined', reason: 'This belongs in alerts.fifo.' };
  }
}

async function work(deps: ActionsDeps, job: Job, receives: number): Promise<Outcome> {
  switch (job.type) {
    case 'decide': {
      const outcome = await applyDecision(deps, job, receives);
      if (outcome.kind === 'done')
        await redrawHome(deps, job, job.request.actor, HOME_REDRAW_DELAY_MS);
      return outcome;
    }
    case 'decide-many':
      return decideMany(deps, job);
    case 'sync':
      return (await syncMessage(deps, [job]))[0] ?? DONE;
    case 'scan':
      await deps.taskUseCases.scan(job);
      await redrawHome(deps, job, job.actor);
      return DONE;
    case 'cancel-scan':
      await deps.taskUseCases.cancelScan(job);
      return DONE;
    case 'ask':
      await deps.taskUseCases.ask(job);
      return DONE;
    case 'home':
      await deps.taskUseCases.home(job);
      return DONE;
    case 'health-round':
      await deps.taskUseCases.healthRound();
      return DONE;
  }
}

/**
 * Draws the Home tab again after something that was requested there (a request without a channel). A failure is
 * logged only: the work itself is done.
 */
async function redrawHome(
  deps: ActionsDeps,
  { origin }: Job,
  { userId }: Actor,
  afterMs = 0,
): Promise<void> {
  if (origin.channel !== undefined) return;
  try {
    await deps.clock.sleep(afterMs);
    await deps.taskUseCases.home({ type: 'home', userId, origin });
  } catch (error) {
    deps.log.warn('a home tab is not redrawn', { user: userId, error });
  }
}

type Handler = (event: unknown) => Promise<BatchAnswer>;
export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<Handler> {
  const config = loadConfig(process.env);
  const log = createLog();
  const services = await openServices(config, log, 'actions', drop);
  const { store, channel, client, context, watched } = services;
  const deps = {
    store,
    channel: paceChannel(channel, createPace(systemClock, SLACK_RATES)),
    people: createPeople({ client, clock: systemClock, team: config.slack.team }),
    replies: createReplies({
      client,
      context,
      channel: config.slack.channel,
      slackApiUrl: process.env['SLACK_API_URL'],
    }),
    triage: { team: config.slack.team, ...config.triage },
    health: channel,
    alarms: lazyAlarms(),
    home: createHomeTab(client, context),
    forms: createForms(client, context),
    tasks: createTasks(taskSettings()),
    clock: systemClock,
    log,
    memory: createProcessCache(),
    // The last part of the principal that Security Hub's history gives for the function's writes.
    notifier: FUNCTIONS.alerts.name,
  };
  const urls = readEnvironment(process.env, ['ACTIONS_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  return createActionsHandler({
    ...watched,
    ...deps,
    taskUseCases: createTaskUseCases(deps),
    queue: createJobQueue(urls.ACTIONS_QUEUE_URL, 3),
    visibility: createVisibility(urls.ACTIONS_QUEUE_URL),
    quarantine: createQuarantine(urls.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
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

function taskSettings() {
  const names = ['SCAN_CLUSTER', 'SCAN_TASK_FAMILY', 'SCAN_CONTAINER'] as const;
  const env = readEnvironment(process.env, [...names, 'SCAN_SUBNETS', 'SCAN_SECURITY_GROUPS']);
  return {
    cluster: env.SCAN_CLUSTER,
    family: env.SCAN_TASK_FAMILY,
    container: env.SCAN_CONTAINER,
    subnets: env.SCAN_SUBNETS.split(','),
    securityGroups: env.SCAN_SECURITY_GROUPS.split(','),
  };
}
