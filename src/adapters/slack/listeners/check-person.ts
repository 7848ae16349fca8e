import { isKnownError, Unavailable } from '../../../domain/errors';
import { PERSON_TIMEOUT_MS } from '../../../domain/timing';
import type { Actor } from '../../../domain/workflow';
import type { TextNotice } from '../notices';
import type { ListenerDeps } from './deps';

/*
 * Checks made before anything is shown: an answer to a command, or a form. A click that only sends a job is checked by
 * the worker, which checks these again, too.
 */

/** Undefined for a full member of the home workspace, else what to answer. */
export async function refusalToRead(
  { permissions }: ListenerDeps,
  actor: Actor,
): Promise<TextNotice | undefined> {
  return (await inTime(permissions.mayRead(actor))) ? undefined : { kind: 'members-only' };
}

/** Undefined for a person who may decide, else what to answer. */
export async function refusalToDecide(
  { permissions }: ListenerDeps,
  actor: Actor,
): Promise<TextNotice | undefined> {
  const permission = await inTime(permissions.mayDecide(actor));
  return permission.allowed ? undefined : { kind: 'not-allowed', ask: permission.ask };
}

/** Fails closed: a person whom Slack does not identify in time is shown nothing. */
async function inTime<T>(lookUp: Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(PERSON_TIMEOUT_MS);
  const late = new Promise<never>((_, reject) => {
    timeout.addEventListener('abort', () => reject(timeout.reason));
  });
  try {
    return await Promise.race([lookUp, late]);
  } catch (cause) {
    if (isKnownError(cause) && !(cause instanceof Unavailable)) throw cause;
    const said = 'Slack did not say in time who the person is; try again.';
    throw new Unavailable('person', said, { cause });
  }
}
