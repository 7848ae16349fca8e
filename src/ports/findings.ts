import type { KnownFinding } from '../domain/detection';
import type { Finding, FindingKey, Mark, Note, WorkflowStatus } from '../domain/finding';
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

/** Values to write to many findings with BatchUpdateFindings. Only the fields present are written. */
export interface FindingChange {
  workflowStatus?: WorkflowStatus;
  note?: Note;
  mark?: Mark;
}

export interface UpdateOutcome {
  updated: FindingKey[];
  refused: (RefusedFinding & FindingKey & { retryable: boolean })[];
}

/** Security Hub. Reads may be minutes old, and writes may take minutes to be applied (see domain/timing.ts). */
export interface FindingStore {
  /** Any number of keys; read 20 at a time. Findings that do not exist are missing in the result. */
  get(keys: FindingKey[]): Promise<KnownFinding[]>;
  /** All that match, of the watched products, read page by page. */
  list(filter: FindingFilter): AsyncIterable<Finding>;
  /** Any number; sent in batches of at most 100 and 6 MB. */
  importAll(findings: FindingImport[], onBatch?: (done: number) => void): Promise<ImportOutcome>;
  /** Any number of keys; sent 100 at a time. */
  update(keys: FindingKey[], change: FindingChange): Promise<UpdateOutcome>;
}
