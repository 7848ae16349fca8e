import { type Finding, hasFix, isDecided, SEVERITIES } from './finding';
import type { Row } from './ledger';
import { DAY_MS } from './timing';
import { isOverdue } from './urgency';

/* What is due, and the order of `byUrgency` as a text, by which the table sorts. */

/** After every date. */
const NO_DATE = '~';

/** Characters of a name or an id: DynamoDB limits a sort key to 1,024 bytes. */
const NAME = 60;

/** The place of an open finding in the ledger's list, compared as text; of equal ones the oldest comes first. */
export function dueRank(finding: Finding): string {
  const { urgency, severity, score, packages, images, vulnerabilityId, createdAt } = finding;
  const services = new Set(images.flatMap((image) => image.services)).size;
  const exploited = urgency?.exploitedSince !== undefined;
  return [
    urgency?.dueAt ?? NO_DATE,
    hasFix(finding) ? 0 : 1,
    exploited ? 0 : 1,
    SEVERITIES.indexOf(severity),
    worstFirst(score),
    mostFirst(services),
    packages[0]?.name.slice(0, NAME),
    vulnerabilityId.slice(0, NAME),
    createdAt,
  ].join('#');
}

/** A number as a text that sorts the highest first. */
function mostFirst(count: number): string {
  return String(9_999 - Math.min(count, 9_999)).padStart(4, '0');
}

/** The score as a text that sorts the highest first. */
function worstFirst(score = 0): string {
  const tenths = Math.round(Math.min(Math.max(score, 0), 10) * 10);
  return String(100 - tenths).padStart(3, '0');
}

/** A finding that somebody has decided, or that is gone, is not overdue. */
export function isOverdueNow(finding: Finding, now: Date): boolean {
  const { urgency, recordState } = finding;
  if (urgency === undefined || isDecided(finding) || recordState === 'ARCHIVED') return false;
  return isOverdue(urgency, now);
}

/** Rows of open findings whose due date has passed. */
export function overdueIn(rows: Row[], now: Date): Row[] {
  return rows.filter((row) => isOverdue(row, now));
}

/** Days within which something due is said by itself. */
const SOON_DAYS = 3;

/** What is due until then is due soon. */
export function soonAfter(now: Date): Date {
  return new Date(now.getTime() + SOON_DAYS * DAY_MS);
}
