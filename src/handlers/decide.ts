import { systemClock } from '../adapters/clock';
import { createJobQueue } from '../adapters/job-queue';
import { createLog } from '../adapters/log';
import { createQuarantine, createVisibility } from '../adapters/queues';
import { createPeople } from '../adapters/slack/people';
import { createReplies } from '../adapters/slack/replies';
import { loadConfig, readEnvironment } from '../config/environment';
import type { DecisionJob } from '../domain/job';
import { isDecision } from '../domain/job';
import { decide } from '../usecases/decide';
import { decideCard } from '../usecases/decide-card';
import { type DecideManyDeps, decideMany, undoMany } from '../usecases/decide-many';
import { hold } from '../usecases/hold';
import type { Outcome } from '../usecases/record-outcome';
import {
  type BatchAnswer,
  type BatchDeps,
  handleEach,
  isQueueEvent,
  type QueueRecord,
  receivesOf,
} from './batch';
import { lazyHandler } from './lazy-handler';
import { openLedger } from './open-ledger';
import { openSlack } from './open-slack';
import { readContent, type Watched } from './read-content';

export interface DecideHandlerDeps extends DecideManyDeps, BatchDeps, Watched {}

/** Handles the decide queue: clicks, forms and bulk decisions. */
export function createDecideHandler(deps: DecideHandlerDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    const records = isQueueEvent(event) ? event.Records : [];
    return handleEach(deps, records, (record) => handleRecord(deps, record));
  };
}

async function handleRecord(deps: DecideHandlerDeps, record: QueueRecord): Promise<Outcome> {
  const content = readContent(deps, record);
  if (content.kind === 'quarantined') return content;
  if (content.kind !== 'job' || !isDecision(content.job)) {
    return { kind: 'quarantined', reason: 'The decide queue takes decisions only.' };
  }
  return run(deps, content.job, receivesOf(record));
}

function run(deps: DecideHandlerDeps, job: DecisionJob, receives: number): Promise<Outcome> {
  switch (job.type) {
    case 'decide':
      return decide(deps, job, receives);
    case 'decide-card':
      return decideCard(deps, job, receives);
    case 'hold':
      return hold(deps, job, receives);
    case 'decide-many':
      return decideMany(deps, job, receives);
    case 'undo-many':
      return undoMany(deps, job, receives);
  }
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const log = createLog();
  const env = readEnvironment(process.env, [
    'DECIDE_QUEUE_URL',
    'TASKS_QUEUE_URL',
    'QUARANTINE_QUEUE_URL',
  ]);
  const { client, context, slackApiUrl } = await openSlack(config, drop);
  const { channel, team } = config.slack;
  return createDecideHandler({
    account: config.aws.account,
    products: [],
    ...openLedger(log),
    channel,
    people: createPeople({ client, clock: systemClock, team }),
    replies: createReplies({ client, context, channel, slackApiUrl }),
    triage: { team, ...config.triage },
    queue: createJobQueue({ decide: env.DECIDE_QUEUE_URL, tasks: env.TASKS_QUEUE_URL }, 3),
    clock: systemClock,
    log,
    visibility: createVisibility(env.DECIDE_QUEUE_URL),
    quarantine: createQuarantine(env.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
