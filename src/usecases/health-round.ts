import { isKnownError } from '../domain/errors';
import { healthKey, isTooNew, noticeOf } from '../domain/health';
import type { Alarms } from '../ports/health';
import type { Log } from '../ports/runtime';
import { type TellHealthDeps, tellHealth } from './post-health';
import { readOpen } from './read-health';

export interface HealthRoundDeps extends TellHealthDeps {
  alarms: Alarms;
  log: Log;
}

/**
 * Reads the alarms every hour, because an event that reports a change may be lost. New problems are posted, lasting
 * ones are posted again after a day, and messages of problems that are over say so.
 */
export async function healthRound(deps: HealthRoundDeps): Promise<void> {
  try {
    await checkAlarms(deps);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    // Not tried again: the next round does the same, and a retry would delay the alarm events of this FIFO group.
    deps.log.error('a health round failed', { code: error.code, error });
  }
}

async function checkAlarms(deps: HealthRoundDeps): Promise<void> {
  const alarms = await deps.alarms.states();
  const open = await readOpen(deps.ledger);
  const shown = new Set(open.map(({ notice }) => healthKey(notice.problem)));
  for (const alarm of alarms) {
    const notice = noticeOf(alarm);
    const isShown = shown.has(healthKey(notice.problem));
    if (!isShown && isTooNew(alarm, deps.clock.now())) continue;
    await tellHealth(deps, notice, open);
  }
}
