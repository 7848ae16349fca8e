import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createAlertsQueue, createQuarantine, createVisibility } from '../adapters/queues';
import { loadConfig, readEnvironment } from '../config/environment';
import { isKnownError } from '../domain/errors';
import { keyOf } from '../domain/finding';
import { SLACK_RATES } from '../domain/limits';
import type { RaiseDeps } from '../usecases/due-appearance';
import { createPace, paceChannel } from '../usecases/pacing';
import { createProcessCache } from '../usecases/process-cache';
import { type RaiseRecord, raiseAlerts } from '../usecases/raise-alerts';
import type { Outcome } from '../usecases/record-outcome';
import { type SweepDeps, sweep } from '../usecases/sweep-missed-findings';
import {
  answerBatch,
  type BatchAnswer,
  type BatchDeps,
  firstReceivedAt,
  isQueueEvent,
  outcomeOfError,
  type QueueRecord,
} from './batch';
import { readContent, type Watched } from './group-records';
import { lazyHandler } from './lazy-handler';
import { openServices } from './open-services';

export interface AlertsDeps extends RaiseDeps, BatchDeps, Watched, Pick<SweepDeps, 'alertsQueue'> {}

/**
 * Handles alerts.fifo and the sweep's schedule. A batch of records is answered with the records that have to be
 * received again; any other event starts a sweep.
 */
export function createAlertsHandler(deps: AlertsDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    if (isQueueEvent(event)) return handleBatch(deps, event.Records);
    await sweep(deps);
    return { batchItemFailures: [] };
  };
}

interface ReadRecord {
  record: QueueRecord;
  /** One for each finding in the record. */
  raises: RaiseRecord[];
}

async function handleBatch(deps: AlertsDeps, records: QueueRecord[]): Promise<BatchAnswer> {
  const outcomes = new Map<QueueRecord, Outcome>();
  const readable = records.flatMap((record) => {
    const read = readRaises(deps, record);
    if (Array.isArray(read)) return [{ record, raises: read }];
    outcomes.set(record, read);
    return [];
  });
  for (const [record, outcome] of await raiseTogether(deps, readable))
    outcomes.set(record, outcome);
  return answerBatch(deps, records, outcomes);
}

function readRaises(watched: Watched, record: QueueRecord): RaiseRecord[] | Outcome {
  const content = readContent(watched, record);
  const common = { firstReceivedAt: firstReceivedAt(record) };
  switch (content.kind) {
    case 'quarantined':
      return content;
    case 'raise': {
      const { key, sweptAt } = content.entry;
      return [{ key, sweptAt, eventTime: sweptAt, ...common }];
    }
    case 'findings':
      return content.findings.map((eventFinding) => {
        const key = keyOf(eventFinding);
        return { key, eventFinding, eventTime: content.time, ...common };
      });
    default:
      return {
        kind: 'quarantined',
        reason: `alerts.fifo takes findings only, not ${content.kind}.`,
      };
  }
}

/** All at once; after an unexpected error one by one, so that only the record that causes it fails. */
async function raiseTogether(
  deps: AlertsDeps,
  batch: ReadRecord[],
): Promise<Map<QueueRecord, Outcome>> {
  const [first, ...others] = batch;
  if (first === undefined) return new Map();
  try {
    return await raise(deps, batch);
  } catch (error) {
    if (isKnownError(error) || others.length === 0) {
      return new Map(
        batch.map(({ record }) => [record, outcomeOfError(deps.log, record, error)] as const),
      );
    }
    const parts = [];
    for (const each of batch) parts.push(...(await raiseTogether(deps, [each])));
    return new Map(parts);
  }
}

async function raise(deps: AlertsDeps, batch: ReadRecord[]): Promise<Map<QueueRecord, Outcome>> {
  const outcomes = await raiseAlerts(
    deps,
    batch.flatMap(({ raises }) => raises),
  );
  let next = 0;
  return new Map(
    batch.map(({ record, raises }) => {
      const own = outcomes.slice(next, next + raises.length);
      next += raises.length;
      return [record, worstOf(own)] as const;
    }),
  );
}

/** A record is done when all of its findings are. */
function worstOf(outcomes: Outcome[]): Outcome {
  const retry = outcomes.find(({ kind }) => kind === 'retry');
  return retry ?? outcomes.find(({ kind }) => kind === 'quarantined') ?? { kind: 'done' };
}

export const newHandler = () => lazyHandler(open);

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const queues = readEnvironment(process.env, ['ALERTS_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const log = createLog();
  const { store, channel, watched } = await openServices(config, log, 'alerts', drop);
  return createAlertsHandler({
    ...watched,
    store,
    channel: paceChannel(channel, createPace(systemClock, SLACK_RATES)),
    clock: systemClock,
    log,
    memory: createProcessCache(),
    rules: { severities: config.findings.severities, digestAbove: config.slack.digestAbove },
    alertsQueue: createAlertsQueue(queues.ALERTS_QUEUE_URL),
    visibility: createVisibility(queues.ALERTS_QUEUE_URL),
    quarantine: createQuarantine(queues.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
