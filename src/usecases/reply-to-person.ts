import { defined } from '../domain/defined';
import { isKnownError, Unavailable } from '../domain/errors';
import type { DecisionJob } from '../domain/job';
import type { Notice } from '../domain/notice';
import type { Replies } from '../ports/people';
import type { Log } from '../ports/runtime';

export interface ReplyDeps {
  replies: Replies;
  log: Log;
}

/** The part of a job that a private reply needs. */
export type ReplyJob = Pick<DecisionJob, 'origin' | 'request'>;

/** Sends a private reply. Rejects with `Unavailable` when it may succeed later; another failure is only logged. */
export async function tell(deps: ReplyDeps, job: ReplyJob, notice: Notice): Promise<void> {
  const { channel, responseUrl } = job.origin;
  const to = { userId: job.request.actor.userId, ...defined({ channel, responseUrl }) };
  try {
    await deps.replies.tell(to, notice);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    deps.log.warn('a private reply could not be sent', { notice: notice.kind, error });
  }
}

/** Replies what failed and what to do, with an id that is also logged. Never rejects. */
export async function explain(deps: ReplyDeps, job: ReplyJob, error: unknown): Promise<void> {
  const reference = job.origin.requestId;
  deps.log.error('a decision failed', { reference, error });
  try {
    await tell(deps, job, {
      kind: 'failed',
      what: 'decision' in job.request ? job.request.decision.kind : 'hold',
      ...reasonOf(error),
      reference,
    });
  } catch (replyError) {
    deps.log.error('a failure could not be reported', { reference, error: replyError });
  }
}

/** The reason for people to read, and the code by which it is translated. */
export function reasonOf(error: unknown): { reason: string; code: string; triedAgain?: true } {
  if (!isKnownError(error)) {
    return { reason: 'Something unexpected went wrong; try again.', code: 'unexpected' };
  }
  const { message: reason, code } = error;
  return { reason, code, ...(error instanceof Unavailable && { triedAgain: true }) };
}
