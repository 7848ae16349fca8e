import type { Rate, SlackOperation } from '../domain/limits';
import { BACK_OFF_MS } from '../domain/timing';
import type { Channel } from '../ports/channel';
import type { Clock, Pace } from '../ports/runtime';

/**
 * Delay of a record that was received `receives` times: doubles from 5 s to 15 min, and is shortened at random by up
 * to half so that failed records do not all come back together. `random` is 0 to 1.
 */
export function backOffMs(receives: number, random: number): number {
  return Math.round(doublingMs(receives - 1, BACK_OFF_MS) * (1 - random / 2));
}

/** A pause that doubles with each try, `tries` from 0. */
export function doublingMs(tries: number, { first, longest }: typeof BACK_OFF_MS): number {
  return Math.min(first * 2 ** Math.max(tries, 0), longest);
}

/** One token bucket per operation, in this process. Calls pass in the order in which they ask. */
export function createPace<Operation extends string>(
  clock: Clock,
  rates: Record<Operation, Rate>,
): Pace<Operation> {
  const buckets = new Map<Operation, () => Promise<void>>();
  return (operation) => {
    const bucket = buckets.get(operation) ?? createBucket(clock, rates[operation]);
    buckets.set(operation, bucket);
    return bucket();
  };
}

/** `nextAt` is when the bucket is full again; a call may pass while that is less than a burst away. */
function createBucket(clock: Clock, rate: Rate): () => Promise<void> {
  const interval = 1000 / rate.perSecond;
  const slack = (rate.burst - 1) * interval;
  let nextAt = 0;
  return async () => {
    const now = clock.now().getTime();
    nextAt = Math.max(nextAt, now) + interval;
    const wait = nextAt - interval - slack - now;
    if (wait > 0) await clock.sleep(wait);
  };
}

/** A share (0 to 1) of a service's rates, because other clients use the quota too. */
export function shareOf<Operation extends string>(
  rates: Record<Operation, Rate>,
  share: number,
): Record<Operation, Rate> {
  const scaled: Record<Operation, Rate> = { ...rates };
  for (const operation in rates) {
    const { perSecond, burst } = rates[operation];
    const most = Math.max(1, Math.round(burst * share));
    scaled[operation] = { perSecond: perSecond * share, burst: most };
  }
  return scaled;
}

/** The same channel, within Slack's limits. */
export function paceChannel(channel: Channel, pace: Pace<SlackOperation>): Channel {
  const paced =
    <Args extends unknown[], Result>(
      operation: SlackOperation,
      call: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> => {
      await pace(operation);
      return call(...args);
    };
  return {
    fingerprint: channel.fingerprint,
    post: paced('post', channel.post),
    update: paced('update', channel.update),
    search: paced('history', channel.search),
    reply: paced('post', channel.reply),
  };
}
