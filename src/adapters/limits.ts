import type { Clock } from '../flow/ports';

interface Rate {
  perSecond: number;
  /** Calls that may be made at once after a rest. */
  burst: number;
}

/** What a service allows one account in one Region. Source: each service's page of quotas, November 2026. */
export const AWS_RATES = {
  GetFindings: { perSecond: 3, burst: 6 },
  GetFindingHistory: { perSecond: 10, burst: 30 },
  BatchImportFindings: { perSecond: 10, burst: 30 },
  BatchUpdateFindings: { perSecond: 10, burst: 30 },
} as const satisfies Record<string, Rate>;

export type PacedOperation = keyof typeof AWS_RATES;

/** Waits until another call of this operation is within the service's rate. */
export type Pace = (operation: PacedOperation) => Promise<void>;

/** A little below the quota: calls arrive less evenly than they are sent. */
const SHARE = 0.97;

/** One token bucket for each operation. Calls are let through in the order in which they ask. */
export function createPace(clock: Clock, rates: Record<PacedOperation, Rate> = AWS_RATES): Pace {
  const buckets = new Map<PacedOperation, () => Promise<void>>();
  return (operation) => {
    const bucket = buckets.get(operation) ?? createBucket(clock, rates[operation]);
    buckets.set(operation, bucket);
    return bucket();
  };
}

/** `nextAt` is when the bucket is full again; a call may go as long as that is less than a burst away. */
function createBucket(clock: Clock, rate: Rate): () => Promise<void> {
  const interval = 1000 / (rate.perSecond * SHARE);
  const slack = (rate.burst - 1) * interval;
  let nextAt = 0;
  return async () => {
    const now = clock.now().getTime();
    nextAt = Math.max(nextAt, now) + interval;
    const wait = nextAt - interval - slack - now;
    if (wait > 0) await clock.sleep(wait);
  };
}
