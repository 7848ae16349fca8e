import { type RecordContent, readRecord } from '../adapters/read-record';
import { InvalidInput } from '../domain/errors';
import { keyText } from '../domain/finding';
import type { Outcome } from '../usecases/record-outcome';
import type { SyncJob } from '../usecases/sync-message';
import { type QueueRecord, receivesOf } from './batch';

/** A record and what it says. */
export interface Piece {
  record: QueueRecord;
  news: RecordContent | Quarantined;
}

export type Quarantined = Extract<Outcome, { kind: 'quarantined' }>;

/** What is done at once: news of several findings of one message, and else one record after another. */
export function stepsOf(records: QueueRecord[]): Piece[][] {
  const steps: Piece[][] = [];
  for (const record of records) {
    const piece = { record, news: readContent(record) };
    const last = steps.at(-1);
    if (last !== undefined && mayJoin(last, piece)) last.push(piece);
    else steps.push([piece]);
  }
  return steps;
}

/** After so many receives news goes alone, so that what can't be done takes nothing with it. */
const TOGETHER_UNTIL = 2;

function mayJoin(step: Piece[], piece: Piece): boolean {
  const pieces = [...step, piece];
  const keys = pieces.flatMap((each) => syncJobIn(each)?.key ?? []).map(keyText);
  const isFresh = pieces.every(({ record }) => receivesOf(record) <= TOGETHER_UNTIL);
  return isFresh && new Set(keys).size === pieces.length;
}

export function syncJobIn({ news }: Piece): SyncJob | undefined {
  return news.kind === 'job' && news.job.type === 'sync' ? news.job : undefined;
}

function readContent(record: QueueRecord): RecordContent | Quarantined {
  try {
    return readRecord(record.body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}
