import { type Assess, createAssess } from './assess';
import { partImages, withCarried } from './carried-images';
import { defined } from './defined';
import type { ImageScan, KnownFinding, ScoredDetection } from './detection';
import { createEvidence, type Evidence, type EvidenceOptions, type Held } from './evidence';
import type { Feeds } from './feeds';
import type { AffectedImage, Note, WorkflowStatus } from './finding';
import { findingId, type Scope } from './finding-id';
import type { FindingContent, ImportTarget } from './finding-import';
import type { Cause } from './material-change';
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
import { restarted } from './urgency';
import { type FindingRules, isWanted } from './wanted';

/** Vulnerabilities that the rules don't want become no findings; existing findings are kept. */
export interface ReconcileOptions extends EvidenceOptions, FindingRules {
  scope: Scope;
  /** What urgency is counted from. */
  feeds: Feeds;
  /** Milliseconds after which a resolved finding that is still detected is reopened. */
  reopenAfter: number;
  /** What makes a decided finding be asked again where its decision does not cover it. */
  reask: readonly Cause[];
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
  const assess = createAssess(
    options.feeds,
    vulnerabilityIds([...own, ...seen.values()]),
    options.now,
  );
  const context = { evidence, options, held, assess };
  const plan: Plan = { steps: [], unchanged: 0, held: [] };
  for (const id of new Set([...byId.keys(), ...seen.keys()])) {
    const known = byId.get(id);
    const old = renames.from.get(id);
    const detection = named(seen.get(id), known, old);
    const assessed = detection && assess(detection, (known ?? old)?.urgency);
    const planned = withRenamed(
      planFinding({ id, known, seen: assessed }, context),
      renames,
      options,
    );
    if (planned.step !== undefined) plan.steps.push(planned.step);
    if (planned.unchanged) plan.unchanged += 1;
  }
  plan.held = [...held.values()];
  return plan;
}

function vulnerabilityIds(detections: ScoredDetection[]): Set<string> {
  return new Set(detections.map(({ vulnerabilityId }) => vulnerabilityId));
}

/** Findings of another scope, product or tool are left alone. */
function isOwn(finding: KnownFinding, options: ReconcileOptions): boolean {
  if (finding.productArn !== options.target.productArn) return false;
  const { vulnerabilityId, images } = finding;
  if (options.scope === 'vulnerability') return finding.id === findingId(vulnerabilityId);
  return images.some((image) => finding.id === findingId(vulnerabilityId, image.name));
}

/** A plan for a renamed vulnerability: the new finding takes over the decision, the old one says its new id. */
function withRenamed(
  planned: Planned,
  { from, to }: Renames,
  { now, reask }: ReconcileOptions,
): Planned {
  const { step } = planned;
  if (step?.kind === 'new') {
    const old = from.get(step.content.id);
    const inherited = old && inheritedFrom(old, step.content.detection, reask);
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

function planFinding({ id, known, seen }: Case, context: Context): Planned {
  const { evidence, options } = context;
  const wanted = seen && isWanted(seen, options) ? seen : undefined;
  if (known === undefined) return wanted === undefined ? NOTHING : firstSeen(id, wanted);
  if (known.recordState === 'ARCHIVED') {
    return wanted === undefined
      ? settle(known, evidence, options)
      : seenAgain(known, wanted, options);
  }
  return stillOpen(known, seen, context);
}

interface Context {
  evidence: Evidence;
  options: ReconcileOptions;
  held: Map<string, Held>;
  assess: Assess;
}

function stillOpen(
  known: KnownFinding,
  seen: ScoredDetection | undefined,
  { evidence, options, held, assess }: Context,
): Planned {
  const { kept, doubted, gone, absent } = partImages(known, seen, evidence);
  for (const { image, reason } of doubted) countHeld(held, image.name, reason);
  const carried = [...kept, ...doubted.map((each) => each.image)];
  const left = gone + absent.length;
  if (seen === undefined && left + doubted.length === 0) return NOTHING;
  if (seen === undefined && carried.length === 0) {
    return gone === 0 ? unscanned(known, options) : fixed(known, absent, options);
  }
  // Assessed again, because images that are carried may be exposed.
  const detection = assess(withCarried(seen, known, carried), known.urgency);
  const reason =
    seen && isWanted(detection, options) ? reopenReason(known, detection, options) : undefined;
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
  if (known.workflowStatus !== 'SUPPRESSED') {
    const change = { note: backNote(seen, options.now) };
    const content = appearing(known.id, seen, options);
    return { step: { kind: 'back', content, known, change }, unchanged: false };
  }
  const reason = reopenReason(known, seen, options);
  if (reason !== undefined) return reopen(known, seen, reason, options);
  const content: FindingContent = { id: known.id, detection: seen, recordState: 'ACTIVE' };
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
      content: appearing(known.id, detection, options),
      known,
      change: { workflowStatus: 'NEW', note },
    },
    unchanged: false,
  };
}

/** A finding that appears again is due as if it were found now. */
function appearing(
  id: string,
  detection: ScoredDetection,
  { now }: ReconcileOptions,
): FindingContent {
  const { urgency } = detection;
  const content =
    urgency === undefined ? detection : { ...detection, urgency: restarted(urgency, now) };
  return { id, detection: content, recordState: 'ACTIVE' };
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
