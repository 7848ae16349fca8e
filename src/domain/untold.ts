import { changesBetween } from './changes-between';
import { defined } from './defined';
import { type Finding, isDecided } from './finding';
import type { LedgerFinding } from './ledger';
import type { Cause, MovedDate, UntoldChange } from './material-change';
import { DUE_SOON_MS } from './timing';

/** What can make a finding due sooner, in the order in which it is said. */
const HASTENING: Cause[] = ['exploited', 'exposed', 'image'];

/**
 * The changes of an import that people have to be told of. A decided finding has none: a change that its decision does
 * not cover reopens it.
 */
export function untoldChanges(before: Finding, after: Finding, now: Date): UntoldChange[] {
  const isOpen = [before, after].every(({ recordState }) => recordState === 'ACTIVE');
  if (!isOpen || isDecided(before)) return [];
  const changes = changesBetween(before, after);
  const scanId = after.scan?.id ?? '';
  const causes = changes.map(({ cause }) => cause);
  const isUrgent = isSoon(after, now) && (!isSoon(before, now) || causes.includes('exploited'));
  const cause = HASTENING.find((each) => causes.includes(each));
  const mover = changes.find((each) => each.cause === cause);
  const due = movedDate(before, after);
  return changes.map((change) => ({
    change,
    scanId,
    isUrgent,
    ...defined({ due: change === mover ? due : undefined }),
  }));
}

function isSoon({ urgency }: Finding, now: Date): boolean {
  const { dueAt } = urgency ?? {};
  return dueAt !== undefined && Date.parse(dueAt) - now.getTime() <= DUE_SOON_MS;
}

function movedDate({ urgency: former }: Finding, { urgency }: Finding): MovedDate | undefined {
  const now = urgency?.dueAt;
  const before = former?.dueAt;
  if (now === undefined || (before !== undefined && before <= now)) return undefined;
  return { now, ...defined({ before }) };
}

/** The untold changes of a NEW finding after it was drawn as `drawn`: its card says those that it had then. */
export function afterShown(
  { untold }: LedgerFinding,
  drawn: LedgerFinding,
): Pick<LedgerFinding, 'untold'> {
  const rest = untold?.slice(drawn.untold?.length ?? 0) ?? [];
  return rest.length === 0 ? {} : { untold: rest };
}
