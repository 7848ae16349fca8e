import { type RecordContent, readRecord } from '../adapters/read-record';
import { InvalidInput } from '../domain/errors';
import { keyText } from '../domain/finding';
import type { Outcome } from '../usecases/record-outcome';
import type { SyncJob } from '../usecases/sync-message';
import { type QueueRecord, receivesOf } from './batch';

export interface ParsedRecord {
  record: QueueRecord;
  content: RecordContent | Quarantined;
}

export type Quarantined = Extract<Outcome, { kind: 'quarantined' }>;

/**
 * Splits records into parts that are handled one after another. Consecutive changes of different findings in one
 * message form one part, because they need one redraw only; every other record is a part of its own.
 */
export function groupRecords(records: QueueRecord[]): ParsedRecord[][] {
  const parts: ParsedRecord[][] = [];
  for (const record of records) {
    const parsed = { record, content: readContent(record) };
    const last = parts.at(-1);
    if (last !== undefined && mayJoin(last, parsed)) last.push(parsed);
    else parts.push([parsed]);
  }
  return parts;
}

/** A record received more often than this is handled alone, so that its failure does not bring others back. */
const MOST_RECEIVES_TOGETHER = 2;

function mayJoin(part: ParsedRecord[], parsed: ParsedRecord): boolean {
  const all = [...part, parsed];
  const keys = all.flatMap((each) => syncJobIn(each)?.key ?? []).map(keyText);
  const isFresh = all.every(({ record }) => receivesOf(record) <= MOST_RECEIVES_TOGETHER);
  return isFresh && new Set(keys).size === all.length;
}

export function syncJobIn({ content }: ParsedRecord): SyncJob | undefined {
  return content.kind === 'job' && content.job.type === 'sync' ? content.job : undefined;
}

/** The content of a record; quarantined when it can't be read. */
export function readContent(record: QueueRecord): RecordContent | Quarantined {
  try {
    return readRecord(record.body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}
