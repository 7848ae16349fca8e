import { Refused } from '../domain/errors';
import { STATUS_LOOK_BACK_MS } from '../domain/timing';
import type { HealthMessages, HealthSummary } from '../ports/health';
import type { Clock, Log } from '../ports/runtime';

export interface ReadHealthDeps {
  health: Pick<HealthMessages, 'healthSummary'>;
  clock: Clock;
  log: Log;
}

/** The health of vulnscan as its messages in the channel show it. Empty when Slack refuses to show the history. */
export async function readHealth(deps: ReadHealthDeps): Promise<HealthSummary> {
  try {
    return await deps.health.healthSummary(
      new Date(deps.clock.now().getTime() - STATUS_LOOK_BACK_MS),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('the health messages could not be read', { code: error.code });
    return { troubles: [] };
  }
}
