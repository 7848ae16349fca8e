import { partImages, withCarried } from './carried-images';
import { defined } from './defined';
import type { ImageScan, KnownFinding, ScoredDetection } from './detection';
import { createEvidence, type Evidence, type EvidenceOptions, type Held } from './evidence';
import type { AffectedImage, Note, Severity, WorkflowStatus } from './finding';
import { findingId, type Scope } from './finding-id';
import type { FindingContent, ImportTarget } from './finding-import';
import {
  findRenames,
  type Inherited,
  inheritedFrom,
  named,
  type Renames,
  renamedNote,
} from './renamed';
import {
  backNote,
  fixedNote,
  type ReopenReason,
  reopenNote,
  reopenReason,
  resolvedSince,
  unscannedNote,
} from './reopen';
import { seenById } from './seen-by-id';
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
  /** First seen under this id, and decided under another: imported, the decision is taken over. */
  | 'inherited'
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

/** Plans what has to change in Security Hub (`known`) so that it agrees with the scans. Pure. */
export function reconcile(
  known: KnownFinding[],
  scans: ImageScan[],
  options: ReconcileOptions,
): Plan {
  const own = known.filter((finding) => isOwn(finding, options));
  const seen = seenById(scans, options.scope);
  const renames = findRenames(own, seen);
  const evidence = createEvidence(
    scans,
    own.filter(({ id }) => !renames.to.has(id)),
    options,
  );
  const byId = new Map(own.map((finding) => [finding.id, finding]));
  const held = new Map<string, Held>();
  const plan: Plan = { steps: [], unchanged: 0, held: [] };
  for (const id of new Set([...byId.keys(), ...seen.keys()])) {
    const known = byId.get(id);
    const planned = withRenamed(
      planFinding(
        { id, known, seen: named(seen.get(id), known, renames.from.get(id)) },
        evidence,
        options,
        held,
      ),
      renames,
      options.now,
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

/** A plan for a renamed vulnerability: the new finding takes over the decision, the old one says its new id. */
function withRenamed(planned: Planned, { from, to }: Renames, now: Date): Planned {
  const { step } = planned;
  if (step?.kind === 'new') {
    const old = from.get(step.content.id);
    const inherited = old && inheritedFrom(old);
    if (inherited === undefined) return planned;
    return { step: { ...step, kind: 'inherited', inherited }, unchanged: true };
  }
  const newId = step && to.get(step.content.id);
  if (step?.kind !== 'fixed' || step.known === undefined || newId === undefined) return planned;
  const change = { ...step.change, note: renamedNote(step.known, newId, now) };
  return { step: { ...step, kind: 'renamed', change }, unchanged: false };
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
    return wanted === undefined
      ? settle(known, evidence, options)
      : seenAgain(known, wanted, options);
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
  const { kept, doubted, gone, absent } = partImages(known, seen, evidence);
  for (const { image, reason } of doubted) countHeld(held, image.name, reason);
  const carried = [...kept, ...doubted.map((each) => each.image)];
  const left = gone + absent.length;
  if (seen === undefined && left + doubted.length === 0) return NOTHING;
  if (seen === undefined && carried.length === 0) {
    return gone === 0 ? unscanned(known, options) : fixed(known, absent, options);
  }
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

function settle(known: KnownFinding, evidence: Evidence, options: ReconcileOptions): Planned {
  if (!isUndecided(known)) return NOTHING;
  const content: FindingContent = { id: known.id, detection: known, recordState: 'ARCHIVED' };
  const exist = known.images.some((image) => !evidence.isAbsent(image));
  const note = exist ? fixedNote : unscannedNote;
  const change = { workflowStatus: 'RESOLVED' as const, note: note(known, options.now) };
  return { step: { kind: 'settle', content, known, change }, unchanged: false };
}

/** Images that no longer exist prove nothing, so the note names the others. */
function fixed(known: KnownFinding, absent: AffectedImage[], { now }: ReconcileOptions): Planned {
  const images = known.images.filter((image) => !absent.includes(image));
  return archived('fixed', known, fixedNote({ ...known, images }, now));
}

function unscanned(known: KnownFinding, { now }: ReconcileOptions): Planned {
  return archived('unscanned', known, unscannedNote(known, now));
}

function archived(kind: 'fixed' | 'unscanned', known: KnownFinding, note: Note): Planned {
  const content: FindingContent = { id: known.id, detection: known, recordState: 'ARCHIVED' };
  const change = { workflowStatus: 'RESOLVED' as const, note };
  return {
    step: { kind, content, known, ...(isUndecided(known) && { change }) },
    unchanged: false,
  };
}

function isUndecided({ workflowStatus }: KnownFinding): boolean {
  return workflowStatus === 'NEW' || workflowStatus === 'NOTIFIED';
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

function countHeld(held: Map<string, Held>, image: string, reason: Held['reason']): void {
  const key = `${image}\u0000${reason}`;
  const entry = held.get(key) ?? { image, reason, findings: 0 };
  held.set(key, { ...entry, findings: entry.findings + 1 });
}
