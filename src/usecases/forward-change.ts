import { defined } from '../domain/defined';
import { type Finding, keyOf } from '../domain/finding';
import type { Job } from '../domain/job';
import { refOf } from '../domain/message';
import { isReceipt } from '../domain/newest-state';
import type { Queue } from '../ports/queues';
import { DONE, type Outcome } from './record-outcome';

/** One event of Security Hub about findings. */
export interface FindingsChange {
  findings: Finding[];
  /** ISO 8601. */
  time: string;
  eventId: string;
}

/** Queues a redraw for each finding that has a message, in the message's own FIFO group so that they run in order. */
export async function forwardChange(
  deps: { queue: Queue },
  { findings, time, eventId }: FindingsChange,
): Promise<Outcome> {
  for (const finding of findings) {
    const job = syncJob(finding, time, eventId);
    if (job !== undefined) await deps.queue.send(job);
  }
  return DONE;
}

function syncJob(finding: Finding, eventTime: string, eventId: string): Job | undefined {
  const { id, placement, workflowStatus, recordState, note } = finding;
  if (placement === undefined || isReceipt(finding, eventTime)) return undefined;
  return {
    type: 'sync',
    key: keyOf(finding),
    ref: refOf(placement),
    eventTime,
    seen: { workflowStatus, recordState, placement, ...defined({ note }) },
    origin: { requestId: `${eventId}/${id}` },
  };
}
