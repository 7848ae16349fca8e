import { listNames, NOTE } from './decision-note';
import { uncovered } from './decision-scope';
import type { KnownFinding } from './detection';
import { type Detection, isDecided, type Note } from './finding';
import type { Cause, MaterialChange } from './material-change';
import { writeChanges } from './reopen-note';
import { decisionOf, type Signature, standingDecision, writeSignature } from './signature';
import { cutText } from './text';
import { moreNames } from './unnamed-images';

/** Why a decision no longer holds. */
export type ReopenReason =
  | { kind: 'still-there' }
  | { kind: 'date'; date: string }
  /** Something that the decision does not cover. */
  | { kind: 'uncovered'; changes: MaterialChange[] };

/** Why a decided finding has to be reopened; undefined while it is open or its decision holds. */
export function reopenReason(
  known: KnownFinding,
  detection: Detection,
  options: { now: Date; reopenAfter: number; reask: readonly Cause[] },
): ReopenReason | undefined {
  if (!isDecided(known)) return undefined;
  const until = standingDecision(known)?.until;
  if (until?.kind === 'date' && options.now.getTime() >= Date.parse(until.date)) {
    return { kind: 'date', date: until.date };
  }
  const changes = uncovered(known, detection, options.reask);
  if (changes.length > 0) return { kind: 'uncovered', changes };
  return known.workflowStatus === 'RESOLVED' ? resolvedTooLong(known, options) : undefined;
}

function resolvedTooLong(
  known: KnownFinding,
  { now, reopenAfter }: { now: Date; reopenAfter: number },
): ReopenReason | undefined {
  const since = resolvedAt(known);
  if (since === undefined || now.getTime() - since < reopenAfter) return undefined;
  return { kind: 'still-there' };
}

/**
 * When it was resolved, epoch milliseconds. A resolve made outside Slack has no date: then it is when the scanner first
 * saw it.
 */
export function resolvedAt(known: KnownFinding): number | undefined {
  const decision = decisionOf(known);
  if (decision?.action === 'resolve') return Number(decision.at) * 1000;
  return known.resolvedSeenAt === undefined ? undefined : Date.parse(known.resolvedSeenAt);
}

/** Security Hub has no time of a resolve, so the scanner records when it first saw the finding RESOLVED. */
export function resolvedSince(known: KnownFinding, now: Date): string | undefined {
  if (known.workflowStatus !== 'RESOLVED') return undefined;
  return resolvedAt(known) === undefined ? now.toISOString() : known.resolvedSeenAt;
}

export function reopenNote(
  known: KnownFinding,
  detection: Detection,
  reason: ReopenReason,
  now: Date,
): Note {
  const before = known.note === undefined ? '' : ` Before: ${known.note.text}`;
  const why = whyReopened(known, detection, reason);
  return sign(`Reopened by the scanner: ${why}${before}`, 'reopen', now);
}

function whyReopened(known: KnownFinding, detection: Detection, reason: ReopenReason): string {
  const where = listImages(detection);
  switch (reason.kind) {
    case 'still-there':
      return `still detected in ${where} after it was resolved.`;
    case 'date':
      return `suppressed until ${reason.date}, still detected in ${where}.`;
    case 'uncovered':
      return writeChanges(known, reason.changes);
  }
}

export function fixedNote(detection: Detection, now: Date): Note {
  return sign(`Fixed: no longer detected in ${listImages(detection)}.`, 'fixed', now);
}

export function unscannedNote(detection: Detection, now: Date): Note {
  const where = listImages(detection);
  return sign(`No longer scanned: a scan of all images found no ${where}.`, 'unscanned', now);
}

export function backNote(detection: Detection, now: Date): Note {
  return sign(`Came back: detected again in ${listImages(detection)}.`, 'back', now);
}

function sign(text: string, action: Signature['action'], now: Date): Note {
  const at = String(Math.floor(now.getTime() / 1000));
  return {
    text: cutText(text, NOTE),
    updatedBy: writeSignature({ who: 'scanner', at, action }),
  };
}

function listImages(detection: Detection): string {
  const names = [...new Set(detection.images.map((image) => image.repository))];
  return names.length === 0 ? 'any image' : listNames(names, moreNames(detection));
}
