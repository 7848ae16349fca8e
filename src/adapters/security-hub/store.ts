import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Clock, FindingStore, Log } from '../../flow/ports';
import { createPace, type Pace } from '../limits';
import { importAll } from './import-findings';
import { get, lastWriter, list } from './read-findings';
import { update } from './update-findings';

export interface StoreDeps {
  clock: Clock;
  log: Log;
  /** Product ARNs whose findings count: `watchedProducts(config)`. */
  products: string[];
  /** Tries of one call; a Lambda that is retried anyway needs fewer than a scan. */
  attempts?: number;
  client?: SecurityHubClient;
  pace?: Pace;
}

/** Security Hub CSPM behind the `FindingStore` port. Stays below the service's rates by itself. */
export function createFindingStore(deps: StoreDeps): FindingStore {
  const { clock, log, products, attempts = 8 } = deps;
  const client = deps.client ?? new SecurityHubClient({ maxAttempts: 1 });
  const inner = { client, clock, log, products, attempts, pace: deps.pace ?? createPace(clock) };
  return {
    get: (keys) => get(inner, keys),
    list: (filter) => list(inner, filter),
    importAll: (findings, onBatch) => importAll(inner, findings, onBatch),
    update: (keys, change) => update(inner, keys, change),
    lastWriter: (key) => lastWriter(inner, key),
  };
}
