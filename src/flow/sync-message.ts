import { identityText, reasonOf } from '../domain/alert';
import type { Finding } from '../domain/finding';
import type { Job } from '../domain/job';
import { newestState } from '../domain/state';
import { isAhead } from '../domain/verdict';
import { decisionOf, type Signature } from '../domain/workflow';
import { appearanceIn } from './apply-decision';
import { DONE, type Outcome } from './outcome';
import { isUnsettled } from './pacing';
import type { Clock, FindingStore } from './ports';
import { type RedrawDeps, redraw } from './redraw';
import { type RepairDeps, repair } from './repair';

export interface SyncDeps extends RedrawDeps, RepairDeps {
  store: FindingStore;
  clock: Clock;
}

export type SyncJob = Extract<Job, { type: 'sync' }>;

/** Reads and history have settled after so long; what they say then is taken. */
const SETTLED_MS = 5 * 60_000;

/**
 * Brings a message up to what its finding is, whoever changed it. Never takes it back to an older state: what the
 * message says may be newer than what Security Hub shows. Writes nothing, except a decision that NOTIFIED replaced.
 */
export async function syncMessage(deps: SyncDeps, job: SyncJob): Promise<Outcome> {
  const [read] = await deps.store.get([job.key]);
  const settled = deps.clock.now().getTime() - Date.parse(job.eventTime) > SETTLED_MS;
  if (read === undefined) return settled ? DONE : { kind: 'retry' };
  const state = newestState(read, job.seen);
  const overtaken = lostDecision(read, job) !== undefined;
  if (state === 'unclear' && !settled && !overtaken) return { kind: 'retry' };
  const finding = state === 'seen' ? { ...read, ...job.seen } : read;
  // A NEW finding has its next appearance still to come; the old message stays as it is.
  if (finding.workflowStatus === 'NEW' || isElsewhere(finding, job)) return DONE;
  return project(deps, job, finding, settled);
}

/** Shown in a later message by now. */
function isElsewhere({ placement }: Finding, { ref }: SyncJob): boolean {
  if (placement === undefined) return false;
  return placement.channel !== ref.channel || Number(placement.ts) > Number(ref.ts);
}

async function project(
  deps: SyncDeps,
  job: SyncJob,
  finding: Finding,
  settled: boolean,
): Promise<Outcome> {
  const identity = appearanceIn(finding, job.ref);
  const message = await deps.channel.look(job.ref, [identity]);
  if (message === undefined && isUnsettled(deps, job.ref)) return { kind: 'retry' };
  const shown = message?.get(identityText(identity));
  // The decision on the screen is not applied yet; its own event will come.
  if (shown !== undefined && isAhead(shown, finding.note)) return DONE;
  const lost = lostDecision(finding, job);
  // News from before NOTIFIED was applied over the decision: the news of that itself will come, and is repaired once.
  if (lost !== undefined && job.seen && job.seen.workflowStatus !== 'NOTIFIED') return DONE;
  const repaired = lost && (await repair(deps, finding, lost, job.eventTime));
  // The history of a finding lags as well, and must not make us take our own NOTIFIED for a person's.
  if (repaired === 'not-ours' && !settled) return { kind: 'retry' };
  // Deleted by a person, or not ours: nothing to redraw, and never posted a second time.
  if (shown === undefined) return DONE;
  const current = repaired === undefined || repaired === 'not-ours' ? finding : repaired;
  const entry = {
    generation: identity.generation,
    reason: reasonOf(current, identity.generation),
    finding: current,
  };
  await redraw(deps, job.ref, [entry]);
  return DONE;
}

/**
 * The decision that the note holds and the status denies. A note older than the message belongs to an earlier
 * appearance: the finding was NEW again after it.
 */
function lostDecision(finding: Finding, { ref }: SyncJob): Signature | undefined {
  const signature = decisionOf(finding);
  if (finding.workflowStatus !== 'NOTIFIED' || signature === undefined) return undefined;
  if (Number(signature.at) < Number(ref.ts)) return undefined;
  return ['resolve', 'suppress', 'fixed'].includes(signature.verb) ? signature : undefined;
}
