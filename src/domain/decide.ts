import type { Basis } from './basis';
import { isExtension, noteOf, reasonOf } from './decision-note';
import { basisOf } from './decision-scope';
import { defined } from './defined';
import { type Finding, isDecided, type WorkflowStatus } from './finding';
import type { Change, LedgerFinding } from './ledger';
import { decisionOf, standingDecision } from './signature';
import { afterShown } from './untold';
import { type Now, workAt } from './work';
import { type Decision, type DecisionRequest, STATUS_OF } from './workflow';

/** One click on one finding. */
export interface Click {
  request: DecisionRequest;
  /** Identifies the click; the same one twice is one decision. */
  requestId: string;
  /** What was clicked: an appearance by its number, or the present appearance as this card shows or showed it. */
  on: { base: number } | { card: string };
  /** At least this: the findings of one click that have the same number are written together. */
  seq?: number;
  /** An undo: only if this click's decision still stands. */
  undoes?: string;
  /** Key of the card of the bulk decision that it is part of. */
  bulk?: string;
}

/** Whether a click counts. */
export type Answer =
  | { kind: 'accepted' }
  /** Delivered before. */
  | { kind: 'repeated' }
  /** The finding is shown again in a newer card. */
  | { kind: 'shown-again' }
  /** Somebody was first, or there is a newer decision. */
  | { kind: 'already'; by: string; status: WorkflowStatus; at?: string };

/** The first decision holds until the finding is reopened; a click older than what stands changes nothing. */
export function answerTo(item: LedgerFinding, click: Click): Answer {
  if (item.request === click.requestId) return { kind: 'repeated' };
  if (!isPresent(click, item) || isBefore(click, item)) return { kind: 'shown-again' };
  if (click.undoes !== undefined && item.request !== click.undoes) return already(item);
  if (Number(click.request.actionTs) <= standingSince(item)) return already(item);
  return isFor(item.finding, click.request.decision) ? { kind: 'accepted' } : already(item);
}

/** An open finding is decided, a decided one reopened, and a suppression extended while its date is the one that was seen. */
function isFor(finding: Finding, decision: Decision): boolean {
  if (decision.kind === 'reopen') return isDecided(finding);
  if (decision.kind === 'resolve' || decision.extends === undefined) return !isDecided(finding);
  const until = standingDecision(finding)?.until;
  return until?.kind === 'date' && until.date === decision.extends;
}

function isPresent({ on }: Click, { base, card, earlierCards = [] }: LedgerFinding): boolean {
  if ('base' in on) return base === on.base;
  return card === on.card || earlierCards.includes(on.card);
}

/**
 * True for a decision on a card or in bulk that was made before the present appearance began. Its findings are looked up
 * when it is carried out, so that it may find the present appearance all the same.
 */
function isBefore({ on, bulk, request }: Click, { baseAt }: LedgerFinding): boolean {
  const isLookedUp = bulk !== undefined || 'card' in on;
  return isLookedUp && Number(request.actionTs) < baseAt;
}

/** When the standing status was set, or said once more by somebody else, epoch seconds; 0 while nothing stands. */
function standingSince({ at, known, finding: { workflowStatus } }: LedgerFinding): number {
  const isSaid = workflowStatus !== 'NEW' && known.status === workflowStatus;
  return isSaid ? Math.max(at, known.time) : at;
}

function already({ finding, at }: LedgerFinding): Answer {
  const { workflowStatus: status, note } = finding;
  const by = decisionOf(finding)?.who ?? note?.updatedBy ?? '';
  const time = at === 0 ? note?.updatedAt : new Date(at * 1000).toISOString();
  return { kind: 'already', by, status, ...defined({ at: time }) };
}

/** The item after an accepted click. */
export function decided(item: LedgerFinding, click: Click, { now, token }: Now): LedgerFinding {
  const { request, requestId } = click;
  const status = STATUS_OF[request.decision.kind];
  const seq = Math.max(item.seq + 1, click.seq ?? 0);
  // What changed before is not told any more.
  const { bulk: _, basis: __, untold: ___, ...rest } = item;
  const basis = basisFor(request.decision, item);
  const note = noteOf(request, basis, item.finding.images);
  return {
    ...rest,
    ...defined({ bulk: click.undoes === undefined ? click.bulk : undefined, basis }),
    finding: {
      ...item.finding,
      workflowStatus: status,
      note: { ...note, updatedAt: now.toISOString() },
    },
    seq,
    at: Number(request.actionTs),
    request: requestId,
    ownNote: true,
    noteTime: now.getTime() / 1000,
    tries: 0,
    log: logged(item, changeOf(click, seq, status, now)),
    work: workAt(now, 0, token),
  };
}

/** A decision holds for what the ledger knows when it is made, which is what its card shows. */
function basisFor(decision: Decision, { finding }: LedgerFinding): Basis | undefined {
  if (decision.kind === 'reopen') return undefined;
  const place = decision.kind === 'suppress' ? decision.place : undefined;
  return basisOf(finding, place ?? 'here');
}

function changeOf({ request }: Click, seq: number, status: WorkflowStatus, now: Date): Change {
  const { decision, actor } = request;
  return {
    seq,
    at: now.toISOString(),
    status,
    by: actor.userId,
    action: isExtension(decision) ? 'extend' : decision.kind,
    ...defined({ reason: reasonOf(decision) }),
  };
}

const LOGGED = 10;

export function logged({ log }: LedgerFinding, change: Change): Change[] {
  return [...log, change].slice(-LOGGED);
}

/**
 * The item after its card was drawn; undefined if it changed meanwhile. Touches neither `at` nor `known`: a decision,
 * whoever made it, beats a receipt.
 */
export function received(
  item: LedgerFinding | undefined,
  drawn: LedgerFinding,
  { now, token }: Now,
): LedgerFinding | undefined {
  if (item === undefined || item.seq !== drawn.seq || item.card !== drawn.card) return undefined;
  if (item.finding.workflowStatus !== 'NEW') return undefined;
  const seq = item.seq + 1;
  const status = 'NOTIFIED' as const;
  const change: Change = { seq, at: now.toISOString(), status, by: 'vulnscan', action: 'shown' };
  const { untold: _, ...rest } = item;
  return {
    ...rest,
    ...afterShown(item, drawn),
    finding: { ...item.finding, workflowStatus: status },
    seq,
    ownNote: false,
    tries: 0,
    log: logged(item, change),
    work: workAt(now, 1, token),
  };
}

/** The item on the card that follows one that was deleted or is full; undefined if it changed meanwhile. */
export function movedOn(
  item: LedgerFinding | undefined,
  seen: LedgerFinding,
  { now, token }: Now,
): LedgerFinding | undefined {
  if (item === undefined || item.seq !== seen.seq || item.card !== seen.card) return undefined;
  return { ...item, card: nextKey(item.card), work: workAt(now, 1, token) };
}

/** The key of the card that takes over from one that is gone. */
export function nextKey(key: string): string {
  return `${key}~`;
}
