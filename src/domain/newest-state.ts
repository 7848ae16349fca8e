import { noteTime } from './check-decision';
import type { Finding } from './finding';
import type { FindingState } from './job';
import { APPLIED_MS } from './timing';

/** A finding's state with what gives it an age: when it was imported, and the time of its note. */
type DatedState = FindingState & Partial<Pick<Finding, 'updatedAt'>>;

/**
 * Which state is newer: the finding as read now, or the state in an event. Events arrive late and out of order, and
 * reads may be stale. The later import counts, then the later note. `unclear` when neither tells them apart although
 * they differ.
 */
export function newestState(read: Finding, event: DatedState): 'read' | 'event' | 'unclear' {
  const byImport = Date.parse(event.updatedAt ?? read.updatedAt) - Date.parse(read.updatedAt);
  if (byImport !== 0) return byImport > 0 ? 'event' : 'read';
  if (isSameState(read, event)) return 'read';
  const byNote = noteTime(event.note) - noteTime(read.note);
  if (byNote === 0) return 'unclear';
  return byNote > 0 ? 'event' : 'read';
}

/** The newer of a finding as read and its copy in an event; the other one where one is missing. */
export function newestFinding(
  read: Finding | undefined,
  event: Finding | undefined,
): Finding | undefined {
  if (read === undefined || event === undefined) return read ?? event;
  return newestState(read, event) === 'event' ? event : read;
}

function isSameState(a: FindingState, b: FindingState): boolean {
  return (
    a.workflowStatus === b.workflowStatus &&
    a.recordState === b.recordState &&
    a.note?.updatedBy === b.note?.updatedBy
  );
}

/**
 * True for the event of our own NOTIFIED, written right after the post: the message was drawn from the same state and
 * needs no redraw. A scan with 10,000 findings causes 10,000 of these events.
 */
export function isReceipt(finding: FindingState, eventTime: string): boolean {
  const { placement, workflowStatus, recordState, note } = finding;
  if (placement === undefined || workflowStatus !== 'NOTIFIED' || recordState !== 'ACTIVE')
    return false;
  const postedAt = Number(placement.ts) * 1000;
  return noteTime(note) < postedAt && Date.parse(eventTime) - postedAt < APPLIED_MS;
}
