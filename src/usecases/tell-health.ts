import { Refused, Unavailable } from '../domain/errors';
import { type HealthNotice, healthKey } from '../domain/health';
import type { MessageRef } from '../domain/message';
import {
  HEALTH_LOOK_BACK_MS,
  HEALTH_REMINDER_MS,
  HISTORY_POLL_MS,
  SETTLE_MS,
} from '../domain/timing';
import type { Channel } from '../ports/channel';
import type { HealthMessages, ShownHealth } from '../ports/health';
import type { Clock, Log } from '../ports/runtime';

export interface TellHealthDeps {
  channel: Pick<Channel, 'post' | 'look' | 'rewrite'>;
  health: Pick<HealthMessages, 'openHealth'>;
  clock: Clock;
  log: Log;
}

/** Every message that says of a trouble that it lasts. */
export function readOpen({ health, clock }: TellHealthDeps): Promise<ShownHealth[]> {
  return health.openHealth(new Date(clock.now().getTime() - HEALTH_LOOK_BACK_MS));
}

/**
 * Shows in the channel what is wrong, once, and again after a day; when it is over, every message that told of it says
 * so. `open` is what `readOpen` read.
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
    await waitUntilShown(deps, await deps.channel.post({ kind: 'health', notice }));
  } catch (error) {
    if (!(error instanceof Unavailable) || !error.ambiguous) throw error;
    throw new Unavailable(error.code, error.message, { cause: error, retryAfterMs: SETTLE_MS });
  }
}

const LOOKS = 10;

/** What comes next may be about the same trouble and knows of this message only from the history. */
async function waitUntilShown({ channel, clock }: TellHealthDeps, ref: MessageRef): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if ((await channel.look(ref, [])) !== undefined) return;
    await clock.sleep(HISTORY_POLL_MS);
  }
}

/** Oldest first: the newest decides whether the trouble counts as over. */
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
