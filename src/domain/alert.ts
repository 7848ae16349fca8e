import { type Finding, type FindingKey, keyText } from './finding';
import { CLOCK_SKEW_MS, HISTORY_LOOK_BACK_MS, LONGEST_SCAN_MS } from './timing';
import { readSignature } from './workflow';

/** Why a finding is shown: it is new, it was opened again by rule or by its until, or it came back after it was gone. */
export type AlertReason = 'new' | 'reopened' | 'back';

/**
 * What one appearance of a finding in Slack is told apart by. Security Hub may move a finding back to NEW after it
 * was posted; that is a new generation and is posted again, once.
 */
export interface AlertIdentity extends FindingKey {
  generation: number;
}

/**
 * The appearance a NEW finding is due: the first, or one more than where it was last shown. NOTIFIED and the
 * placement are written in one update, so a NEW finding that has a placement was moved back to NEW after it.
 */
export function identityOf(
  finding: Pick<Finding, 'id' | 'productArn' | 'placement'>,
): AlertIdentity {
  const generation = finding.placement === undefined ? 0 : finding.placement.generation + 1;
  return { id: finding.id, productArn: finding.productArn, generation };
}

export function identityText(identity: AlertIdentity): string {
  return `${keyText(identity)}|${identity.generation}`;
}

/**
 * Why this appearance of the finding is shown. Read from the note the scanner left when it moved the finding back to
 * NEW; Security Hub's own reset leaves none.
 */
export function reasonOf(finding: Pick<Finding, 'note'>, generation: number): AlertReason {
  if (generation === 0) return 'new';
  const signature = finding.note && readSignature(finding.note.updatedBy);
  return signature?.who === 'scanner' && signature.action === 'reopen' ? 'reopened' : 'back';
}

/**
 * The earliest moment at which this appearance can have been posted: after the finding was made, or after its last
 * appearance was posted. The history has to be read from here to be sure that it is not there.
 */
export function postedSince(
  finding: Pick<Finding, 'createdAt' | 'placement'>,
  eventTime: string,
  now: Date,
): Date {
  const began =
    finding.placement === undefined
      ? Math.min(timeOf(finding.createdAt, now), timeOf(eventTime, now)) - CLOCK_SKEW_MS
      : Number(finding.placement.ts) * 1000;
  return new Date(Math.max(began, now.getTime() - HISTORY_LOOK_BACK_MS));
}

/** The earliest moment at which the digest of the scan that imported a finding last can have been posted. */
export function digestSince(finding: Pick<Finding, 'updatedAt'>, now: Date): Date {
  const began = timeOf(finding.updatedAt, now) - LONGEST_SCAN_MS;
  return new Date(Math.max(began, now.getTime() - HISTORY_LOOK_BACK_MS));
}

/**
 * True for the very first news of a finding. Any other news may follow right behind an earlier one that was just
 * posted by another process and is not yet in the history.
 */
export function isFirstAppearance(
  finding: Pick<Finding, 'createdAt' | 'updatedAt' | 'note' | 'placement'>,
): boolean {
  const untouched = finding.note === undefined && finding.placement === undefined;
  return untouched && finding.createdAt === finding.updatedAt;
}

function timeOf(text: string, now: Date): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? now.getTime() : time;
}
