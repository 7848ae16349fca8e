import { identityText, reasonOf } from '../domain/alert';
import { isAhead } from '../domain/check-decision';
import { type Finding, keyText } from '../domain/finding';
import type { Job } from '../domain/job';
import type { AlertEntry } from '../domain/message';
import { newestState } from '../domain/newest-state';
import { STALE_READ_MS } from '../domain/timing';
import { decisionOf, type Signature } from '../domain/workflow';
import type { Witness } from '../ports/channel';
import type { FindingStore } from '../ports/findings';
import type { Clock } from '../ports/runtime';
import { appearanceIn } from './apply-decision';
import { isUnsettled } from './pacing';
import { DONE, type Outcome } from './record-outcome';
import { type RedrawDeps, redraw } from './redraw';
import { type RepairDeps, repair } from './restore-decision';

export interface SyncDeps extends RedrawDeps, RepairDeps {
  store: FindingStore;
  clock: Clock;
}

export type SyncJob = Extract<Job, { type: 'sync' }>;

/** One piece of news, and the finding as it is now. */
interface Current {
  job: SyncJob;
  finding: Finding;
  /** The news is so old that reads and history have caught up with it. */
  settled: boolean;
}

/**
 * Brings a message up to what its findings are, whoever changed them: `jobs` are news of one message, each of another
 * finding, and share one read, one look and one redraw. Never takes a message back to an older state: what it says
 * may be newer than what Security Hub shows. Writes nothing, except a decision that NOTIFIED replaced. One answer a
 * job, in the order given.
 */
export async function syncMessage(deps: SyncDeps, jobs: SyncJob[]): Promise<Outcome[]> {
  const [first] = jobs;
  if (first === undefined) return [];
  const found = await deps.store.get(jobs.map(({ key }) => key));
  const read = new Map(found.map((finding) => [keyText(finding), finding]));
  const states = jobs.map((job) => currentOf(deps, job, read.get(keyText(job.key))));
  const current = states.filter(isCurrent);
  if (current.length === 0) return states.map(outcomeOf);
  const message = await deps.channel.look(
    first.ref,
    current.map(({ job, finding }) => appearanceIn(finding, job.ref)),
  );
  const drawn = new Map<Current, AlertEntry | Outcome>();
  for (const each of current) drawn.set(each, await entryOf(deps, each, message));
  const entries = [...drawn.values()].filter((each) => 'finding' in each);
  await redraw(deps, first.ref, entries);
  return states.map((each) => outcomeOf(isCurrent(each) ? drawn.get(each) : each));
}

function isCurrent(states: Current | Outcome): states is Current {
  return 'job' in states;
}

/** What was drawn is done. */
function outcomeOf(states: Current | AlertEntry | Outcome | undefined): Outcome {
  return states !== undefined && 'kind' in states ? states : DONE;
}

/** The newer of what was read and what the event said; or what becomes of the job when there is nothing to draw. */
function currentOf(
  { clock }: SyncDeps,
  job: SyncJob,
  read: Finding | undefined,
): Current | Outcome {
  const settled = clock.now().getTime() - Date.parse(job.eventTime) > STALE_READ_MS;
  if (read === undefined) return settled ? DONE : { kind: 'retry' };
  const state = job.seen === undefined ? 'read' : newestState(read, job.seen);
  const overtaken = lostDecision(read, job) !== undefined;
  if (state === 'unclear' && !settled && !overtaken) return { kind: 'retry' };
  const finding = state === 'event' ? { ...read, ...job.seen } : read;
  // A NEW finding has its next appearance still to come; the old message stays as it is.
  if (finding.workflowStatus === 'NEW' || isElsewhere(finding, job)) return DONE;
  return { job, finding, settled };
}

/** Shown in a later message by now. */
function isElsewhere({ placement }: Finding, { ref }: SyncJob): boolean {
  if (placement === undefined) return false;
  return placement.channel !== ref.channel || Number(placement.ts) > Number(ref.ts);
}

/** What the message is to say of the finding; or what becomes of the job when it says so or can't. */
async function entryOf(
  deps: SyncDeps,
  { job, finding, settled }: Current,
  message: Map<string, Witness> | undefined,
): Promise<AlertEntry | Outcome> {
  const { generation, ...key } = appearanceIn(finding, job.ref);
  if (message === undefined && isUnsettled(deps, job.ref)) return { kind: 'retry' };
  const shown = message?.get(identityText({ ...key, generation }));
  // The decision on the screen is not applied yet; its own event will come.
  if (shown !== undefined && isAhead(shown, finding.note)) return DONE;
  const lost = lostDecision(finding, job);
  // An event from before NOTIFIED was applied over the decision: the event of that write follows, and is repaired once.
  if (lost !== undefined && job.seen && job.seen.workflowStatus !== 'NOTIFIED') return DONE;
  const repaired = lost && (await repair(deps, finding, lost, job.eventTime));
  // The history of a finding lags as well, and must not make us take our own NOTIFIED for a person's.
  if (repaired === 'not-ours' && !settled) return { kind: 'retry' };
  // Deleted by a person, or not ours: nothing to redraw, and never posted a second time.
  if (shown === undefined) return DONE;
  const current = repaired === undefined || repaired === 'not-ours' ? finding : repaired;
  return { generation, reason: reasonOf(current, generation), finding: current };
}

/**
 * The decision that the note holds and the status denies. A note older than the message belongs to an earlier
 * appearance: the finding was NEW again after it.
 */
function lostDecision(finding: Finding, { ref }: SyncJob): Signature | undefined {
  const signature = decisionOf(finding);
  if (finding.workflowStatus !== 'NOTIFIED' || signature === undefined) return undefined;
  if (Number(signature.at) < Number(ref.ts)) return undefined;
  return ['resolve', 'suppress', 'fixed'].includes(signature.action) ? signature : undefined;
}
