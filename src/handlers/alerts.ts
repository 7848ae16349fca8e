import { systemClock } from '../adapters/clock';
import { createLog } from '../adapters/log';
import { createAlertsQueue, createQuarantine, createVisibility } from '../adapters/queues';
import { readRecord } from '../adapters/read-record';
import { watchedProducts } from '../config/aws-names';
import { loadConfig, readEnvironment } from '../config/environment';
import { InvalidInput, isKnownError } from '../domain/errors';
import { SLACK_RATES } from '../domain/limits';
import type { RaiseDeps } from '../usecases/appearance';
import { createPace, paceChannel } from '../usecases/pacing';
import { createProcessCache } from '../usecases/process-cache';
import { type RaiseRecord, raiseAlerts } from '../usecases/raise-alerts';
import type { Outcome } from '../usecases/record-outcome';
import { type SweepDeps, sweep } from '../usecases/sweep';
import {
  answerBatch,
  type BatchAnswer,
  type BatchDeps,
  firstReceivedAt,
  isQueueEvent,
  NOT_HANDLED,
  outcomeOfError,
  type QueueRecord,
} from './batch';
import { openOnce } from './open-once';
import { openServices } from './open-services';

export interface AlertsDeps extends RaiseDeps, BatchDeps, Pick<SweepDeps, 'alertsQueue'> {
  /** Product ARNs whose findings count. */
  products: string[];
}

/**
 * The door of alerts.fifo and of the sweep's schedule: a batch of records is answered with those that come back,
 * anything else starts a sweep.
 */
export function createAlertsHandler(deps: AlertsDeps) {
  return async (event: unknown): Promise<BatchAnswer> => {
    if (isQueueEvent(event)) return handleBatch(deps, event.Records);
    await sweep(deps);
    return { batchItemFailures: [] };
  };
}

interface Read {
  record: QueueRecord;
  /** One for each finding that the record speaks of. */
  content: RaiseRecord[];
}

async function handleBatch(deps: AlertsDeps, records: QueueRecord[]): Promise<BatchAnswer> {
  const outcomes = new Map<QueueRecord, Outcome>();
  const readable = records.flatMap((record) => {
    const read = readContent(deps, record);
    if (Array.isArray(read)) return [{ record, content: read }];
    outcomes.set(record, read);
    return [];
  });
  for (const [record, outcome] of await raiseTogether(deps, readable))
    outcomes.set(record, outcome);
  return answerBatch(
    deps,
    records,
    records.map((record) => outcomes.get(record) ?? NOT_HANDLED),
  );
}

/** Findings of products that are not watched are nobody's business here. */
function readContent({ products }: AlertsDeps, record: QueueRecord): RaiseRecord[] | Outcome {
  try {
    const content = readRecord(record.body);
    const common = { firstReceivedAt: firstReceivedAt(record) };
    if (content.kind === 'raise') {
      const { key, sweptAt } = content.entry;
      return [{ key, sweptAt, eventTime: sweptAt, ...common }];
    }
    if (content.kind !== 'findings') {
      return { kind: 'quarantined', reason: `The lane has no use for this (${content.kind}).` };
    }
    return content.findings
      .filter((finding) => products.includes(finding.productArn))
      .map((eventFinding) => ({
        key: keyOf(eventFinding),
        eventFinding,
        eventTime: content.time,
        ...common,
      }));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}

/** All at once; when something happens that nobody foresaw, one by one, so that only its own record suffers. */
async function raiseTogether(deps: AlertsDeps, batch: Read[]): Promise<Map<QueueRecord, Outcome>> {
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

async function raise(deps: AlertsDeps, batch: Read[]): Promise<Map<QueueRecord, Outcome>> {
  const outcomes = await raiseAlerts(
    deps,
    batch.flatMap(({ content }) => content),
  );
  let next = 0;
  return new Map(
    batch.map(({ record, content }) => {
      const own = outcomes.slice(next, next + content.length);
      next += content.length;
      return [record, worstOf(own)] as const;
    }),
  );
}

/** A record is done when all of its findings are. */
function worstOf(outcomes: Outcome[]): Outcome {
  const retry = outcomes.find(({ kind }) => kind === 'retry');
  return retry ?? outcomes.find(({ kind }) => kind === 'quarantined') ?? { kind: 'done' };
}

function keyOf({ id, productArn }: { id: string; productArn: string }) {
  return { id, productArn };
}

/** A handler that reads its settings when it is first called, and keeps what it opened then. */
export function newHandler() {
  const opened = openOnce(open);
  return async (event: unknown, _context?: unknown): Promise<BatchAnswer> =>
    (await opened())(event);
}

/** The Lambda function. */
export const handler = newHandler();

async function open(drop: () => void): Promise<(event: unknown) => Promise<BatchAnswer>> {
  const config = loadConfig(process.env);
  const queues = readEnvironment(process.env, ['ALERTS_QUEUE_URL', 'QUARANTINE_QUEUE_URL']);
  const log = createLog();
  const { store, channel } = await openServices(config, log, 'alerts', drop);
  return createAlertsHandler({
    store,
    channel: paceChannel(channel, createPace(systemClock, SLACK_RATES)),
    clock: systemClock,
    log,
    memory: createProcessCache(),
    rules: { severities: config.findings.severities, digestAbove: config.slack.digestAbove },
    products: watchedProducts(config),
    alertsQueue: createAlertsQueue(queues.ALERTS_QUEUE_URL),
    visibility: createVisibility(queues.ALERTS_QUEUE_URL),
    quarantine: createQuarantine(queues.QUARANTINE_QUEUE_URL),
    random: Math.random,
  });
}
