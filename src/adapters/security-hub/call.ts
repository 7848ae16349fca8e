import { type KnownError, Unavailable } from '../../domain/errors';
import type { HubOperation } from '../../domain/limits';
import { HUB_RETRY_MS } from '../../domain/timing';
import type { Clock, Pace } from '../../ports/runtime';
import { fromSecurityHub } from './errors';

export interface CallDeps {
  clock: Clock;
  pace: Pace<HubOperation>;
  /** Attempts for one call; every operation used here can safely be repeated. */
  attempts: number;
}

/** Makes one call within its rate. Throttling, timeouts and server errors are retried with growing waits. */
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

/** How a batch is sent, and how its refusals are matched with its items. */
interface Batch<Item, Refusal> {
  send(items: Item[]): Promise<Refusal[]>;
  keyOf(item: Item): string;
  keyOfRefusal(refusal: Refusal): string;
  /** The same item may be accepted when it is sent again. */
  isTransient(refusal: Refusal): boolean;
}

/** Sends a batch, and again those items that were refused for transient reasons. Returns the remaining refusals. */
export async function sendBatch<Item, Refusal>(
  deps: Pick<CallDeps, 'clock' | 'attempts'>,
  batch: Item[],
  { send, keyOf, keyOfRefusal, isTransient }: Batch<Item, Refusal>,
): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  let remaining = batch;
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const failed = await send(remaining);
    const again = attempt < deps.attempts ? failed.filter(isTransient) : [];
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
