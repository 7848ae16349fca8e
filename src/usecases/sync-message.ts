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

/** A job and the newest state of its finding. */
interface Current {
  job: SyncJob;
  finding: Finding;
  /** The event is so old that reads and history include it. */
  settled: boolean;
}

/**
 * Redraws a message after its findings changed. `jobs` are changes of different findings in one message and share one
 * read and one redraw. Never redraws a message to an older state: it may be newer than what Security Hub shows.
 * Writes nothing to Security Hub except a decision that NOTIFIED has overwritten. Returns one outcome per job, in the
 * order given.
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

/** An entry was drawn, so its job is done. */
function outcomeOf(states: Current | AlertEntry | Outcome | undefined): Outcome {
  return states !== undefined && 'kind' in states ? states : DONE;
}

/** The newest state of the finding, or the job's outcome when there is nothing to draw. */
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
  // The next appearance of a NEW finding is not posted yet; the old message stays as it is.
  if (finding.workflowStatus === 'NEW' || isElsewhere(finding, job)) return DONE;
  return { job, finding, settled };
}

/** True when a later message shows the finding. */
function isElsewhere({ placement }: Finding, { ref }: SyncJob): boolean {
  if (placement === undefined) return false;
  return placement.channel !== ref.channel || Number(placement.ts) > Number(ref.ts);
}

/** The entry to draw, or the job's outcome when the message needs no redraw. */
async function entryOf(
  deps: SyncDeps,
  { job, finding, settled }: Current,
  message: Map<string, Witness> | undefined,
): Promise<AlertEntry | Outcome> {
  const { generation, ...key } = appearanceIn(finding, job.ref);
  if (message === undefined && isUnsettled(deps, job.ref)) return { kind: 'retry' };
  const shown = message?.get(identityText({ ...key, generation }));
  // The decision in the message is not applied yet; its own event follows.
  if (shown !== undefined && isAhead(shown, finding.note)) return DONE;
  const lost = lostDecision(finding, job);
  // This event is older than the NOTIFIED that overwrote the decision; the event of that write follows and is repaired.
  if (lost !== undefined && job.seen && job.seen.workflowStatus !== 'NOTIFIED') return DONE;
  const repaired = lost && (await repair(deps, finding, lost, job.eventTime));
  // FindingHistory lags as well, and may not show yet that the NOTIFIED was our own.
  if (repaired === 'not-ours' && !settled) return { kind: 'retry' };
  // The message was deleted or is not ours: it is never posted a second time.
  if (shown === undefined) return DONE;
  const current = repaired === undefined || repaired === 'not-ours' ? finding : repaired;
  return { generation, reason: reasonOf(current, generation), finding: current };
}

/**
 * The decision in the note of a finding that is NOTIFIED all the same. A note older than the message belongs to an
 * earlier appearance: the finding was NEW again after it.
 */
function lostDecision(finding: Finding, { ref }: SyncJob): Signature | undefined {
  const signature = decisionOf(finding);
  if (finding.workflowStatus !== 'NOTIFIED' || signature === undefined) return undefined;
  if (Number(signature.at) < Number(ref.ts)) return undefined;
  return ['resolve', 'suppress', 'fixed'].includes(signature.action) ? signature : undefined;
}
