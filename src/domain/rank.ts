import { SEVERITIES, type Severity } from './finding';

/** The part of the list of open findings that has this severity: ranks begin with its place in SEVERITIES; see row.ts. */
export function ranksOf(severity: Severity): { from: string; to: string } {
  const place = SEVERITIES.indexOf(severity);
  return { from: `${place}#`, to: `${place}#~` };
}
