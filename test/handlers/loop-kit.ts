import type { QueueRecord } from '../../src/handlers/batch';
import { createFakeQuarantine, createFakeVisibility } from '../fakes/queues';

let records = 0;

/** A record of a FIFO queue. */
export function aWakeUp(body: unknown, receives = 1): QueueRecord {
  records += 1;
  return {
    messageId: `record-${records}`,
    receiptHandle: `receipt-${records}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), MessageGroupId: 'group' },
  };
}

/** What a loop's handler needs beside its use case. */
export function queueSide() {
  return {
    visibility: createFakeVisibility(),
    quarantine: createFakeQuarantine(),
    random: () => 0,
  };
}
