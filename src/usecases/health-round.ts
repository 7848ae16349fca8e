import { isKnownError } from '../domain/errors';
import { healthKey, isTooNew, noticeOf } from '../domain/health';
import type { Alarms } from '../ports/health';
import type { Log } from '../ports/runtime';
import { type TellHealthDeps, tellHealth } from './post-health';
import { readOpen } from './read-health';
import { repaintOverdue } from './repaint-overdue';

export interface HealthRoundDeps extends TellHealthDeps {
  alarms: Alarms;
  log: Log;
}

/**
 * Reads the alarms every hour, because an event that reports a change may be lost. New problems are posted, lasting
 * ones are posted again after a day, and messages of problems that are over say so. Cards that became overdue are drawn
 * again.
 */
export async function healthRound(deps: HealthRoundDeps): Promise<void> {
  await attempt(deps, 'a health round failed', () => checkAlarms(deps));
  await attempt(deps, 'overdue cards are drawn later', () => repaintOverdue(deps));
}

/** Not tried again: the next round does the same, and a retry would delay the alarm events of this FIFO group. */
async function attempt(
  { log }: HealthRoundDeps,
  failure: string,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    log.error(failure, { code: error.code, error });
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
