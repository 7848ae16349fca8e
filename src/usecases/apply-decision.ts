import { type AlertIdentity, identityText, reasonOf } from '../domain/alert';
import { checkDecision, type DecisionCheck } from '../domain/check-decision';
import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import { type Finding, keyOf, keyText } from '../domain/finding';
import type { Job } from '../domain/job';
import type { AlertEntry, MessageRef } from '../domain/message';
import { INDEXING_MS } from '../domain/timing';
import { type DecisionRequest, noteOf, STATUS_OF } from '../domain/workflow';
import type { Witness } from '../ports/channel';
import type { FindingStore } from '../ports/findings';
import type { Clock } from '../ports/runtime';
import { type AuthorizeDeps, authorize } from './authorize';
import { isUnsettled } from './pacing';
import { DONE, type Outcome } from './record-outcome';
import { type RedrawDeps, redraw } from './redraw';
import { explain, explainRefusal, type ReplyDeps, tell } from './reply-to-person';

export interface DecideDeps extends AuthorizeDeps, RedrawDeps, ReplyDeps {
  store: FindingStore;
  clock: Clock;
}

export type DecideJob = Extract<Job, { type: 'decide' }>;

/** After so many receives, about two minutes, the person is informed that it takes longer. */
const INFORM_AT_RECEIVE = 5;
/** So many receives take at least STALE_READ_MS, after which no repair is pending any more. */
const REPAIR_RECEIVES = 8;

/**
 * Writes a person's decision once and redraws the message from the state just written. The person gets a private
 * reply when somebody else decided first, and when the decision failed, with an id that is also in the log.
 * `receives` is how often the job was received. Rejects with `Unavailable` when it has to be tried again.
 */
export async function applyDecision(
  deps: DecideDeps,
  job: DecideJob,
  receives: number,
): Promise<Outcome> {
  try {
    const permission = await authorize(deps, job.request.actor);
    if (!permission.allowed) {
      await tell(deps, job, { kind: 'not-allowed', ask: permission.ask });
      return DONE;
    }
    const { userId, teamId, name } = permission.person;
    const request = { ...job.request, actor: { userId, teamId, name } };
    return await applyAuthorized(deps, { ...job, request }, receives);
  } catch (error) {
    const again = error instanceof Unavailable;
    if (!again || receives === INFORM_AT_RECEIVE) await explain(deps, job, error);
    if (again) throw error;
    return DONE;
  }
}

interface Case {
  entry: AlertEntry;
  check: DecisionCheck;
}

async function applyAuthorized(
  deps: DecideDeps,
  job: DecideJob,
  receives: number,
): Promise<Outcome> {
  const found = await deps.store.get(job.keys);
  if (found.length < job.keys.length && ageOf(deps, job) < INDEXING_MS && isYoung(deps, job)) {
    return { kind: 'retry' };
  }
  const current = found.filter((finding) => !isOutdated(finding, job.message));
  const shown = await lookAt(deps, job, current);
  // Only the message shows whether an earlier decision is not applied yet.
  if (shown === undefined && job.message && isUnsettled(deps, job.message))
    return { kind: 'retry' };
  const patient = receives <= REPAIR_RECEIVES;
  const cases = current
    .flatMap((finding) => caseOf(finding, job, shown))
    .map((each) => (patient ? each : withoutWaiting(each)));
  const written = await write(deps, job, cases);
  if (job.message !== undefined) await redraw(deps, job.message, written.entries);
  await replyAbout(deps, job, cases, job.keys.length - cases.length);
  const waiting = cases.some(({ check }) => check.kind === 'wait');
  return waiting || written.again ? { kind: 'retry' } : DONE;
}

/**
 * True when the message shows an earlier appearance of the finding: a later one is shown elsewhere, or is about to be
 * (a placed finding that is NEW was moved back to NEW after its message).
 */
function isOutdated(finding: Finding, message: MessageRef | undefined): boolean {
  const { placement, workflowStatus } = finding;
  if (message === undefined || placement === undefined) return false;
  if (message.channel !== placement.channel) return true;
  const age = Number(placement.ts) - Number(message.ts);
  return age > 0 || (age === 0 && workflowStatus === 'NEW');
}

/** Which appearance a message shows. A read whose placement is older than the message is stale. */
export function appearanceIn(finding: Finding, message: MessageRef | undefined): AlertIdentity {
  const { id, productArn, placement } = finding;
  if (placement === undefined) return { id, productArn, generation: 0 };
  const later = message !== undefined && Number(message.ts) > Number(placement.ts);
  return { id, productArn, generation: placement.generation + (later ? 1 : 0) };
}

