import type { Finding } from './finding';
import type { Seen } from './job';
import { noteTime } from './verdict';

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
