import { partImages, withCarried } from './carried-images';
import { defined } from './defined';
import type { KnownFinding, ScoredDetection } from './detection';
import type { Evidence, Held } from './evidence';
import type { AffectedImage, Note } from './finding';
import type { FindingContent } from './finding-import';
import { isOutdated, keepAfter } from './keep-alive';
import { withKeptTags } from './kept-tags';
import type { ReconcileOptions, Step } from './plan';
import {
  backNote,
  fixedNote,
  type ReopenReason,
  reopenNote,
  reopenReason,
  resolvedSince,
  unscannedNote,
} from './reopen';
import { restarted } from './urgency';
import { isWanted } from './wanted';
import { retargeted } from './with-remedies';

interface Case {
  id: string;
  /** With the names of its images, as far as the run knows them. */
  known: KnownFinding | undefined;
  /** As Security Hub has it, by which its decision is judged: what it covered does not depend on what the run knows. */
  listed: KnownFinding | undefined;
  seen: ScoredDetection | undefined;
}

export interface Planned {
  step?: Step;
  unchanged: boolean;
}

const NOTHING: Planned = { unchanged: false };

export function planFinding({ id, known, listed, seen }: Case, context: Context): Planned {
  const { evidence, options } = context;
  const wanted = seen && isWanted(seen, options) ? seen : undefined;
  if (known === undefined) return wanted === undefined ? NOTHING : firstSeen(id, wanted);
  if (known.recordState === 'ARCHIVED') {
    return wanted === undefined
      ? settle(known, evidence, options)
      : seenAgain(known, wanted, options, listed);
  }
  return stillOpen(known, seen, context, listed);
}

export interface Context {
  evidence: Evidence;
  options: ReconcileOptions;
  held: Map<string, Held>;
  /** Adds urgency and remedies; `known`: the finding that it is or was. */
  assess(detection: ScoredDetection, known: KnownFinding | undefined): ScoredDetection;
}

function stillOpen(
  known: KnownFinding,
  seen: ScoredDetection | undefined,
  { evidence, options, held, assess }: Context,
  listed = known,
): Planned {
  const { kept, others, doubted, gone, absent } = partImages(known, seen, evidence);
  for (const { image, reason } of doubted) countHeld(held, image.name, reason);
  const carried = [...kept, ...doubted.map((each) => each.image)];
  const left = gone + absent.length;
  const { failedTags } = options;
  const finding = { listed, seen, carried, others, ...defined({ failedTags }) };
  const counted = withKeptTags(known, finding);
  const isCarried = carried.length > 0 || counted.unnamed !== undefined;
  // A finding has to name an image: where only unnamed ones are left it stays as it is until a scan knows them.
  const isUnclear = carried.length === 0 && known.unnamed !== undefined;
  if (seen === undefined && (left + doubted.length === 0 || isUnclear))
    return notScanned(known, options);
  if (seen === undefined && !isCarried) {
    return gone === 0 ? unscanned(known, options) : fixed(known, absent, options);
  }
  // Images that are carried may be exposed.
  const detection =
    seen !== undefined && !isCarried ? seen : assess(withCarried(seen, counted, carried), known);
  const reason =
    seen && isWanted(detection, options) ? reopenReason(listed, detection, options) : undefined;
  return reason === undefined
    ? refresh(known, detection, options, seen !== undefined)
    : reopen(known, detection, reason, options);
}

/** Decided findings suggest nothing. */
function notScanned(known: KnownFinding, options: ReconcileOptions): Planned {
  const detection = isUndecided(known) ? retargeted(known, options) : undefined;
  if (detection === undefined) return NOTHING;
  const content: FindingContent = { id: known.id, detection, recordState: 'ACTIVE' };
  return { step: { kind: 'update', content, known }, unchanged: false };
}

function firstSeen(id: string, detection: ScoredDetection): Planned {
  return {
    step: { kind: 'new', content: { id, detection, recordState: 'ACTIVE' } },
    unchanged: false,
  };
}

function seenAgain(
  known: KnownFinding,
  seen: ScoredDetection,
  options: ReconcileOptions,
  listed = known,
): Planned {
  if (known.workflowStatus !== 'SUPPRESSED') {
    const change = { note: backNote(seen, options.now) };
    const content = appearing(known.id, seen, options);
    return { step: { kind: 'back', content, known, change }, unchanged: false };
  }
  const reason = reopenReason(listed, seen, options);
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

/** Still detected and no message needed: imported if what it says differs or its last import is too old. */
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
  if (options.contentOf(content) !== known.content || isOutdated(known, detection, options.feeds)) {
    return { step: { kind: 'update', content, known }, unchanged };
  }
  const age = options.now.getTime() - Date.parse(known.updatedAt);
  if (age < keepAfter(known.id)) return { unchanged };
  return { step: { kind: 'keep', content, known }, unchanged };
}

function countHeld(held: Map<string, Held>, image: string, reason: Held['reason']): void {
  const key = `${image}\u0000${reason}`;
  const entry = held.get(key) ?? { image, reason, findings: 0 };
  held.set(key, { ...entry, findings: entry.findings + 1 });
}
