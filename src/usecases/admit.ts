import { Unavailable } from '../domain/errors';
import type { Origin } from '../domain/job';
import type { Operation } from '../domain/notice';
import type { Actor } from '../domain/workflow';
import type { Replies } from '../ports/people';
import type { Log } from '../ports/runtime';
import { isMember, type MemberDeps } from './authorize';
import { reasonOf } from './reply-to-person';

export interface AdmitDeps extends MemberDeps {
  replies: Replies;
  log: Log;
}

/**
 * True for a full member of the home workspace. Anyone else gets a private answer. Fails closed: a person who can't be
 * looked up is not admitted. Rejects with `Unavailable` when it has to be tried again.
 */
export async function isAdmitted(
  deps: AdmitDeps,
  { actor, origin }: { actor: Actor; origin: Origin },
  what: Operation,
): Promise<boolean> {
  const to = { userId: actor.userId, ...origin };
  try {
    const admitted = await isMember(deps, actor.userId);
    if (!admitted) await deps.replies.tell(to, { kind: 'members-only' });
    return admitted;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const reference = origin.requestId;
    deps.log.error('a person could not be looked up', { reference, error });
    await deps.replies.tell(to, { kind: 'failed', what, ...reasonOf(error), reference });
    return false;
  }
}
