import type { ScoredDetection } from '../../../domain/detection';
import type { UnfixedStatus, VulnerablePackage } from '../../../domain/finding';
import { groupBy } from '../../../domain/group-by';
import { repositoryOf } from '../../../domain/image';
import { cutText } from '../../../domain/text';
import { dueSentence } from './due-sentence';

/** ASFF: Remediation.Recommendation.Text, in UTF-8 bytes. */
const ADVICE = 512;
/** Images named for one fix. */
const IMAGES = 3;

/** Why no fix is to be expected, after Trivy's statuses. */
export const NO_FIX: Record<UnfixedStatus, string> = {
  will_not_fix: 'The vendor will not fix it',
  fix_deferred: 'The vendor has deferred a fix',
  end_of_life: 'The release is past its end of life and gets no fix',
};

/** What to do about a finding, and by when: its due date, upgrades, then packages that get no fix. */
export function adviceOf(detection: ScoredDetection): string {
  const due = detection.urgency === undefined ? '' : `${dueSentence(detection.urgency)} `;
  return cutText(`${due}${upgradeAdvice(detection)}`, ADVICE);
}

function upgradeAdvice({ packages }: ScoredDetection): string {
  const upgrades = [...groupBy(packages, ({ name }) => name)].flatMap(([name, entries]) =>
    upgradesOf(name, entries),
  );
  const unfixed = packages.flatMap(({ name, status }) =>
    status === undefined ? [] : [`${NO_FIX[status]}: ${name}.`],
  );
  const parts = [
    ...(upgrades.length === 0 ? [] : [`Upgrade ${upgrades.join('; ')}.`]),
    ...new Set(unfixed),
  ];
  return parts.length === 0 ? 'No fixed version is published yet.' : parts.join(' ');
}

/** The versions to upgrade a package to, with the images only where they differ. */
function upgradesOf(name: string, entries: VulnerablePackage[]): string[] {
  const byFix = [...groupBy(entries, ({ fixedVersion }) => fixedVersion)];
  return byFix.map(([fix, fixed]) => {
    const images = [...new Set(fixed.flatMap(({ image }) => image ?? []))].map(repositoryOf);
    const shown = images.slice(0, IMAGES).join(', ');
    const more = images.length > IMAGES ? ` and ${images.length - IMAGES} more` : '';
    const where = fixed.length < entries.length && shown !== '' ? ` in ${shown}${more}` : '';
    return `${name} to ${fix}${where}`;
  });
}
