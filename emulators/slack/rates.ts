/**
 * Slack's documented tiers, calls a minute for each method; `post` is one message a second and channel
 * with short bursts, and several hundred a minute for the workspace. The sizes of the bursts are not documented.
 */
const PER_MINUTE = { tier1: 1, tier2: 20, tier3: 50, tier4: 100 } as const;
const POST = { burst: 5, perSecond: 1 };
const POST_ALL = { burst: 300, perSecond: 5 };

export type Tier = keyof typeof PER_MINUTE | 'post' | 'none';

export interface Rates {
  /** Takes one call's worth; the seconds to wait when there is none left. */
  take(tier: Tier, method: string, channel: string): number | undefined;
}

export function createRates(clock: () => number): Rates {
  const buckets = new Map<string, Bucket>();
  const bucket = (key: string, burst: number, perSecond: number): Bucket => {
    const known = buckets.get(key) ?? { left: burst, at: clock(), burst, perSecond };
    buckets.set(key, known);
    return known;
  };
  return {
    take(tier, method, channel) {
      if (tier === 'none') return undefined;
      const wanted =
        tier === 'post'
          ? [
              bucket(`post ${channel}`, POST.burst, POST.perSecond),
              bucket('post', POST_ALL.burst, POST_ALL.perSecond),
            ]
          : [bucket(method, PER_MINUTE[tier], PER_MINUTE[tier] / 60)];
      return takeFrom(wanted, clock());
    },
  };
}

interface Bucket {
  left: number;
  at: number;
  burst: number;
  perSecond: number;
}

/** Takes one from each bucket or from none. */
function takeFrom(buckets: Bucket[], now: number): number | undefined {
  for (const bucket of buckets) {
    const grown = bucket.left + ((now - bucket.at) / 1000) * bucket.perSecond;
    bucket.left = Math.min(bucket.burst, grown);
    bucket.at = now;
  }
  const wait = Math.max(...buckets.map(({ left, perSecond }) => (1 - left) / perSecond));
  if (wait > 0) return Math.max(1, Math.ceil(wait));
  for (const bucket of buckets) bucket.left -= 1;
  return undefined;
}
