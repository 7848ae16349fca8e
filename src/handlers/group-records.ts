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

/**
 * Whose findings a handler takes. In an administrator account EventBridge also delivers the events of member accounts,
 * and a finding there may have the same product and id as one here.
 */
export interface Watched {
  account: string;
  /** Product ARNs. */
  products: string[];
}

export type Quarantined = Extract<Outcome, { kind: 'quarantined' }>;

/**
 * Splits records into parts that are handled one after another. Consecutive changes of different findings in one
 * message form one part, because they need one redraw only; every other record is a part of its own.
 */
export function groupRecords(watched: Watched, records: QueueRecord[]): ParsedRecord[][] {
  const parts: ParsedRecord[][] = [];
  for (const record of records) {
    const parsed = { record, content: readContent(watched, record) };
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

/** The content of a record, without findings that are not watched; quarantined when it can't be read. */
export function readContent(
  { account, products }: Watched,
  record: QueueRecord,
): RecordContent | Quarantined {
  try {
    const content = readRecord(record.body);
    if (content.kind !== 'findings') return content;
    const findings = content.findings.filter(
      (each) => each.accountId === account && products.includes(each.productArn),
    );
    return { ...content, findings };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}
