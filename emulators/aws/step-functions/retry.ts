import type { Json } from '../json';
import type { Retrier, StepState } from './definition';
import { type Run, sleep } from './run';
import { isNamed, StateError } from './state-error';

type Catcher = NonNullable<StepState['Catch']>[number];
type Attempted = { output: Json } | { caught: Catcher; error: StateError };

const MAX_ATTEMPTS = 3;
const BACKOFF_RATE = 2;

/** Works until it succeeds or no retrier takes the error any more. Rejects with what no catcher takes. */
export async function attempt(
  run: Run,
  { Retry = [], Catch = [] }: StepState,
  work: () => Promise<Json>,
): Promise<Attempted> {
  const retried = new Map<Retrier, number>();
  for (;;) {
    try {
      return { output: await work() };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const seconds = delayUntilRetry(Retry, retried, error, run.env.random());
      const caught = Catch.find(({ ErrorEquals }) => isNamed(error.error, ErrorEquals));
      if (seconds !== undefined) await sleep(run, seconds);
      else if (caught !== undefined) return { caught, error };
      else throw error;
    }
  }
}

/** Undefined if the error is not tried again. Counts the attempt. */
function delayUntilRetry(
  retriers: Retrier[],
  retried: Map<Retrier, number>,
  { error }: StateError,
  random: number,
): number | undefined {
  const retrier = retriers.find(({ ErrorEquals }) => isNamed(error, ErrorEquals));
  const count = retrier === undefined ? 0 : (retried.get(retrier) ?? 0);
  if (retrier === undefined || count >= (retrier.MaxAttempts ?? MAX_ATTEMPTS)) return undefined;
  retried.set(retrier, count + 1);
  return delayOf(retrier, count, random);
}

/** Seconds until the next attempt. */
function delayOf(retrier: Retrier, count: number, random: number): number {
  const { IntervalSeconds = 1, BackoffRate = BACKOFF_RATE } = retrier;
  const { MaxDelaySeconds = Number.MAX_VALUE, JitterStrategy } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds);
  return JitterStrategy === 'FULL' ? seconds * random : seconds;
}
