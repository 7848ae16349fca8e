import { noteTime } from './check-decision';
import type { Finding } from './finding';
import type { Seen } from './job';
import { APPLIED_MS } from './timing';

/**
 * Which is newer: the finding as read now, or what an event said of it. Events come late and out of order, reads are
 * stale; only notes carry a time of their own. `unclear` when both have the same note and differ all the same.
 */
export function newestState(read: Finding, seen: Seen | undefined): 'read' | 'seen' | 'unclear' {
  if (seen === undefined || isSameState(read, seen)) return 'read';
  const readAt = noteTime(read.note);
  const seenAt = noteTime(seen.note);
  if (readAt !== seenAt) return readAt > seenAt ? 'read' : 'seen';
  return 'unclear';
}

function isSameState(a: Seen, b: Seen): boolean {
  return (
    a.workflowStatus === b.workflowStatus &&
    a.recordState === b.recordState &&
    a.note?.updatedBy === b.note?.updatedBy
  );
}

/**
 * The echo of our own receipt: a finding just posted that says NOTIFIED and nothing else. Its message was drawn from
 * the same state, so it has nothing to say to it; a scan with 10,000 findings has 10,000 of these.
 */
export function isReceipt(finding: Seen, eventTime: string): boolean {
  const { placement, workflowStatus, recordState, note } = finding;
  if (placement === undefined || workflowStatus !== 'NOTIFIED' || recordState !== 'ACTIVE')
    return false;
  const postedAt = Number(placement.ts) * 1000;
  return noteTime(note) < postedAt && Date.parse(eventTime) - postedAt < APPLIED_MS;
}
