import { type KnownError, Unavailable } from '../../domain/errors';
import type { HubOperation } from '../../domain/limits';
import { HUB_RETRY_MS } from '../../domain/timing';
import type { Clock, Pace } from '../../ports/runtime';
import { fromSecurityHub } from './errors';

export interface CallDeps {
  clock: Clock;
  pace: Pace<HubOperation>;
  /** Tries of one call before giving up; every operation used here can safely be repeated. */
  attempts: number;
}

/** Makes one call within its rate; throttles, time-outs and server errors are tried again, with growing waits. */
export async function call<T>(
  deps: CallDeps,
  operation: HubOperation,
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

/** How the items of a batch and what is said of them are told apart. */
interface Parts<Item, Refusal> {
  send(items: Item[]): Promise<Refusal[]>;
  keyOf(item: Item): string;
  keyOfRefusal(refusal: Refusal): string;
  /** The refusal says nothing against the item itself. */
  isPassing(refusal: Refusal): boolean;
}

/** Sends a batch, and again those of its items that were refused for reasons that pass. Gives the refusals that stay. */
export async function sendBatch<Item, Refusal>(
  deps: Pick<CallDeps, 'clock' | 'attempts'>,
  batch: Item[],
  { send, keyOf, keyOfRefusal, isPassing }: Parts<Item, Refusal>,
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  let remaining = batch;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const failed = await send(remaining);
    const again = attempt < deps.attempts ? failed.filter(isPassing) : [];
    refused.push(...failed.filter((each) => !again.includes(each)));
    const keys = new Set(again.map(keyOfRefusal));
    remaining = remaining.filter((item) => keys.has(keyOf(item)));
    if (remaining.length > 0) await deps.clock.sleep(waitMs(undefined, attempt));
  }
  return refused;
}

function waitMs(error: KnownError | undefined, attempt: number): number {
  const asked = error instanceof Unavailable ? error.retryAfterMs : undefined;
  const grown = Math.min(HUB_RETRY_MS.first * 2 ** (attempt - 1), HUB_RETRY_MS.longest);
  return asked ?? grown * (0.5 + Math.random() / 2);
}
