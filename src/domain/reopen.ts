import type { KnownFinding } from './detection';
import { type Detection, hasFix, type Note } from './finding';
import { cutText } from './text';
import { decisionOf, type Signature, writeSignature } from './workflow';

/** Why a decision no longer holds. */
export type ReopenReason =
  | { kind: 'still-there' }
  | { kind: 'date'; date: string }
  | { kind: 'fix'; fixes: string[] };

/** BatchUpdateFindings: a note's text. */
const NOTE = 512;

/** Why a decided finding has to be reopened; undefined while it is open or its decision holds. */
export function reopenReason(
  known: KnownFinding,
  detection: Detection,
  options: { now: Date; reopenAfter: number },
): ReopenReason | undefined {
  if (known.workflowStatus === 'RESOLVED') return resolvedTooLong(known, options);
  if (known.workflowStatus !== 'SUPPRESSED') return undefined;
  const until = decisionOf(known)?.until;
  if (until?.kind === 'date' && options.now.getTime() >= Date.parse(until.date)) {
    return { kind: 'date', date: until.date };
  }
  return until?.kind === 'fix' && hasFix(detection)
    ? { kind: 'fix', fixes: fixesOf(detection) }
    : undefined;
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
  return sign(`Reopened by the scanner: ${whyReopened(detection, reason)}${before}`, 'reopen', now);
}

function whyReopened(detection: Detection, reason: ReopenReason): string {
  const where = listImages(detection);
  switch (reason.kind) {
    case 'still-there':
      return `still detected in ${where} after it was resolved.`;
    case 'date':
      return `suppressed until ${reason.date}, still detected in ${where}.`;
    case 'fix':
      return `a fixed version is out (${reason.fixes.join(', ')}).`;
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
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown || 'any image';
}

function fixesOf(detection: Detection): string[] {
  const fixes = detection.packages
    .filter((entry) => entry.fixedVersion !== undefined)
    .map((entry) => `${entry.name} ${entry.fixedVersion}`);
  return [...new Set(fixes)].slice(0, 3);
}
