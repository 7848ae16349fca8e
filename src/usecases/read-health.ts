import { Refused } from '../domain/errors';
import type { HealthMessages, HealthSummary } from '../ports/health';
import type { Clock, Log } from '../ports/runtime';

export interface ReadHealthDeps {
  health: Pick<HealthMessages, 'standing'>;
  clock: Clock;
  log: Log;
}

/** Scans are daily, and a trouble that lasts is told again every day: older messages say nothing about now. */
const LOOK_BACK_MS = 3 * 86_400_000;

/** How vulnscan itself stands. Where the history may not be read, nobody knows, and nothing else is lost by it. */
export async function readHealth(deps: ReadHealthDeps): Promise<HealthSummary> {
  try {
    return await deps.health.standing(new Date(deps.clock.now().getTime() - LOOK_BACK_MS));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('how vulnscan stands is not known', { code: error.code });
    return { troubles: [] };
  }
}
