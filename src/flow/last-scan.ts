import { Refused } from '../domain/errors';
import type { ScanReport } from '../domain/scan';
import type { Clock, HealthMessages, Log } from './ports';

export interface LastScanDeps {
  health: Pick<HealthMessages, 'lastEnded'>;
  clock: Clock;
  log: Log;
}

/** Scans are daily; an older message says nothing about the last one. */
const LOOK_BACK_MS = 3 * 86_400_000;

/** How the last scan that has a message ended. Where the history may not be read, nobody knows. */
export async function lastEndedScan(deps: LastScanDeps): Promise<ScanReport | undefined> {
  try {
    return await deps.health.lastEnded(new Date(deps.clock.now().getTime() - LOOK_BACK_MS));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    deps.log.warn('the last scan is not known', { code: error.code });
    return undefined;
  }
}
