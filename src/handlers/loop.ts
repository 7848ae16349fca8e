import { readRecord } from '../adapters/read-record';
import { InvalidInput } from '../domain/errors';
import type { Outcome } from '../usecases/record-outcome';
import {
  answerBatch,
  type BatchAnswer,
  type BatchDeps,
  isQueueEvent,
  NOT_HANDLED,
  outcomeOfError,
  type QueueRecord,
} from './batch';

/** What the wake-ups of one batch name: hashes of findings, keys of cards. */
export interface Woken {
  hashes: string[];
  keys: string[];
}

/**
 * Handles wake-ups: the loop runs once for a batch, whatever is in it. A batch whose run has to be repeated is received
 * again.
 */
export async function handleWakeUps(
  deps: BatchDeps,
  event: unknown,
  run: (woken: Woken) => Promise<Outcome>,
): Promise<BatchAnswer> {
  const records = isQueueEvent(event) ? event.Records : [];
  const outcome = await attempt(deps, records, run);
  return answerBatch(deps, records, new Map(records.map((record) => [record, outcome])));
}

async function attempt(
  deps: BatchDeps,
  records: QueueRecord[],
  run: (woken: Woken) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await run(namesIn(records));
  } catch (error) {
    const [first] = records;
    return first === undefined ? NOT_HANDLED : outcomeOfError(deps.log, first, error);
  }
}

/** A record that can't be read wakes the loop all the same. */
function namesIn(records: QueueRecord[]): Woken {
  const wakeUps = records.flatMap(({ body }) => {
    try {
      const content = readRecord(body);
      return content.kind === 'wake' ? [content] : [];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return [];
    }
  });
  return {
    hashes: [...new Set(wakeUps.flatMap(({ hashes = [] }) => hashes))],
    keys: [...new Set(wakeUps.flatMap(({ keys = [] }) => keys))],
  };
}
