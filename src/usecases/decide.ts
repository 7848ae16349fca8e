import { type Answer, answerTo, decided } from '../domain/decide';
import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import { hashOf } from '../domain/hash';
import type { DecisionJob, Job } from '../domain/job';
import type { LedgerFinding } from '../domain/ledger';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Queue } from '../ports/queues';
import type { Clock } from '../ports/runtime';
import { type AuthorizeDeps, authorize } from './authorize';
import { changeFinding } from './change';
import { DONE, type Outcome } from './record-outcome';
import { redrawDetails } from './redraw-details';
import { explain, type ReplyDeps, type ReplyJob, tell } from './reply-to-person';

export interface DecideDeps extends AuthorizeDeps, ReplyDeps {
  ledger: LedgerTable;
  waker: Waker;
  queue: Queue;
  clock: Clock;
  token: Token;
}

export type DecideJob = Extract<Job, { type: 'decide' }>;

/** After so many receives, about two minutes, the person is informed that it takes longer. */
const INFORM_AT_RECEIVE = 5;

/**
 * Records a person's decision on one finding in the ledger, which is final at once: the projector and the painter carry
 * it to Security Hub and to the card. The person gets a private reply when it does not count, and when it failed.
 * Rejects with `Unavailable` when it has to be tried again.
 */
export async function decide(deps: DecideDeps, job: DecideJob, receives = 1): Promise<Outcome> {
  return authorized(deps, job, receives, async (request) => {
    if (await isUndone(deps, job)) return;
    await record(deps, { ...job, request });
  });
}

/** A bulk decision that was undone does not decide what it has not reached yet. */
async function isUndone({ ledger }: DecideDeps, { bulk, undoes }: DecideJob): Promise<boolean> {
  if (bulk === undefined || undoes !== undefined) return false;
  const [card] = await ledger.cards([bulk]);
  return card?.content.kind === 'bulk' && card.content.bulk.undoneBy !== undefined;
}

/** Runs a decision for a person who may decide, with the person's name as Slack has it. */
export async function authorized<J extends DecisionJob>(
  deps: DecideDeps,
  job: J,
  receives: number,
  run: (request: J['request']) => Promise<void>,
): Promise<Outcome> {
  const request: J['request'] = job.request;
  try {
    const permission = await authorize(deps, job.request.actor);
    if (!permission.allowed) {
      await tell(deps, job, { kind: 'not-allowed', ask: permission.ask });
      return DONE;
    }
    const { userId, teamId, name } = permission.person;
    await run({ ...request, actor: { userId, teamId, name } });
    return DONE;
  } catch (error) {
    const again = error instanceof Unavailable;
    if (!again || receives === INFORM_AT_RECEIVE) await explain(deps, job, error);
    if (again) throw error;
    return DONE;
  }
}

async function record(deps: DecideDeps, job: DecideJob): Promise<void> {
  const { ledger, waker, clock, token } = deps;
  const { request, base, undoes, bulk } = job;
  const click = {
    request,
    requestId: job.origin.requestId,
    on: { base },
    ...defined({ undoes, bulk }),
  };
  let answer: Answer | undefined;
  const item = await changeFinding(ledger, hashOf(job.key), (present) => {
    if (present === undefined) return undefined;
    const last = answerTo(present, click);
    // After a lost reply the item has this very click already.
    if (last.kind !== 'repeated' || answer?.kind !== 'accepted') answer = last;
    return last.kind === 'accepted'
      ? decided(present, click, { now: clock.now(), token })
      : undefined;
  });
  if (item?.work !== undefined) await waker.projector([item.hash], bulk === undefined);
  if (answer?.kind === 'accepted') logDecision(deps, job);
  if (bulk !== undefined) return;
  await reply(deps, job, item, answer);
  await redrawHome(deps, job);
  await redrawDetails(deps, job);
}

function logDecision({ log }: DecideDeps, { request, key }: DecideJob): void {
  log.info('decided', {
    decision: request.decision.kind,
    by: request.actor.userId,
    finding: key.id,
  });
}

async function reply(
  deps: DecideDeps,
  job: DecideJob,
  item: LedgerFinding | undefined,
  answer: Answer | undefined,
): Promise<void> {
  if (item === undefined) return tell(deps, job, { kind: 'not-found' });
  const title = item.finding.vulnerabilityId;
  if (answer?.kind === 'shown-again') return tell(deps, job, { kind: 'shown-again', title });
  if (answer?.kind !== 'already') return;
  const { by, at, status } = answer;
  await tell(deps, job, { kind: 'already-decided', title, by, status, ...defined({ at }) });
}

/** The Home tab is drawn again after a click there (one without a channel), by the tasks function. */
export async function redrawHome(
  { queue, log }: DecideDeps,
  { origin, request }: ReplyJob,
): Promise<void> {
  if (origin.channel !== undefined) return;
  const { userId } = request.actor;
  try {
    const requestId = `${origin.requestId}/home`;
    await queue.send({
      type: 'home',
      userId,
      origin: { requestId, ...defined({ home: origin.home }) },
    });
  } catch (error) {
    log.warn('a home tab is not redrawn', { user: userId, error });
  }
}