/** What the clicked message shows; undefined without a message, or when it was deleted. */
async function lookAt(
  { channel }: DecideDeps,
  { message }: DecideJob,
  findings: Finding[],
): Promise<Map<string, Witness> | undefined> {
  if (message === undefined || findings.length === 0) return undefined;
  return channel.look(
    message,
    findings.map((finding) => appearanceIn(finding, message)),
  );
}

/** None when the clicked message does not show the finding, because a button's value can be forged. */
function caseOf(finding: Finding, job: DecideJob, shown: Map<string, Witness> | undefined): Case[] {
  const identity = appearanceIn(finding, job.message);
  const witness = shown?.get(identityText(identity));
  if (shown !== undefined && witness === undefined) return [];
  const entry = {
    finding,
    generation: identity.generation,
    reason: reasonOf(finding, identity.generation),
  };
  return [{ entry, check: checkDecision(finding, witness, job.request) }];
}

/** A repair that is not there by now is not awaited: its event may be queued behind this very job. */
function withoutWaiting({ entry, check }: Case): Case {
  const waits = check.kind === 'wait' && check.regressed;
  return { entry, check: waits ? { kind: 'write' } : check };
}

interface Written {
  /** Entries as they are after the write. */
  entries: AlertEntry[];
  /** Some were refused and may be tried again. */
  again: boolean;
}

async function write(deps: DecideDeps, job: DecideJob, cases: Case[]): Promise<Written> {
  const wanted = cases.filter(({ check }) => check.kind === 'write').map(({ entry }) => entry);
  const behind = cases.flatMap((each) => behindOf(deps, job, each));
  if (wanted.length === 0) return { entries: behind, again: false };
  const change = {
    workflowStatus: STATUS_OF[job.request.decision.kind],
    note: noteOf(job.request),
  };
  const keys = wanted.map(({ finding }) => keyOf(finding));
  const { refused } = await deps.store.update(keys, change);
  const final = refused.filter(({ retryable }) => !retryable);
  for (const refusal of final) await explainRefusal(deps, job, refusal);
  const left = new Set(refused.map(keyText));
  const done = wanted.filter(({ finding }) => !left.has(keyText(finding)));
  const { decision, actor } = job.request;
  deps.log.info('decided', { decision: decision.kind, by: actor.userId, findings: done.length });
  return {
    entries: [...behind, ...done.map((entry) => after(deps, entry, job.request))],
    again: final.length < refused.length,
  };
}

/** Entries whose message does not show the current state yet. */
function behindOf(deps: DecideDeps, job: DecideJob, { entry, check }: Case): AlertEntry[] {
  if (check.kind === 'ours' && !check.shown) return [after(deps, entry, job.request)];
  return check.kind === 'already' && check.redraw ? [entry] : [];
}

/** The entry as written: Security Hub's reads lag behind its writes. */
function after({ clock }: DecideDeps, entry: AlertEntry, request: DecisionRequest): AlertEntry {
  const note = { ...noteOf(request), updatedAt: clock.now().toISOString() };
  const workflowStatus = STATUS_OF[request.decision.kind];
  return { ...entry, finding: { ...entry.finding, workflowStatus, note } };
}

async function replyAbout(
  deps: DecideDeps,
  job: DecideJob,
  cases: Case[],
  missing: number,
): Promise<void> {
  if (job.quiet) return;
  for (const { entry, check } of cases) {
    if (check.kind !== 'already') continue;
    const { by, at, status } = check;
    const title = entry.finding.vulnerabilityId;
    await tell(deps, job, { kind: 'already-decided', title, by, status, ...defined({ at }) });
  }
  if (missing > 0) await tell(deps, job, { kind: 'not-found' });
  const own = cases.filter(({ check }) => check.kind === 'write').length;
  // Without a message that is redrawn, the reply is the only confirmation.
  if (job.message === undefined && own > 0) {
    await tell(deps, job, { kind: 'decided', decision: job.request.decision.kind, count: own });
  }
}

function ageOf({ clock }: DecideDeps, job: DecideJob): number {
  return clock.now().getTime() - Number(job.request.actionTs) * 1000;
}

function isYoung({ clock }: DecideDeps, { message }: DecideJob): boolean {
  return message !== undefined && clock.now().getTime() - Number(message.ts) * 1000 < INDEXING_MS;
}
