import type { Finding, FindingKey } from './finding';
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

/** The appearance that is on the screen now; undefined while the finding was never posted. */
export function shownIdentity(
  finding: Pick<Finding, 'id' | 'productArn' | 'placement'>,
): AlertIdentity | undefined {
  if (finding.placement === undefined) return undefined;
  return {
    id: finding.id,
    productArn: finding.productArn,
    generation: finding.placement.generation,
  };
}

export function identityText(identity: AlertIdentity): string {
  return `${identity.productArn}|${identity.id}|${identity.generation}`;
}

/** Read from the note the scanner left when it moved the finding back to NEW; Security Hub's own reset leaves none. */
export function reasonOf(finding: Pick<Finding, 'placement' | 'note'>): AlertReason {
  if (finding.placement === undefined) return 'new';
  const signature = finding.note && readSignature(finding.note.updatedBy);
  return signature?.who === 'scanner' && signature.verb === 'reopen' ? 'reopened' : 'back';
}
