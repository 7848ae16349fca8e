import { byUrgency } from './by-urgency';
import { defined } from './defined';
import { type Import, nameAmong, openFindings } from './open-after';
import type { DueCount } from './scan';
import { DAY_MS } from './timing';
import { isOverdue } from './urgency';

/** Days before its due date from which an open finding is said in each day's scan. */
const SOON_DAYS = 2;

/**
 * What is overdue or due within two days once the plan is carried out: of the images with these names, or of all.
 * Undefined where nothing is.
 */
export function dueAfter(imported: Import, now: Date, names?: Set<string>): DueCount | undefined {
  const last = new Date(now.getTime() + SOON_DAYS * DAY_MS);
  const due = openFindings(imported, names)
    .filter(({ urgency }) => urgency !== undefined && isOverdue(urgency, last))
    .sort(byUrgency);
  const [first] = due;
  const dueAt = first?.urgency?.dueAt;
  if (first === undefined || dueAt === undefined) return undefined;
  const soon = due.filter(({ urgency }) => urgency !== undefined && !isOverdue(urgency, now));
  const by = soon.at(-1)?.urgency?.dueAt;
  const image = names === undefined ? first.images[0]?.name : nameAmong(first, names);
  return {
    overdue: due.length - soon.length,
    soon: soon.length,
    ...defined({ by }),
    first: { vulnerabilityId: first.vulnerabilityId, image: image ?? '', dueAt },
  };
}
