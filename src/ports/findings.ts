import type { Finding, FindingKey, Note, Placement, WorkflowStatus } from '../domain/finding';
import type { FindingImport } from '../domain/finding-import';

export interface FindingFilter {
  workflowStatus?: WorkflowStatus[];
  recordState?: ('ACTIVE' | 'ARCHIVED')[];
  /** ASFF labels. */
  severities?: string[];
  /** `GeneratorId` equals `Trivy/<id>`. */
  vulnerabilityId?: string;
  /** ISO 8601; findings updated at or before this. */
  updatedBefore?: string;
}

export interface RefusedFinding {
  id: string;
  code: string;
  message: string;
}

export interface ImportOutcome {
  imported: number;
  refused: RefusedFinding[];
}

/** One set of values for many findings: what BatchUpdateFindings takes. Only the fields named are written. */
export interface FindingChange {
  workflowStatus?: WorkflowStatus;
  note?: Note;
  placement?: Placement;
}

export interface UpdateOutcome {
  updated: FindingKey[];
  refused: (RefusedFinding & FindingKey & { retryable: boolean })[];
}

/** Security Hub. Reads may be minutes old; writes may take minutes to show. */
export interface FindingStore {
  /** Any number of keys; asked 20 at a time. Missing ones are missing from the answer. */
  get(keys: FindingKey[]): Promise<Finding[]>;
  /** All that match, page by page, of the products vulnscan watches. */
  list(filter: FindingFilter): AsyncIterable<Finding>;
  /** Any number; sent in batches of at most 100 and 6 MB. */
  importAll(findings: FindingImport[], onBatch?: (done: number) => void): Promise<ImportOutcome>;
  /** Any number of keys; sent 100 at a time. */
  update(keys: FindingKey[], change: FindingChange): Promise<UpdateOutcome>;
  /** Who last changed the workflow status: the identity that FindingHistory names, newest first. */
  lastWriter(key: FindingKey): Promise<string | undefined>;
}
