import { partImages, withCarried } from './carried-images';
import { defined } from './defined';
import {
  type ImageScan,
  type KnownFinding,
  mergeDetections,
  type ScoredDetection,
} from './detection';
import { createEvidence, type Evidence, type EvidenceOptions, type Held } from './evidence';
import type { Note, Severity, WorkflowStatus } from './finding';
import { findingId, type Scope } from './finding-id';
import type { FindingContent, ImportTarget } from './finding-import';
import { groupBy } from './group-by';
import {
  backNote,
  fixedNote,
  type ReopenReason,
  reopenNote,
  reopenReason,
  resolvedAt,
} from './reopen';
import { REIMPORT_AFTER_MS } from './timing';

export interface ReconcileOptions extends EvidenceOptions {
  scope: Scope;
  /** Vulnerabilities of other severities become no findings; existing findings are kept. */
  severities: readonly Severity[];
  /** Milliseconds after which a resolved finding that is still detected is reopened. */
  reopenAfter: number;
  now: Date;
  target: ImportTarget;
  /** Fingerprint of what an import would write: equal to `KnownFinding.content` while nothing has changed. */
  contentOf(content: FindingContent): string;
}

/** What happens to a finding. */
type StepKind =
  /** First seen: imported, NEW. */
  | 'new'
  /** It was archived and is detected again: imported ACTIVE, which Security Hub resets to NEW. */
  | 'back'
  /** Its decision has expired: imported and moved to NEW. */
  | 'reopen'
  /** Its content changed. */
  | 'update'
  /** Nothing changed, but it was last imported longer ago than REIMPORT_AFTER_MS. */
  | 'keep'
  /** No image has it any more: archived and RESOLVED. */
  | 'fixed'
  /** Archived by a run that was interrupted before it could mark it RESOLVED. */
  | 'settle';

export interface Step {
  kind: StepKind;
  content: FindingContent;
  known?: KnownFinding;
  /** What to write after the import. A person's decision is replaced only when it has expired. */
  change?: { workflowStatus?: WorkflowStatus; note: Note };
}

export interface Plan {
  steps: Step[];
  /** Number of findings that are still detected and need no message. */
  unchanged: number;
  held: Held[];
}

/** Plans what has to change in Security Hub (`known`) so that it agrees with the scans. Pure. */
export function reconcile(
  known: KnownFinding[],
  scans: ImageScan[],
  options: ReconcileOptions,
): Plan {
  const own = known.filter((finding) => isOwn(finding, options));
  const evidence = createEvidence(scans, own, options);
  const seen = seenById(scans, options.scope);
  const byId = new Map(own.map((finding) => [finding.id, finding]));
  const held = new Map<string, Held>();
  const plan: Plan = { steps: [], unchanged: 0, held: [] };
  for (const id of new Set([...byId.keys(), ...seen.keys()])) {
    const planned = planFinding(
      { id, known: byId.get(id), seen: seen.get(id) },
      evidence,
      options,
      held,
    );
    if (planned.step !== undefined) plan.steps.push(planned.step);
    if (planned.unchanged) plan.unchanged += 1;
  }
  plan.held = [...held.values()];
  return plan;
}

/** Findings of another scope, product or tool are left alone. */
function isOwn(finding: KnownFinding, options: ReconcileOptions): boolean {
  if (finding.productArn !== options.target.productArn) return false;
  const { vulnerabilityId, images } = finding;
  if (options.scope === 'vulnerability') return finding.id === findingId(vulnerabilityId);
  return images.some((image) => finding.id === findingId(vulnerabilityId, image.name));
}

function seenById(scans: ImageScan[], scope: Scope): Map<string, ScoredDetection> {
  const parts = scans.flatMap((scan) =>
    scan.detections.map((detection) => ({
      id: findingId(detection.vulnerabilityId, scope === 'image' ? scan.image.name : undefined),
      detection,
    })),
  );
  const grouped = [...groupBy(parts, (part) => part.id)];
  return new Map(
    grouped.flatMap(([id, group]) => {
      const [first, ...more] = group.map((part) => part.detection);
      return first === undefined ? [] : [[id, mergeDetections(first, more)] as const];
    }),
  );
}

interface Case {
  id: string;
  known: KnownFinding | undefined;
  seen: ScoredDetection | undefined;
}

interface Planned {
  step?: Step;
  unchanged: boolean;
}

const NOTHING: Planned = { unchanged: false };

function planFinding(
  { id, known, seen }: Case,
  evidence: Evidence,
  options: ReconcileOptions,
  held: Map<string, Held>,
): Planned {
  const wanted = seen && options.severities.includes(seen.severity) ? seen : undefined;
  if (known === undefined) return wanted === undefined ? NOTHING : firstSeen(id, wanted);
  if (known.recordState === 'ARCHIVED') {
    return wanted === undefined ? settle(known, options) : seenAgain(known, wanted, options);
  }
  return stillOpen(known, seen, wanted !== undefined, { evidence, options, held });
}

