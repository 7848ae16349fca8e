import type { AffectedImage, Detection, VulnerablePackage } from './finding';
import { comparedVersionOf, packageKeyOf, remedyKeyOf } from './remedy-key';
import type { SeenVulnerabilities } from './seen-vulnerabilities';

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
  const imageOf = createImageOf(images);
  return packages.map((entry) => {
    const image = imageOf(entry);
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

/** Finds the image of a package: by name and tag, or the first of its name where the package has no tag. */
function createImageOf(images: AffectedImage[]) {
  const first = new Map<string, AffectedImage>();
  const byTag = new Map<string, AffectedImage>();
  for (const image of images) {
    const tagged = `${image.name}\u0000${image.tag}`;
    if (!first.has(image.name)) first.set(image.name, image);
    if (!byTag.has(tagged)) byTag.set(tagged, image);
  }
  return ({ image = '', tag }: VulnerablePackage): AffectedImage | undefined =>
    tag === undefined ? first.get(image) : byTag.get(`${image}\u0000${tag}`);
}

/**
 * Everything that was seen in any image at every severity, each fact once: which of several images shows it makes no
 * difference to what clears it. Vulnerabilities of the same package share what is said of it.
 */
export async function seenFacts(seen: SeenVulnerabilities): Promise<Fact[]> {
  const facts: Fact[] = [];
  const packages = new Map<string, Omit<Fact, 'vulnerabilityId'>>();
  for await (const { detections } of seen.read()) {
    const own = new Set<string>();
    for (const { vulnerabilityId, ...seenIn } of detections.flatMap(factsOf)) {
      const key = keyOfFact(seenIn);
      if (own.has(key)) continue;
      own.add(key);
      const shared = packages.get(key) ?? seenIn;
      packages.set(key, shared);
      facts.push({ vulnerabilityId, ...shared });
    }
  }
  return facts;
}

function keyOfFact({ system, entry }: Pick<Fact, 'system' | 'entry'>): string {
  const { name, installedVersion, fixedVersion, type, source } = entry;
  return JSON.stringify([system, name, installedVersion, fixedVersion, type, source]);
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
