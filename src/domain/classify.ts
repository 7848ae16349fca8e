import type { Finding, Mark, WorkflowStatus } from './finding';
import type { Known, LedgerFinding, Snapshot } from './ledger';

/** A finding's status and mark as a snapshot has them. */
export interface Said {
  status: WorkflowStatus;
  mark: Mark;
  /** Epoch seconds; 0 for a read. */
  time: number;
  /** When the import was that it shows, ISO 8601. */
  updatedAt: string;
  recordState: Finding['recordState'];
}

/** What the ledger has. */
type Seen = Pick<LedgerFinding, 'seq' | 'at' | 'known'> & {
  finding: Pick<Finding, 'workflowStatus' | 'updatedAt' | 'recordState'>;
};

/**
 * What a snapshot means to the ledger. `same`: nothing to do about the status. `adopt`: somebody else's newer word.
 * `again`: an older state, so Security Hub has to be told once more.
 */
export type Meaning = 'same' | 'adopt' | 'again';

/**
 * Compares what Security Hub says with what the ledger holds true. Pure; the rules are named as in
 * docs/architecture.md.
 */
export function classify(item: Seen, said: Said): Meaning {
  const { status, mark, time } = said;
  if (status === item.finding.workflowStatus) return 'same';
  // R1: the ledger is behind, because it was lost or restored.
  if (mark.seq > item.seq) return 'adopt';
  // R2: somebody else, on top of our last write. Clocks are compared only with what was seen on top of the same write.
  if (mark.seq === item.seq) {
    const isLater = item.known.seq < item.seq || time === 0 || isNewer(item, said);
    return isLater ? 'adopt' : 'again';
  }
  // R3: somebody else, before our last write was applied. A read is never enough, because it may be old.
  const isOurs = isEcho(said) || (isKnown(item.known, said) && !isBack(item, said));
  const isLater = time > 0 && orderOf(said) > item.at && isNewer(item, said);
  if (!isOurs && isLater) return 'adopt';
  // R4: an older state of ours.
  return 'again';
}

/**
 * True for what Security Hub said after all that is known. What shows a later import than the ledger has seen is newer, whatever
 * the clocks say: a read has no time of its own, and counts as said when it was made, which may be minutes after what it shows.
 */
function isNewer(item: Seen, said: Said): boolean {
  return isLaterImport(item, said) || orderOf(said) > item.known.time;
}

/**
 * True for an undecided finding that was archived and is imported again. Security Hub resets its status to NEW; it may have
 * been NEW all along, if it was archived before it was known there that it was shown.
 */
function isBack(item: Seen, said: Said): boolean {
  const { recordState, workflowStatus } = item.finding;
  const isActiveAgain = recordState === 'ARCHIVED' && said.recordState === 'ACTIVE';
  const isOfShown = workflowStatus === 'NOTIFIED' && said.status === 'NEW';
  return isActiveAgain && isOfShown && isLaterImport(item, said);
}

function isLaterImport({ finding }: Seen, said: Said): boolean {
  return Date.parse(said.updatedAt) > Date.parse(finding.updatedAt);
}

/** True for a write of ours coming back: it says nothing about others. */
export function isEcho({ status, mark }: Pick<Said, 'status' | 'mark'>): boolean {
  return mark.seq > 0 && status === mark.status;
}

function isKnown(known: Known, { status, mark }: Said): boolean {
  return mark.seq === known.seq && status === known.status;
}

/** Events carry whole seconds: within one second a decision comes after NEW. */
export function orderOf({ status, time }: Pick<Said, 'status' | 'time'>): number {
  return status === 'NEW' ? time : time + 0.5;
}

/** What is known after a snapshot. A read counts as said now. */
export function knownOf(said: Said, now: Date): Known {
  const time = said.time === 0 ? now.getTime() / 1000 : orderOf(said);
  return { seq: said.mark.seq, status: said.status, time };
}

export function saidIn({ finding, time }: Snapshot): Said {
  const { workflowStatus: status, mark, updatedAt, recordState } = finding;
  return { status, mark, time, updatedAt, recordState };
}