interface Context {
  evidence: Evidence;
  options: ReconcileOptions;
  held: Map<string, Held>;
}

function stillOpen(
  known: KnownFinding,
  seen: ScoredDetection | undefined,
  wanted: boolean,
  { evidence, options, held }: Context,
): Planned {
  const { kept, doubted, gone } = partImages(known, seen, evidence);
  for (const { image, reason } of doubted) countHeld(held, image.name, reason);
  const carried = [...kept, ...doubted.map((each) => each.image)];
  if (seen === undefined && carried.length === 0) return fixed(known, options);
  if (seen === undefined && gone === 0 && doubted.length === 0) return NOTHING;
  const detection = withCarried(seen, known, carried);
  const reason = wanted ? reopenReason(known, detection, options) : undefined;
  return reason === undefined
    ? refresh(known, detection, options, seen !== undefined)
    : reopen(known, detection, reason, options);
}

function firstSeen(id: string, detection: ScoredDetection): Planned {
  return {
    step: { kind: 'new', content: { id, detection, recordState: 'ACTIVE' } },
    unchanged: false,
  };
}

function seenAgain(known: KnownFinding, seen: ScoredDetection, options: ReconcileOptions): Planned {
  const content: FindingContent = { id: known.id, detection: seen, recordState: 'ACTIVE' };
  if (known.workflowStatus !== 'SUPPRESSED') {
    const change = { note: backNote(seen, options.now) };
    return { step: { kind: 'back', content, known, change }, unchanged: false };
  }
  const reason = reopenReason(known, seen, options);
  if (reason !== undefined) return reopen(known, seen, reason, options);
  return { step: { kind: 'update', content, known }, unchanged: true };
}

function settle(known: KnownFinding, options: ReconcileOptions): Planned {
  if (known.workflowStatus !== 'NEW' && known.workflowStatus !== 'NOTIFIED') return NOTHING;
  const content: FindingContent = { id: known.id, detection: known, recordState: 'ARCHIVED' };
  const change = { workflowStatus: 'RESOLVED' as const, note: fixedNote(known, options.now) };
  return { step: { kind: 'settle', content, known, change }, unchanged: false };
}

function fixed(known: KnownFinding, options: ReconcileOptions): Planned {
  const content: FindingContent = { id: known.id, detection: known, recordState: 'ARCHIVED' };
  const isOpen = known.workflowStatus === 'NEW' || known.workflowStatus === 'NOTIFIED';
  return {
    step: {
      kind: 'fixed',
      content,
      known,
      ...(isOpen && {
        change: { workflowStatus: 'RESOLVED', note: fixedNote(known, options.now) },
      }),
    },
    unchanged: false,
  };
}

function reopen(
  known: KnownFinding,
  detection: ScoredDetection,
  reason: ReopenReason,
  options: ReconcileOptions,
): Planned {
  const note = reopenNote(known, detection, reason, options.now);
  return {
    step: {
      kind: 'reopen',
      content: { id: known.id, detection, recordState: 'ACTIVE' },
      known,
      change: { workflowStatus: 'NEW', note },
    },
    unchanged: false,
  };
}

/** Still detected and no message needed: imported if its content differs or its last import is too old. */
function refresh(
  known: KnownFinding,
  detection: ScoredDetection,
  options: ReconcileOptions,
  unchanged: boolean,
): Planned {
  const resolvedSeenAt = resolvedSince(known, options.now);
  const content: FindingContent = {
    id: known.id,
    detection,
    recordState: 'ACTIVE',
    ...defined({ resolvedSeenAt }),
  };
  if (options.contentOf(content) !== known.content) {
    return { step: { kind: 'update', content, known }, unchanged };
  }
  const age = options.now.getTime() - Date.parse(known.updatedAt);
  if (age < REIMPORT_AFTER_MS) return { unchanged };
  return { step: { kind: 'keep', content, known }, unchanged };
}

/** Security Hub has no time of a resolve, so the scanner records when it first saw the finding RESOLVED. */
function resolvedSince(known: KnownFinding, now: Date): string | undefined {
  if (known.workflowStatus !== 'RESOLVED') return undefined;
  return resolvedAt(known) === undefined ? now.toISOString() : known.resolvedSeenAt;
}

function countHeld(held: Map<string, Held>, image: string, reason: Held['reason']): void {
  const key = `${image}\u0000${reason}`;
  const entry = held.get(key) ?? { image, reason, findings: 0 };
  held.set(key, { ...entry, findings: entry.findings + 1 });
}
