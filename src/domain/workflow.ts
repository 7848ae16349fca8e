import { defined } from './defined';
import type { Finding, Note, WorkflowStatus } from './finding';
import { cutText } from './text';

/** Until when a suppression holds. `date` is a calendar day, YYYY-MM-DD, in UTC; it ends when that day begins. */
export type Until = { kind: 'fix' } | { kind: 'date'; date: string } | { kind: 'ever' };

export type Decision =
  | { kind: 'resolve'; reason?: string }
  | { kind: 'suppress'; reason: string; until: Until }
  | { kind: 'reopen'; reason?: string };

/** Who decides. The ids identify the person; the name is for people to read. */
export interface Actor {
  userId: string;
  teamId: string;
  name: string;
}

/** A requested decision: what, by whom, when (Slack's `action_ts`, seconds with a fraction). */
export interface DecisionRequest {
  decision: Decision;
  actor: Actor;
  actionTs: string;
}

export const STATUS_OF: Record<Decision['kind'], WorkflowStatus> = {
  resolve: 'RESOLVED',
  suppress: 'SUPPRESSED',
  // A reopened finding stays in its message and is not posted a second time.
  reopen: 'NOTIFIED',
};

/**
 * Who wrote a note and what was decided. Stored in the note's UpdatedBy (at most 512 characters), because a note has
 * no other machine-readable field: `vulnscan/<who>/<at>/<action>[/until=fix|ever|YYYY-MM-DD]`.
 */
export interface Signature {
  /** A Slack user id, or `scanner`. */
  who: string;
  /** Slack's action_ts, or the scan's time as epoch seconds. */
  at: string;
  action: Decision['kind'] | 'fixed' | 'unscanned' | 'back';
  until?: Until;
}

const SIGNATURE =
  /^vulnscan\/([A-Za-z0-9]+)\/(\d+(?:\.\d+)?)\/([a-z]+)(?:\/until=(fix|ever|\d{4}-\d{2}-\d{2}))?$/;

export function writeSignature(signature: Signature): string {
  const until = signature.until === undefined ? '' : `/until=${untilCode(signature.until)}`;
  return `vulnscan/${signature.who}/${signature.at}/${signature.action}${until}`;
}

/** Undefined for a note that vulnscan did not write. */
export function readSignature(updatedBy: string): Signature | undefined {
  const match = SIGNATURE.exec(updatedBy);
  if (match === null) return undefined;
  const [, who = '', at = '', action = '', until] = match;
  if (!isAction(action)) return undefined;
  return {
    who,
    at,
    action,
    ...defined({ until: until === undefined ? undefined : parseUntil(until) }),
  };
}

function parseUntil(code: string): Until {
  if (code === 'fix') return { kind: 'fix' };
  if (code === 'ever') return { kind: 'ever' };
  return { kind: 'date', date: code };
}

export function untilCode(until: Until): string {
  return until.kind === 'date' ? until.date : until.kind;
}

function isAction(action: string): action is Signature['action'] {
  return ['resolve', 'suppress', 'reopen', 'fixed', 'unscanned', 'back'].includes(action);
}

/** The note of a decision: a sentence that a person could have written, at most 512 bytes. */
export function noteOf(request: DecisionRequest): Note {
  const { decision, actor, actionTs } = request;
  const signature: Signature = {
    who: actor.userId,
    at: actionTs,
    action: decision.kind,
    ...(decision.kind === 'suppress' && { until: decision.until }),
  };
  return { text: cutText(sentenceOf(decision, actor), 512), updatedBy: writeSignature(signature) };
}

function sentenceOf(decision: Decision, actor: Actor): string {
  const action = { resolve: 'Resolved', suppress: 'Suppressed', reopen: 'Reopened' }[decision.kind];
  const until = decision.kind === 'suppress' ? ` ${untilWords(decision.until)}` : '';
  const reason = decision.reason === undefined ? '.' : `: ${decision.reason}`;
  return `${action} by ${actor.name}${until}${reason}`;
}

function untilWords(until: Until): string {
  if (until.kind === 'fix') return 'until a fix exists';
  return until.kind === 'ever' ? 'for good' : `until ${until.date}`;
}

/** The signature of the decision a finding carries, if its note is one of ours. */
export function decisionOf(finding: Pick<Finding, 'note'>): Signature | undefined {
  return finding.note && readSignature(finding.note.updatedBy);
}
