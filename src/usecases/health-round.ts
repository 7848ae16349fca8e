import { isKnownError } from '../domain/errors';
import { healthKey, isTooNew, noticeOf } from '../domain/health';
import type { Alarms } from '../ports/health';
import { readOpen, type TellHealthDeps, tellHealth } from './tell-health';

export interface HealthRoundDeps extends TellHealthDeps {
  alarms: Alarms;
}

/**
 * Every hour, how the alarms stand: an event tells only that one has changed, and may be lost. What was not told is
 * told, what lasts is told again after a day, what is over says so.
 */
export async function healthRound(deps: HealthRoundDeps): Promise<void> {
  try {
    await checkAlarms(deps);
  } catch (error) {
    if (!isKnownError(error)) throw error;
    // Not tried again: the next round does the same, and the alarms' own events wait behind this one.
    deps.log.error('a health round failed', { code: error.code, error });
  }
}

async function checkAlarms(deps: HealthRoundDeps): Promise<void> {
  const alarms = await deps.alarms.states();
  const open = await readOpen(deps);
  const shown = new Set(open.map(({ key }) => key));
  for (const alarm of alarms) {
    const notice = noticeOf(alarm);
    const isShown = shown.has(healthKey(notice.problem));
    if (!isShown && isTooNew(alarm, deps.clock.now())) continue;
    await tellHealth(deps, notice, open);
  }
}
