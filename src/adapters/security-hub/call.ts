import { type KnownError, Unavailable } from '../../domain/errors';
import type { Clock } from '../../flow/ports';
import type { Pace, PacedOperation } from '../limits';
import { fromSecurityHub } from './errors';

export interface CallDeps {
  clock: Clock;
  pace: Pace;
  /** Tries of one call before giving up; every operation used here can safely be repeated. */
  attempts: number;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/** Makes one call within its rate; throttles, time-outs and server errors are tried again, with growing waits. */
export async function call<T>(
  deps: CallDeps,
  operation: PacedOperation,
  action: string,
  send: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await deps.pace(operation);
    try {
      return await send();
    } catch (error) {
      const known = fromSecurityHub(error, action);
      if (!(known instanceof Unavailable) || attempt >= deps.attempts) throw known;
      await deps.clock.sleep(waitMs(known, attempt));
    }
  }
}

export function waitMs(error: KnownError | undefined, attempt: number): number {
  const asked = error instanceof Unavailable ? error.retryAfterMs : undefined;
  const grown = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return asked ?? grown * (0.5 + Math.random() / 2);
}
