import { isKnownError, Unavailable } from '../domain/errors';
import { groupBy } from '../domain/group-by';
import { RETRY_JITTER_MS } from '../domain/timing';
import type { Quarantine, Visibility } from '../ports/queues';
import type { Log } from '../ports/runtime';
import { backOffMs } from '../usecases/pacing';
import type { Outcome } from '../usecases/record-outcome';

/** A record of a FIFO queue, as Lambda gives it. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    ApproximateReceiveCount: string;
    ApproximateFirstReceiveTimestamp: string;
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

/** An error that nobody foresaw is worth these tries; then the record must not hold up its group any longer. */
const UNFORESEEN_TRIES = 3;

/** After so many receives something may be killing the process; it must not take the others with it. */
const ALONE_AFTER = 10;

/** The records of one group that are worked on now: the first alone when it has come often, else all. */
export function recordsToHandle(records: QueueRecord[]): QueueRecord[] {
  const [first] = records;
  const alone = first !== undefined && receivesOf(first) > ALONE_AFTER;
  return alone ? [first] : records;
}

/** What becomes of a record that was not touched. */
export const NOT_HANDLED: Outcome = { kind: 'retry', afterMs: 0 };

export function isQueueEvent(event: unknown): event is { Records: QueueRecord[] } {
  return (
    typeof event === 'object' &&
    event !== null &&
    'Records' in event &&
    Array.isArray(event.Records)
  );
}

/** Puts records into quarantine or off, and answers which ones come back. */
export async function answerBatch(
  deps: BatchDeps,
  records: QueueRecord[],
  outcomes: Outcome[],
): Promise<BatchAnswer> {
  const back = new Map<QueueRecord, number>();
  for (const [index, record] of records.entries()) {
    const outcome = outcomes[index] ?? NOT_HANDLED;
    const delay = await delayOf(deps, record, outcome);
    if (delay !== undefined) back.set(record, delay);
  }
  await postpone(deps, back);
  return {
    batchItemFailures: [...back.keys()].map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

/** Undefined when the record is done with. */
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
    deps.log.error('the quarantine takes nothing', { record: id, error });
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
 * One hidden message locks its whole group, so what comes back of a group comes back together. When the queue does
 * not hear of it, its own time-out brings the records back.
 */
async function postpone(deps: BatchDeps, back: Map<QueueRecord, number>): Promise<void> {
  for (const [group, members] of groupBy(back.keys(), groupOf)) {
    const delay = Math.max(...members.map((record) => back.get(record) ?? 0));
    try {
      await deps.visibility.postpone(
        members.map((record) => record.receiptHandle),
        delay,
      );
    } catch (error) {
      deps.log.warn('records come back by their own time-out', { group, error });
    }
  }
}

/** What an error makes of a record. What nobody foresaw would come again for ever. */
export function outcomeOfError(log: Log, record: QueueRecord, error: unknown): Outcome {
  if (isKnownError(error)) {
    const level = error instanceof Unavailable ? 'warn' : 'error';
    log[level]('a record comes back', { record: record.messageId, code: error.code, error });
    const afterMs = error instanceof Unavailable ? error.retryAfterMs : undefined;
    return { kind: 'retry', ...(afterMs !== undefined && { afterMs }) };
  }
  log.error('an unforeseen error', { record: record.messageId, error });
  if (receivesOf(record) < UNFORESEEN_TRIES) return { kind: 'retry' };
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  return { kind: 'quarantined', reason: `An unforeseen error, ${UNFORESEEN_TRIES} times: ${said}` };
}

export function receivesOf({ attributes }: QueueRecord): number {
  return Number(attributes.ApproximateReceiveCount) || 1;
}

export function groupOf({ attributes }: QueueRecord): string {
  return attributes.MessageGroupId ?? '';
}

export function firstReceivedAt({ attributes }: QueueRecord): string {
  return new Date(Number(attributes.ApproximateFirstReceiveTimestamp) || 0).toISOString();
}
