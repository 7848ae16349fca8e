import type { Finding } from '../../src/domain/finding';
import type { QueueRecord } from '../../src/handlers/batch';
import type { Quarantine, Visibility } from '../../src/ports/queues';
import { PRODUCT } from '../fakes/security-hub';
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

/** A door's surroundings: what was put off, and what went into quarantine and why. */
export function surroundings(seed: Finding[] = []) {
  const all = world(seed);
  const postponed: { receipts: string[]; ms: number }[] = [];
  const quarantined: { body: string; reason: string }[] = [];
  const visibility: Visibility = {
    postpone: async (receipts, ms) => void postponed.push({ receipts, ms }),
  };
  const quarantine: Quarantine = {
    put: async ({ body }, reason) => void quarantined.push({ body, reason }),
  };
  const deps = { ...all.deps, visibility, quarantine, random: () => 0, products: [PRODUCT] };
  return { ...all, deps, postponed, quarantined };
}
