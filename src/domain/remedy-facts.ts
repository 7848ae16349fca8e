import { type Detection, isIn, type VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import { comparedVersionOf, packageKeyOf, remedyKeyOf } from './remedy-key';

/** That one package of one image has one vulnerability, as far as remedies depend on it. */
export interface Fact {
  vulnerabilityId: string;
  packageKey: string;
  remedyKey: string;
  installed: string;
  entry: VulnerablePackage;
  /** Release of the operating system. */
  system: string | undefined;
}

type Seen = Pick<Detection, 'vulnerabilityId' | 'packages' | 'images'>;

/** What was seen in the packages of a detection. */
export function factsOf({ vulnerabilityId, packages, images }: Seen): Fact[] {
  const byName = groupBy(images, ({ name }) => name);
  return packages.map((entry) => {
    const image = byName.get(entry.image ?? '')?.find((each) => isIn(entry, each));
    return {
      vulnerabilityId,
      packageKey: packageKeyOf(entry, image),
      remedyKey: remedyKeyOf(entry, image),
      installed: comparedVersionOf(entry),
      entry,
      system: image?.system,
    };
  });
}

/**
 * What findings in Security Hub say of images that the scan had no result for, and the targets that they have: a scan of
 * some images must not suggest less than one of all images did.
 */
export function carriedFacts(
  known: (Seen & Pick<Detection, 'remedies'>)[],
  scanned: ReadonlySet<string>,
): { facts: Fact[]; targets: { packageKey: string; installed: string; target: string }[] } {
  const facts: Fact[] = [];
  const targets: { packageKey: string; installed: string; target: string }[] = [];
  for (const finding of known) {
    const own = factsOf(finding).filter(
      ({ entry }) => entry.image === undefined || !scanned.has(entry.image),
    );
    facts.push(...own);
    for (const { packageKey, remedyKey, installed } of own) {
      const remedy = finding.remedies?.find(({ key }) => key === remedyKey);
      const target = remedy?.rows.find((row) => row.installed === installed)?.target;
      if (target !== undefined) targets.push({ packageKey, installed, target });
    }
  }
  return { facts, targets };
}
