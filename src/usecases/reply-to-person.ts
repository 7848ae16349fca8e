import { isKnownError, Unavailable } from '../domain/errors';
import type { Job } from '../domain/job';
import type { Notice } from '../domain/notice';
import type { Replies } from '../ports/people';
import type { Log } from '../ports/runtime';

export interface ReplyDeps {
  replies: Replies;
  log: Log;
}

/** What a private answer needs to know of the job it answers. */
export type Asked = Pick<Extract<Job, { type: 'decide' | 'decide-many' }>, 'origin' | 'request'>;

/** A private answer that can't be given is no reason to do the work again; one that may get through later is. */
export async function tell(deps: ReplyDeps, job: Asked, notice: Notice): Promise<void> {
  const { channel, responseUrl } = job.origin;
  const to = {
    userId: job.request.actor.userId,
    ...(channel !== undefined && { channel }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
  try {
    await deps.replies.tell(to, notice);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    deps.log.warn('a private answer could not be given', { notice: notice.kind, error });
  }
}

/** Says what failed and what to do, with an id that is logged beside the cause. Never rejects. */
export async function explain(deps: ReplyDeps, job: Asked, error: unknown): Promise<void> {
  const reference = job.origin.requestId;
  deps.log.error('a decision failed', { reference, error });
  try {
    await tell(deps, job, {
      kind: 'failed',
      what: job.request.decision.kind,
      ...reasonOf(error),
      reference,
    });
  } catch (unheard) {
    deps.log.error('nobody could be told', { reference, error: unheard });
  }
}

/** Why, for people; the code lets it be said in their language. */
export function reasonOf(error: unknown): { reason: string; code: string; triedAgain?: true } {
  if (!isKnownError(error)) {
    return { reason: 'Something unexpected went wrong; try again.', code: 'unexpected' };
  }
  const { message: reason, code } = error;
  return { reason, code, ...(error instanceof Unavailable && { triedAgain: true }) };
}

/** The same for one finding that Security Hub refused inside a call that went well. */
export async function explainRefusal(
  deps: ReplyDeps,
  job: Asked,
  refusal: { code: string; message: string; id: string },
): Promise<void> {
  const reference = job.origin.requestId;
  deps.log.error('Security Hub refuses a decision', {
    reference,
    finding: refusal.id,
    code: refusal.code,
  });
  const reason = `Security Hub refused it (${refusal.code}: ${refusal.message}).`;
  await tell(deps, job, {
    kind: 'failed',
    what: job.request.decision.kind,
    reason,
    code: 'finding_refused',
    reference,
  });
}
