import type { Finding } from '../domain/finding';
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

/** Changes of one message have to run one after another, so each goes into its message's own group. */
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
  const { id, productArn, placement, workflowStatus, recordState, note } = finding;
  if (placement === undefined || isReceipt(finding, eventTime)) return undefined;
  return {
    type: 'sync',
    key: { id, productArn },
    ref: refOf(placement),
    eventTime,
    seen: { workflowStatus, recordState, placement, ...(note !== undefined && { note }) },
    origin: { requestId: `${eventId}/${id}` },
  };
}
