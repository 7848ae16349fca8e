import { type Finding, isDecided, type Note, type WorkflowStatus } from './finding';
import { type DecisionRequest, noteOf, readSignature, type Signature, STATUS_OF } from './workflow';

/** What a message says of a finding; Security Hub may be minutes behind it. */
export interface OnScreen {
  state: 'open' | 'decided';
  /** `decisionMark` of the note it shows. */
  decision?: string;
}

/** What becomes of a decision somebody asked for. */
export type DecisionCheck =
  | { kind: 'write' }
  /** This very request was carried out before; it is delivered again. `shown`: the message says so, or what came after it. */
  | { kind: 'ours'; shown: boolean }
  /** Somebody else was first, or a newer decision stands. `redraw`: the message does not say so yet. */
  | { kind: 'already'; by: string; at?: string; status: string; redraw: boolean }
  /**
   * An accepted decision is not applied yet, and the order of two pending ones is not promised. `regressed`: it was
   * applied, NOTIFIED after it, and its repair may be pending; or somebody else reopened it, which no repair follows.
   */
  | { kind: 'wait'; regressed: boolean };

type Already = Extract<DecisionCheck, { kind: 'already' }>;

/**
 * Judges a request against the finding as read and the message as shown. The first decision stands until it is
 * reopened; a click older than the decision that stands changes nothing.
 */
export function checkDecision(
  finding: Finding,
  shown: OnScreen | undefined,
  request: DecisionRequest,
): DecisionCheck {
  const own = noteOf(request).updatedBy;
  const ahead = shown !== undefined && isAhead(shown, finding.note);
  if (shown?.decision === own || finding.note?.updatedBy === own) {
    return { kind: 'ours', shown: ahead || shown?.decision === own };
  }
  const latestMark = ahead ? shown.decision : finding.note && decisionMark(finding.note);
  const decided = ahead
    ? shown.state === 'decided'
    : isDecided(finding) || isRegressed(finding, shown);
  const open = request.decision.kind === 'reopen' ? decided : !decided;
  if (!open || isOlder(request, latestMark)) {
    return { ...already(finding, latestMark), redraw: !ahead && isBehind(finding, shown) };
  }
  const regressed = !ahead && !isDecided(finding) && isRegressed(finding, shown);
  return ahead || regressed ? { kind: 'wait', regressed } : { kind: 'write' };
}

/**
 * What a message remembers of the note it shows, kept in its metadata: who decided, when and what for our own notes,
 * time and author for anybody else's.
 */
export function decisionMark(note: Note): string {
  const isOurs = readSignature(note.updatedBy) !== undefined;
  return isOurs || note.updatedAt === undefined
    ? note.updatedBy
    : `${note.updatedAt} ${note.updatedBy}`;
}

/** True when the message shows a decision that the finding, as read, does not have yet. */
export function isAhead(shown: OnScreen, note: Note | undefined): boolean {
  if (shown.decision === undefined || isMarked(shown, note)) return false;
  return markTime(shown.decision) > noteTime(note);
}

function isMarked(shown: OnScreen, note: Note | undefined): boolean {
  return shown.decision === (note && decisionMark(note));
}

/** When the decision behind a mark was made, epoch milliseconds; 0 when it does not say. */
export function markTime(mark: string): number {
  const signature = readSignature(mark);
  if (signature !== undefined) return Number(signature.at) * 1000;
  return Date.parse(mark.split(' ')[0] ?? '') || 0;
}

/** NOTIFIED was applied over the decision that the message shows; it is about to be repaired. */
function isRegressed(finding: Finding, shown: OnScreen | undefined): boolean {
  return shown?.state === 'decided' && isMarked(shown, finding.note);
}

/** True when the message does not show what was read, unless what was read is about to be repaired. */
function isBehind(finding: Finding, shown: OnScreen | undefined): boolean {
  if (shown === undefined) return false;
  if (!isMarked(shown, finding.note)) return true;
  return shown.state === 'open' && isDecided(finding);
}

/** When a note was decided on, epoch milliseconds; for a foreign note when it was written; 0 for none. */
export function noteTime(note: Note | undefined): number {
  return note === undefined ? 0 : markTime(decisionMark(note));
}

/** Delivered late: something newer stands by now. */
function isOlder(request: DecisionRequest, latestMark: string | undefined): boolean {
  return latestMark !== undefined && Number(request.actionTs) * 1000 < markTime(latestMark);
}

function already(finding: Finding, latestMark: string | undefined): Omit<Already, 'redraw'> {
  const signature = latestMark === undefined ? undefined : readSignature(latestMark);
  const status = finding.workflowStatus;
  if (signature !== undefined) {
    const at = new Date(Number(signature.at) * 1000).toISOString();
    return {
      kind: 'already',
      by: signature.who,
      at,
      status: STATUS_SAID[signature.action] ?? status,
    };
  }
  const { note } = finding;
  const at = note?.updatedAt;
  return {
    kind: 'already',
    by: note?.updatedBy ?? '',
    status,
    ...(at !== undefined && { at }),
  };
}

const STATUS_SAID: Partial<Record<Signature['action'], WorkflowStatus>> = {
  ...STATUS_OF,
  fixed: 'RESOLVED',
};
