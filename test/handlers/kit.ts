import type { Finding } from '../../src/domain/finding';
import type { QueueRecord } from '../../src/handlers/batch';
import { createFakeQuarantine, createFakeVisibility } from '../fakes/queues';
import { ACCOUNT, PRODUCT } from '../fakes/security-hub';
import { eventBody } from '../sim/event';
import { NOW, world } from '../usecases/kit';

let records = 0;

export function aRecord(
  body: string,
  changes: { receives?: number; group?: string } = {},
): QueueRecord {
  records += 1;
  return {
    messageId: `record-${records}`,
    receiptHandle: `receipt-${records}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(changes.receives ?? 1),
      ApproximateFirstReceiveTimestamp: String(NOW.getTime()),
      MessageGroupId: changes.group ?? 'alerts',
    },
  };
}

export function anEvent(finding: Finding): string {
  records += 1;
  return eventBody(finding, NOW, records);
}

/** What a handler works with: the fakes, what was put off, and what went into quarantine and why. */
export function surroundings(seed: Finding[] = []) {
  const all = world(seed);
  const visibility = createFakeVisibility();
  const quarantine = createFakeQuarantine();
  const deps = {
    ...all.deps,
    visibility,
    quarantine,
    random: () => 0,
    account: ACCOUNT,
    products: [PRODUCT],
  };
  return { ...all, deps, postponed: visibility.postponed, quarantined: quarantine.records };
}
