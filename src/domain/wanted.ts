import { type Detection, hasFix, type Severity } from './finding';
import { knownOutcome, periodOf, type Urgency } from './urgency';

/** What becomes a finding, and a message: vulnscan.yml's `findings`. */
export interface FindingRules {
  /** Vulnerabilities of these severities become findings. */
  severities: readonly Severity[];
  /** What is due this soon, in milliseconds, becomes a finding whatever its severity. */
  dueWithin: number;
  /** Vulnerabilities without a fixed version become no findings. */
  onlyFixable: boolean;
}

/**
 * True for what becomes a finding: of the severities, known to be exploited, or due soon by what is known of its exposure
 * (issue 14). An exposure that is only assumed makes no finding, or a first scan would bring hundreds.
 */
export function isWanted(
  detection: Pick<Detection, 'severity' | 'packages' | 'urgency'>,
  { severities, dueWithin, onlyFixable }: FindingRules,
): boolean {
  if (onlyFixable && !hasFix(detection)) return false;
  return severities.includes(detection.severity) || isUrgent(detection.urgency, dueWithin);
}

function isUrgent(urgency: Urgency | undefined, dueWithin: number): boolean {
  if (urgency === undefined) return false;
  return urgency.exploitedSince !== undefined || periodOf(knownOutcome(urgency)) <= dueWithin;
}
