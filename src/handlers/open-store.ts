import { systemClock } from '../adapters/clock';
import { createFindingStore } from '../adapters/security-hub/store';
import { watchedProducts } from '../config/aws-names';
import type { Config } from '../config/config';
import { HUB_RATES } from '../domain/limits';
import type { FindingStore } from '../ports/findings';
import type { Log } from '../ports/runtime';
import { createPace, shareOf } from '../usecases/pacing';
import type { Watched } from './read-content';

/**
 * Shares of Security Hub's quotas, which hold for the whole account and Region. The rest is left for people and other
 * tools.
 */
const SHARES = { intake: 0.6, projector: 0.8, tasks: 0.3 };

/** Tries of one call; after them the record is received again. */
const ATTEMPTS = 4;

/** Opens Security Hub for a worker. */
export function openStore(
  config: Config,
  log: Log,
  worker: keyof typeof SHARES,
): { store: FindingStore; watched: Watched } {
  const watched = { account: config.aws.account, products: watchedProducts(config) };
  const pace = createPace(systemClock, shareOf(HUB_RATES, SHARES[worker]));
  const store = createFindingStore({
    ...watched,
    clock: systemClock,
    log,
    attempts: ATTEMPTS,
    pace,
  });
  return { store, watched };
}
