import { randomUUID } from 'node:crypto';
import { isKnownError, Unavailable } from '../../../domain/errors';
import type { SaidNotice } from '../notices';
import type { ListenerDeps } from './deps';

/**
 * What the person is told when something failed: what, why, what to do, and an id that stands in the log beside the
 * error itself.
 */
export function failureOf(deps: ListenerDeps, what: string, error: unknown): SaidNotice {
  const reference = randomUUID().slice(0, 8);
  const code = isKnownError(error) ? error.code : 'unexpected';
  deps.log.error('slack request failed', { reference, code, error });
  if (code === 'token') deps.onTokenRefused?.();
  return { kind: 'failed', what, reason: reasonOf(deps, error), reference };
}

function reasonOf({ context }: ListenerDeps, error: unknown): string {
  if (error instanceof Unavailable) return context.text.notice.unavailable;
  if (!isKnownError(error)) return context.text.notice.unexpected;
  return context.text.error(error.code, error.message);
}
