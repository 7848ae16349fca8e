import { type RecordContent, readRecord } from '../adapters/read-record';
import { InvalidInput } from '../domain/errors';
import type { Finding } from '../domain/finding';
import { GENERATOR_PREFIX } from '../domain/finding-fields';
import type { Outcome } from '../usecases/record-outcome';
import type { QueueRecord } from './batch';

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

/** True for a finding of this account, of a watched product and found by Trivy. */
export function isWatched({ account, products }: Watched, finding: Finding): boolean {
  return (
    finding.accountId === account &&
    products.includes(finding.productArn) &&
    finding.generatorId.startsWith(GENERATOR_PREFIX)
  );
}

/** The content of a record, without findings that are not watched; quarantined when it can't be read. */
export function readContent(watched: Watched, record: QueueRecord): RecordContent | Quarantined {
  try {
    const content = readRecord(record.body);
    if (content.kind !== 'findings') return content;
    return { ...content, findings: content.findings.filter((each) => isWatched(watched, each)) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'quarantined', reason: error.message };
  }
}
