import type { Severity } from '../domain/finding';
import { SWEEP_INTERVAL_MS } from '../domain/timing';
import type { FindingStore } from '../ports/findings';
import type { AlertsQueue, SweptFinding } from '../ports/queues';
import type { Clock, Log } from '../ports/runtime';

export interface SweepDeps {
  store: FindingStore;
  alertsQueue: AlertsQueue;
  clock: Clock;
  log: Log;
  rules: { severities: Severity[] };
}

/** Most findings of one sweep; the next one follows after SWEEP_INTERVAL_MS. */
const MOST = 2_000;
const SENT_AT_ONCE = 100;

/**
 * Queues NEW findings whose event was lost or became a dead letter. Does nothing while alerts.fifo has records,
 * because their findings are not lost. Returns how many it queued.
 */
export async function sweep(deps: SweepDeps): Promise<number> {
  const waiting = await deps.alertsQueue.waiting();
  if (waiting > 0) {
    deps.log.info('the sweep waits until alerts.fifo is empty', { waiting });
    return 0;
  }
  let taken = 0;
  let batch: SweptFinding[] = [];
  for await (const entry of overdue(deps)) {
    batch.push(entry);
    taken += 1;
    if (batch.length === SENT_AT_ONCE) {
      await deps.alertsQueue.send(batch);
      batch = [];
    }
    if (taken === MOST) break;
  }
  if (batch.length > 0) await deps.alertsQueue.send(batch);
  if (taken > 0) deps.log.warn('the sweep found findings that were never posted', { taken });
  return taken;
}

async function* overdue({ store, clock, rules }: SweepDeps): AsyncIterable<SweptFinding> {
  const now = clock.now();
  const found = store.list({
    workflowStatus: ['NEW'],
    recordState: ['ACTIVE'],
    severities: rules.severities,
    updatedBefore: new Date(now.getTime() - SWEEP_INTERVAL_MS).toISOString(),
  });
  for await (const { id, productArn } of found) {
    yield { type: 'raise', key: { id, productArn }, sweptAt: now.toISOString() };
  }
}
