import { type Rate, SLACK_RATES, type SlackOperation } from './limits';
import type { Channel, Clock } from './ports';

/**
 * After a post whose outcome is unknown, and after anything else that another process may not be able to see yet,
 * nothing is posted until the history shows what happened. Slack documents no figure; a minute is far above what was
 * ever seen.
 */
export const SETTLE_MS = 60_000;

/** A message so young that Slack's history may not show it yet. */
export function isUnsettled({ clock }: { clock: Clock }, { ts }: { ts: string }): boolean {
  return clock.now().getTime() - Number(ts) * 1000 < SETTLE_MS;
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * How long a record waits that was received `receives` times: doubling from 5 s to 15 min, shortened by up to half so
 * that failures do not march in step. `random` is 0 to 1. 200 receives last about two days.
 */
export function backOffMs(receives: number, random: number): number {
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(Math.max(receives - 1, 0), 20);
  return Math.round(Math.min(doubled, LONGEST_WAIT_MS) * (1 - random / 2));
}

/** Waits until another call of this operation is allowed. */
export type SlackPace = (operation: SlackOperation) => Promise<void>;

/** One token bucket an operation, in this process. */
export function createSlackPace(
  clock: Clock,
  rates: Record<SlackOperation, Rate> = SLACK_RATES,
): SlackPace {
  const buckets = new Map<SlackOperation, Bucket>();
  return async (operation) => {
    const rate = rates[operation];
    const now = clock.now().getTime();
    const bucket = buckets.get(operation) ?? { tokens: rate.burst, at: now };
    buckets.set(operation, bucket);
    const wait = take(bucket, rate, now);
    if (wait > 0) await clock.sleep(wait);
  };
}

interface Bucket {
  tokens: number;
  /** When `tokens` was right, epoch milliseconds. */
  at: number;
}

/** Takes one token, on credit if need be, and says how long to wait until it is paid. */
function take(bucket: Bucket, rate: Rate, now: number): number {
  const earned = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + earned) - 1;
  bucket.at = Math.max(now, bucket.at);
  return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / rate.perSecond) * 1000);
}

/** The same channel, within Slack's limits. */
export function paceChannel(channel: Channel, pace: SlackPace): Channel {
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
    find: paced('history', channel.find),
    look: paced('history', channel.look),
    digestsSince: paced('history', channel.digestsSince),
    findDigest: paced('history', channel.findDigest),
    findScan: paced('history', channel.findScan),
    post: paced('post', channel.post),
    rewrite: paced('rewrite', channel.rewrite),
    rewriteEntries: paced('rewrite', channel.rewriteEntries),
    reply: paced('post', channel.reply),
  };
}
