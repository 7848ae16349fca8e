import { partImages, withCarried } from './carried-images';
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
  /** Only vulnerabilities of these severities become findings. One that is a finding stays one. */
  severities: readonly Severity[];
  /** Milliseconds after which a resolved finding that is still there is opened again. */
  reopenAfter: number;
  now: Date;
  target: ImportTarget;
  /** Fingerprint of what an import would write: equal to `KnownFinding.content` while nothing has changed. */
  contentOf(content: FindingContent): string;
}

/** What is done to a finding. */
type StepKind =
  /** First seen: imported, NEW. */
  | 'new'
  /** It was gone and is there again: imported ACTIVE, which Security Hub itself resets to NEW. */
  | 'back'
  /** A decision has run out: imported and moved to NEW. */
  | 'reopen'
  /** Something about it changed. */
  | 'update'
  /** Nothing changed, but it was not imported for a day: Security Hub deletes what is not updated for 90. */
  | 'keep'
  /** No image has it any more: archived. */
  | 'fixed'
  /** Archived by a run that was interrupted before it could mark it RESOLVED. */
  | 'settle';

export interface Step {
  kind: StepKind;
  content: FindingContent;
  known?: KnownFinding;
  /** What to write after the import: never the decision of a person, unless it has run out. */
  change?: { workflowStatus?: WorkflowStatus; note: Note };
}

export interface Plan {
  steps: Step[];
  /** Findings that are still there and that nobody has to be told about. */
  unchanged: number;
  held: Held[];
}

/** What has to be done so that Security Hub (`known`) tells the truth about what the scans saw. Pure. */
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

/** Findings of another scope, another product or another tool are not ours to keep. */
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

/** Still there, nobody has to be told: written only if it differs or would otherwise expire. */
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
    ...(resolvedSeenAt !== undefined && { resolvedSeenAt }),
  };
  if (options.contentOf(content) !== known.content) {
    return { step: { kind: 'update', content, known }, unchanged };
  }
  const age = options.now.getTime() - Date.parse(known.updatedAt);
  if (age < REIMPORT_AFTER_MS) return { unchanged };
  return { step: { kind: 'keep', content, known }, unchanged };
}

/** Security Hub does not say since when a finding is resolved; the scanner remembers when it first saw it so. */
function resolvedSince(known: KnownFinding, now: Date): string | undefined {
  if (known.workflowStatus !== 'RESOLVED') return undefined;
  return resolvedAt(known) === undefined ? now.toISOString() : known.resolvedSeenAt;
}

function countHeld(held: Map<string, Held>, image: string, reason: Held['reason']): void {
  const key = `${image}\u0000${reason}`;
  const entry = held.get(key) ?? { image, reason, findings: 0 };
  held.set(key, { ...entry, findings: entry.findings + 1 });
}
