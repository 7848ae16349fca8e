import { type RecordContent, readRecord } from '../adapters/read-record';
import { InvalidInput } from '../domain/errors';
import { keyText } from '../domain/finding';
import type { Outcome } from '../usecases/record-outcome';
import type { SyncJob } from '../usecases/sync-message';
import { type QueueRecord, receivesOf } from './batch';

/** A record and what it says. */
export interface ParsedRecord {
  record: QueueRecord;
  content: RecordContent | Quarantined;
}

export type Quarantined = Extract<Outcome, { kind: 'quarantined' }>;

/** What is done at once: content of several findings of one message, and else one record after another. */
export function groupRecords(records: QueueRecord[]): ParsedRecord[][] {
  const steps: ParsedRecord[][] = [];
  for (const record of records) {
    const parsed = { record, content: readContent(record) };
    const last = steps.at(-1);
    if (last !== undefined && mayJoin(last, parsed)) last.push(parsed);
    else steps.push([parsed]);
  }
  return steps;
}

/** After so many receives content goes alone, so that what can't be done takes nothing with it. */
const TOGETHER_UNTIL = 2;

function mayJoin(step: ParsedRecord[], parsed: ParsedRecord): boolean {
  const all = [...step, parsed];
  const keys = all.flatMap((each) => syncJobIn(each)?.key ?? []).map(keyText);
  const isFresh = all.every(({ record }) => receivesOf(record) <= TOGETHER_UNTIL);
  return isFresh && new Set(keys).size === all.length;
}

export function syncJobIn({ content }: ParsedRecord): SyncJob | undefined {
  return content.kind === 'job' && content.job.type === 'sync' ? content.job : undefined;
}

function readContent(record: QueueRecord): RecordContent | Quarantined {
  try {
    return readRecord(record.body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}
