import { defined } from './defined';
import { type Finding, isDecided, type Note, type WorkflowStatus } from './finding';
import { type DecisionRequest, noteOf, readSignature, type Signature, STATUS_OF } from './workflow';

/** The state of a finding in its message; Security Hub may be minutes behind it. */
export interface OnScreen {
  state: 'open' | 'decided';
  /** `decisionMark` of the note it shows. */
  decision?: string;
}

/** What to do with a requested decision. */
export type DecisionCheck =
  | { kind: 'write' }
  /** This request was applied before and is delivered again. `shown`: the message shows it, or a later state. */
  | { kind: 'ours'; shown: boolean }
  /** Somebody else was first, or there is a newer decision. `redraw`: the message does not show it yet. */
  | { kind: 'already'; by: string; at?: string; status: string; redraw: boolean }
  /**
   * An accepted decision is not applied yet, and the order of two pending writes is not guaranteed. `regressed`: it was
   * overwritten with NOTIFIED, and either its repair is pending or somebody reopened the finding.
   */
  | { kind: 'wait'; regressed: boolean };

type Already = Extract<DecisionCheck, { kind: 'already' }>;

/**
 * Checks a request against the finding as read and the message as shown. The first decision holds until the finding
 * is reopened; a click older than the current decision changes nothing.
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
 * Identifies the note that a message shows, and is kept in the message's metadata: the signature of our own notes,
 * time and author of other notes.
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

/** When the decision of a mark was made, epoch milliseconds; 0 when the mark has no time. */
export function markTime(mark: string): number {
  const signature = readSignature(mark);
  if (signature !== undefined) return Number(signature.at) * 1000;
  return Date.parse(mark.split(' ')[0] ?? '') || 0;
}

/** True when NOTIFIED has overwritten the decision that the message shows; its repair is pending. */
function isRegressed(finding: Finding, shown: OnScreen | undefined): boolean {
  return shown?.state === 'decided' && isMarked(shown, finding.note);
}

/** True when the message does not show the state that was read. */
function isBehind(finding: Finding, shown: OnScreen | undefined): boolean {
  if (shown === undefined) return false;
  if (!isMarked(shown, finding.note)) return true;
  return shown.state === 'open' && isDecided(finding);
}

/** When a note's decision was made, or another tool's note was written, epoch milliseconds; 0 without a note. */
export function noteTime(note: Note | undefined): number {
  return note === undefined ? 0 : markTime(decisionMark(note));
}

/** True for a request that is older than the current decision. */
function isOlder(request: DecisionRequest, latestMark: string | undefined): boolean {
  return latestMark !== undefined && Number(request.actionTs) * 1000 < markTime(latestMark);
}

function already(finding: Finding, latestMark: string | undefined): Omit<Already, 'redraw'> {
  const signature = latestMark && readSignature(latestMark);
  const status = finding.workflowStatus;
  if (signature) {
    const at = new Date(Number(signature.at) * 1000).toISOString();
    return {
      kind: 'already',
      by: signature.who,
      at,
      status: STATUS_AFTER[signature.action] ?? status,
    };
  }
  const { note } = finding;
  const by = note?.updatedBy ?? '';
  return { kind: 'already', by, status, ...defined({ at: note?.updatedAt }) };
}

const STATUS_AFTER: Partial<Record<Signature['action'], WorkflowStatus>> = {
  ...STATUS_OF,
  fixed: 'RESOLVED',
};
