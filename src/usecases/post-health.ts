import { Refused, Unavailable } from '../domain/errors';
import { type HealthNotice, healthKey } from '../domain/health';
import { HEALTH_LOOK_BACK_MS, HEALTH_REMINDER_MS, SETTLE_MS } from '../domain/timing';
import type { Channel } from '../ports/channel';
import type { HealthMessages, ShownHealth } from '../ports/health';
import type { Clock, Log } from '../ports/runtime';
import { waitUntilShown } from './pacing';

export interface TellHealthDeps {
  channel: Pick<Channel, 'post' | 'look' | 'rewrite'>;
  health: Pick<HealthMessages, 'openHealth'>;
  clock: Clock;
  log: Log;
}

/** The messages of problems that are not over. */
export function readOpen({ health, clock }: TellHealthDeps): Promise<ShownHealth[]> {
  return health.openHealth(new Date(clock.now().getTime() - HEALTH_LOOK_BACK_MS));
}

/**
 * Posts a problem once, and again after a day; when it is over, all of its messages say so. `open` is the result of
 * `readOpen`.
 */
export async function tellHealth(
  deps: TellHealthDeps,
  notice: HealthNotice,
  open: ShownHealth[],
): Promise<void> {
  const shown = open.filter(({ key }) => key === healthKey(notice.problem));
  const [newest] = shown;
  const since = newest?.since || notice.since;
  if (notice.over) return close(deps, shown, { ...notice, since, endedAt: notice.since });
  if (newest === undefined) return post(deps, notice);
  if (deps.clock.now().getTime() - Date.parse(newest.postedAt) < HEALTH_REMINDER_MS) return;
  await post(deps, { ...notice, since, again: true });
}

async function post(deps: TellHealthDeps, notice: HealthNotice): Promise<void> {
  try {
    const ref = await deps.channel.post({ kind: 'health', notice });
    // The next event of the same problem finds the message only in the history.
    await waitUntilShown(deps.clock, () => deps.channel.look(ref, []));
  } catch (error) {
    if (!(error instanceof Unavailable) || !error.ambiguous) throw error;
    throw new Unavailable(error.code, error.message, { cause: error, retryAfterMs: SETTLE_MS });
  }
}

/** Oldest first, because the newest message decides whether the problem is over. */
async function close(
  deps: TellHealthDeps,
  shown: ShownHealth[],
  notice: HealthNotice,
): Promise<void> {
  for (const { ref } of shown.toReversed()) {
    try {
      await deps.channel.rewrite(ref, { kind: 'health', notice });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      deps.log.warn('a health message can not be rewritten', { code: error.code });
    }
  }
}
