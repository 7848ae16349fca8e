export interface Rate {
  perSecond: number;
  burst: number;
}

/** Says for each call whether it is within the rate; the bucket starts full. */
export function createTokenBucket(rate: Rate, now: () => Date): () => boolean {
  let tokens = rate.burst;
  let filledAt = now().getTime();
  return () => {
    const at = now().getTime();
    tokens = Math.min(rate.burst, tokens + (Math.max(0, at - filledAt) / 1000) * rate.perSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
