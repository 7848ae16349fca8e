import type { KnownFinding } from './detection';
import type { EvidenceOptions, Held } from './evidence';
import type { Feeds } from './feeds';
import type { Detection, Note, WorkflowStatus } from './finding';
import type { Scope } from './finding-id';
import type { FindingContent, ImportTarget } from './finding-import';
import type { Cause } from './material-change';
import type { Remedy } from './remedy';
import type { Inherited } from './renamed';
import type { FindingRules } from './wanted';

/** Vulnerabilities that the rules don't want become no findings; existing findings are kept. */
export interface ReconcileOptions extends EvidenceOptions, FindingRules {
  scope: Scope;
  /** What urgency is counted from. */
  feeds: Feeds;
  /** Milliseconds after which a resolved finding that is still detected is reopened. */
  reopenAfter: number;
  /** What makes a decided finding be asked again where its decision does not cover it. */
  reask: readonly Cause[];
  /** What clears a detection, the remedy on whose card it is shown first; `before`: what its finding has. */
  remediesOf(detection: Detection, before: Remedy[] | undefined): Remedy[];
  now: Date;
  target: ImportTarget;
  /** Fingerprint of what an import would write: equal to `KnownFinding.content` while nothing has changed. */
  contentOf(content: FindingContent): string;
}

/** What happens to a finding. */
type StepKind =
  /** First seen: imported, NEW. */
  | 'new'
  /** First seen under this id, and decided under another: imported, the decision is taken over. */
  | 'inherited'
  /** It was archived and is detected again: imported ACTIVE, which Security Hub resets to NEW. */
  | 'back'
  /** Its decision has expired: imported and moved to NEW. */
  | 'reopen'
  /** Its content changed. */
  | 'update'
  /** Nothing changed, but it was last imported longer ago than `keepAfter`. */
  | 'keep'
  /** No image has it any more: archived and RESOLVED. */
  | 'fixed'
  /** Reported under another id now: archived and, unless it is decided, RESOLVED. */
  | 'renamed'
  /** None of its images exists any more: archived and RESOLVED. */
  | 'unscanned'
  /** Archived by a run that was interrupted before it could mark it RESOLVED. */
  | 'settle';

export interface Step {
  kind: StepKind;
  content: FindingContent;
  known?: KnownFinding;
  inherited?: Inherited;
  /** What to write after the import. A person's decision is replaced only when it has expired. */
  change?: { workflowStatus?: WorkflowStatus; note: Note };
}

export interface Plan {
  steps: Step[];
  /** Number of findings that are still detected and need no message. */
  unchanged: number;
  held: Held[];
}
