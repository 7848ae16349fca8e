import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { HubOperation } from '../../domain/limits';
import type { FindingStore } from '../../ports/findings';
import type { Clock, Log, Pace } from '../../ports/runtime';
import { importAll } from './import-findings';
import { get, list } from './read-findings';
import { update } from './update-findings';

export interface StoreDeps {
  clock: Clock;
  log: Log;
  /** The account whose findings count: an administrator account sees those of its members, too. */
  account: string;
  /** Product ARNs whose findings count: `watchedProducts(config)`. */
  products: string[];
  /** Attempts for one call; a Lambda that is retried anyway needs fewer than a scan. */
  attempts?: number;
  client?: SecurityHubClient;
  /** Keeps every call within the service's rate. */
  pace: Pace<HubOperation>;
}

/** Security Hub CSPM behind the `FindingStore` port. */
export function createFindingStore(deps: StoreDeps): FindingStore {
  const { clock, log, account, products, pace, attempts = 8 } = deps;
  const client = deps.client ?? new SecurityHubClient({ maxAttempts: 1 });
  const inner = { client, clock, log, account, products, attempts, pace };
  return {
    get: (keys) => get(inner, keys),
    list: (filter) => list(inner, filter),
    importAll: (findings, onBatch) => importAll(inner, findings, onBatch),
    update: (keys, change) => update(inner, keys, change),
  };
}
