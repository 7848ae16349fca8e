import type { ScoredDetection } from '../../../domain/detection';
import type { UnfixedStatus } from '../../../domain/finding';
import { type PackageUpgrade, upgradesOf } from '../../../domain/package-upgrades';
import { cutText } from '../../../domain/text';
import { dueSentence } from './due-sentence';

/** ASFF: Remediation.Recommendation.Text, in UTF-8 bytes. */
const ADVICE = 512;

/** Why no fix is to be expected, after Trivy's statuses. */
export const NO_FIX: Record<UnfixedStatus, string> = {
  will_not_fix: 'The vendor will not fix it',
  fix_deferred: 'The vendor has deferred a fix',
  end_of_life: 'The release is past its end of life and gets no fix',
};

/**
 * What to do about a finding, and by when: its due date, upgrades, then packages that get no fix. `upgrades`: where not all of
 * its packages are there.
 */
export function adviceOf(
  detection: ScoredDetection,
  upgrades: PackageUpgrade[] = upgradesOf(detection.packages),
): string {
  const due = detection.urgency === undefined ? '' : `${dueSentence(detection.urgency)} `;
  return cutText(`${due}${upgradeAdvice(detection, upgrades)}`, ADVICE);
}

function upgradeAdvice({ packages }: ScoredDetection, upgrades: PackageUpgrade[]): string {
  const unfixed = packages.flatMap(({ name, status }) =>
    status === undefined ? [] : [`${NO_FIX[status]}: ${name}.`],
  );
  const parts = [
    ...(upgrades.length === 0 ? [] : [`Upgrade ${upgrades.map(writeUpgrade).join('; ')}.`]),
    ...new Set(unfixed),
  ];
  return parts.length === 0 ? 'No fixed version is published yet.' : parts.join(' ');
}

function writeUpgrade({ name, to, images = [], more = 0 }: PackageUpgrade): string {
  const others = more > 0 ? ` and ${more} more` : '';
  const where = images.length === 0 ? '' : ` in ${images.join(', ')}${others}`;
  return `${name} to ${to}${where}`;
}
