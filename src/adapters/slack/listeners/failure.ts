import { randomUUID } from 'node:crypto';
import { isKnownError, Unavailable } from '../../../domain/errors';
import type { TextNotice } from '../notices';
import type { ListenerDeps } from './deps';

/**
 * Logs an error and returns the notice for the person: what failed, why, and a reference that is also in the log.
 */
export function failureOf(deps: ListenerDeps, what: string, error: unknown): TextNotice {
  const reference = randomUUID().slice(0, 8);
  const code = isKnownError(error) ? error.code : 'unexpected';
  deps.log.error('slack request failed', { reference, code, error });
  if (code === 'token') deps.onTokenRefused?.();
  return { kind: 'failed', what, reason: reasonOf(deps, error), reference };
}

function reasonOf({ context }: ListenerDeps, error: unknown): string {
  if (error instanceof Unavailable) {
    const { notIdentified, unavailable } = context.text.notice;
    return error.code === 'person' ? notIdentified : unavailable;
  }
  if (!isKnownError(error)) return context.text.notice.unexpected;
  if (error.code === 'trigger') return context.text.notice.tooLate;
  return context.text.error(error.code, error.message);
}
