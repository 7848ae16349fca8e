import { defined } from '../domain/defined';
import { isKnownError, Unavailable } from '../domain/errors';
import { groupBy } from '../domain/group-by';
import { RETRY_JITTER_MS } from '../domain/timing';
import type { Quarantine, Visibility } from '../ports/queues';
import type { Log } from '../ports/runtime';
import { backOffMs } from '../usecases/pacing';
import type { Outcome } from '../usecases/record-outcome';

/** A record of a queue, as Lambda gives it. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    ApproximateReceiveCount: string;
    MessageGroupId?: string;
  };
}

/** Lambda deletes every record that is not named here. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface BatchDeps {
  visibility: Visibility;
  quarantine: Quarantine;
  log: Log;
  /** 0 to 1. */
  random: () => number;
}

/** Tries of a record with an unexpected error, which must not block its group for ever. */
const UNEXPECTED_TRIES = 3;

/** A record received more often than this may be crashing the process, so it is handled alone. */
const ALONE_AFTER = 10;

/** The records of one group to handle now: the first alone when it was received often, else all. */
export function recordsToHandle(records: QueueRecord[]): QueueRecord[] {
  const [first] = records;
  const alone = first !== undefined && receivesOf(first) > ALONE_AFTER;
  return alone ? [first] : records;
}

/** Outcome of a record that no use case handled. */
export const NOT_HANDLED: Outcome = { kind: 'retry', afterMs: 0 };

export function isQueueEvent(event: unknown): event is { Records: QueueRecord[] } {
  return (
    typeof event === 'object' &&
    event !== null &&
    'Records' in event &&
    Array.isArray(event.Records)
  );
}

/** Quarantines or postpones records, and returns those that have to be received again. */
export async function answerBatch(
  deps: BatchDeps,
  records: QueueRecord[],
  outcomes: Map<QueueRecord, Outcome>,
): Promise<BatchAnswer> {
  const back = new Map<QueueRecord, number>();
  for (const record of records) {
    const delay = await delayOf(deps, record, outcomes.get(record) ?? NOT_HANDLED);
    if (delay !== undefined) back.set(record, delay);
  }
  await postpone(deps, back);
  return {
    batchItemFailures: [...back.keys()].map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

/** Undefined when the record is finished. */
async function delayOf(
  deps: BatchDeps,
  record: QueueRecord,
  outcome: Outcome,
): Promise<number | undefined> {
  if (outcome.kind === 'done') return undefined;
  if (outcome.kind === 'retry') return retryMs(deps, record, outcome);
  const { messageId: id, body } = record;
  deps.log.error('a record goes into quarantine', { record: id, reason: outcome.reason });
  try {
    await deps.quarantine.put({ id, body, group: groupOf(record) }, outcome.reason);
    return undefined;
  } catch (error) {
    deps.log.error('a record could not be quarantined', { record: id, error });
    return retryMs(deps, record, { kind: 'retry' });
  }
}

function retryMs(
  { random }: BatchDeps,
  record: QueueRecord,
  { afterMs, atLeastMs = 0 }: Extract<Outcome, { kind: 'retry' }>,
): number {
  if (afterMs !== undefined) return afterMs + random() * RETRY_JITTER_MS;
  return Math.max(atLeastMs, backOffMs(receivesOf(record), random()));
}

/**
 * A hidden message blocks its whole FIFO group, so all records of a group get the same delay; a record of a standard
 * queue has its own. If the call fails, the visibility timeout brings them back.
 */
async function postpone(deps: BatchDeps, back: Map<QueueRecord, number>): Promise<void> {
  for (const [group, members] of groupBy(
    back.keys(),
    (record) => groupOf(record) || record.messageId,
  )) {
    const delay = Math.max(...members.map((record) => back.get(record) ?? 0));
    try {
      await deps.visibility.postpone(
        members.map((record) => record.receiptHandle),
        delay,
      );
    } catch (error) {
      deps.log.warn('records could not be postponed', { group, error });
    }
  }
}

/** Outcome of a record after an error. After UNEXPECTED_TRIES unexpected errors the record is quarantined. */
export function outcomeOfError(log: Log, record: QueueRecord, error: unknown): Outcome {
  if (isKnownError(error)) {
    const level = error instanceof Unavailable ? 'warn' : 'error';
    log[level]('a record is received again', { record: record.messageId, code: error.code, error });
    const afterMs = error instanceof Unavailable ? error.retryAfterMs : undefined;
    return { kind: 'retry', ...defined({ afterMs }) };
  }
  log.error('an unexpected error', { record: record.messageId, error });
  if (receivesOf(record) < UNEXPECTED_TRIES) return { kind: 'retry' };
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  return { kind: 'quarantined', reason: `An unexpected error, ${UNEXPECTED_TRIES} times: ${said}` };
}

export function receivesOf({ attributes }: QueueRecord): number {
  return Number(attributes.ApproximateReceiveCount) || 1;
}

export function groupOf({ attributes }: QueueRecord): string {
  return attributes.MessageGroupId ?? '';
}

/** Handles each record of a standard queue by itself, all at once. */
export async function handleEach(
  deps: BatchDeps,
  records: QueueRecord[],
  handle: (record: QueueRecord) => Promise<Outcome>,
): Promise<BatchAnswer> {
  const outcomes = new Map<QueueRecord, Outcome>();
  await Promise.all(
    records.map(async (record) => {
      try {
        outcomes.set(record, await handle(record));
      } catch (error) {
        outcomes.set(record, outcomeOfError(deps.log, record, error));
      }
    }),
  );
  return answerBatch(deps, records, outcomes);
}
