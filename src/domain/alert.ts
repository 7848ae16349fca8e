import { type Finding, type FindingKey, keyText } from './finding';
import { CLOCK_SKEW_MS, HISTORY_LOOK_BACK_MS, LONGEST_SCAN_MS } from './timing';
import { readSignature } from './workflow';

/** Why a finding is shown: it is new, a decision on it has expired, or it came back after it was gone. */
export type AlertReason = 'new' | 'reopened' | 'back';

/**
 * Identifies one appearance of a finding in Slack. A finding that is moved back to NEW after it was posted gets a new
 * generation and is posted again, once.
 */
export interface AlertIdentity extends FindingKey {
  generation: number;
}

/**
 * The appearance that a NEW finding is due: the first, or the one after its last. NOTIFIED and the placement are
 * written in one update, so a NEW finding with a placement was moved back to NEW later.
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
 * Why this appearance of the finding is shown: from the note that the scanner wrote when it moved the finding back to
 * NEW. Security Hub's own reset writes none.
 */
export function reasonOf(finding: Pick<Finding, 'note'>, generation: number): AlertReason {
  if (generation === 0) return 'new';
  const signature = finding.note && readSignature(finding.note.updatedBy);
  return signature?.who === 'scanner' && signature.action === 'reopen' ? 'reopened' : 'back';
}

/**
 * The earliest time at which this appearance can have been posted: when the finding was created, or when its last
 * appearance was posted. The history has to be searched from here.
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

/** The earliest time at which the digest of the scan that last imported a finding can have been posted. */
export function digestSince(finding: Pick<Finding, 'updatedAt'>, now: Date): Date {
  const began = timeOf(finding.updatedAt, now) - LONGEST_SCAN_MS;
  return new Date(Math.max(began, now.getTime() - HISTORY_LOOK_BACK_MS));
}

/**
 * True for a finding that nothing was written to since its first import. Any other finding may have been posted just
 * before by another process, without the history showing it yet.
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
