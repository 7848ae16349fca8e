import { type Finding, isIn, type VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import type { Remedy, RemedyRow } from './remedy';
import { comparedVersionOf, remedyKeyOf, remedyNameOf } from './remedy-key';

type Remediable = Pick<Finding, 'remedies' | 'packages' | 'images' | 'vulnerabilityId'>;

/**
 * The remedies of a finding, the one on whose card it is shown first: those of the scan that imported it, or, for findings
 * of other tools and of earlier versions, one for each package, with the fixed versions as they were reported.
 */
export function remediesOf(finding: Remediable): [Remedy, ...Remedy[]] {
  const [first, ...others] = finding.remedies ?? reported(finding);
  if (first !== undefined) return [first, ...others];
  return [{ key: `id|${finding.vulnerabilityId}`, name: finding.vulnerabilityId, rows: [] }];
}

/** The remedy of a package of a finding. */
export function keyIn({ images }: Pick<Finding, 'images'>, entry: VulnerablePackage): string {
  return remedyKeyOf(
    entry,
    images.find((image) => isIn(entry, image)),
  );
}

function reported(finding: Remediable): Remedy[] {
  const groups = groupBy(finding.packages, (entry) => keyIn(finding, entry));
  return [...groups].flatMap(([key, packages]) => {
    const [first] = packages;
    return first === undefined ? [] : [{ key, name: remedyNameOf(first), rows: rowsOf(packages) }];
  });
}

/** One version without an operator before it. `~` and `^` inside belong to it, as in Debian's `3.0.14-1~deb12u1`. */
const SINGLE = /^(?![~^!])[^\s,|<>=]+$/;

/** Nothing is compared: only a single fixed version is a target. */
function rowsOf(packages: VulnerablePackage[]): RemedyRow[] {
  const byVersion = groupBy(packages, comparedVersionOf);
  return [...byVersion].map(([installed, group]) => {
    const fixed = [...new Set(group.flatMap(({ fixedVersion }) => fixedVersion ?? []))].join(', ');
    if (fixed === '') return { installed };
    return SINGLE.test(fixed) ? { installed, target: fixed } : { installed, reported: fixed };
  });
}
