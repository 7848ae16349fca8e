import { Refused } from '../domain/errors';
import { STATUS_LOOK_BACK_MS } from '../domain/timing';
import type { HealthMessages, HealthSummary } from '../ports/health';
import type { Clock, Log } from '../ports/runtime';

export interface ReadHealthDeps {
  health: Pick<HealthMessages, 'healthSummary'>;
  clock: Clock;
  log: Log;
}

/** How vulnscan itself stands. Where the history may not be read, nobody knows, and nothing else is lost by it. */
export async function readHealth(deps: ReadHealthDeps): Promise<HealthSummary> {
  try {
    return await deps.health.healthSummary(
      new Date(deps.clock.now().getTime() - STATUS_LOOK_BACK_MS),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('how vulnscan stands is not known', { code: error.code });
    return { troubles: [] };
  }
}
