import { defined } from '../src/domain/defined';
import { isOsType } from '../src/domain/detection';
import type { AffectedImage, Detection, VulnerablePackage } from '../src/domain/finding';
import { groupBy } from '../src/domain/group-by';
import type { RemedyTarget, SeenFacts } from '../src/domain/remedies-of-scan';
import type { Fact } from '../src/domain/remedy-facts';
import { ecosystemOf, isFixedByBinary } from '../src/domain/remedy-key';
import type { Answers } from './ask-trivy';
import { type AskedPackage, isAskable } from './targets-sbom';

/** A package with the version that Trivy is asked about. */
export interface AskedTarget {
  asked: AskedPackage;
  /** The installed package. */
  entry: VulnerablePackage;
}

/** An installed version, by which it shows whether Trivy judges an SBOM as it judged the image. */
export interface Control {
  asked: AskedPackage;
  /** Ids that the report has for it, with a fixed version. */
  expected: Set<string>;
}

/** What to ask about a target; nothing where Trivy cannot be asked. */
export function packagesOf({ packages, version, system }: RemedyTarget): AskedTarget[] {
  const all = packages.map((entry) => ({ entry, asked: askedOf(entry, version, system) }));
  return all.flatMap(({ entry, asked }) =>
    asked !== undefined && isAskable(asked) ? [{ entry, asked }] : [],
  );
}

/** The installed versions of a scan, by `packageKeyOf`. */
export function controlsOf({ facts }: SeenFacts): Map<string, Control[]> {
  const fixable = facts.filter(({ entry }) => entry.fixedVersion !== undefined);
  const groups = groupBy(fixable, ({ packageKey }) => packageKey);
  return new Map([...groups].map(([key, group]) => [key, controlsIn(group)]));
}

function controlsIn(facts: Fact[]): Control[] {
  const byRef = new Map<string, Control>();
  for (const { entry, installed, system, vulnerabilityId } of facts) {
    const asked = askedOf(entry, installed, system);
    if (asked === undefined) continue;
    const control = byRef.get(asked.ref) ?? { asked, expected: new Set<string>() };
    control.expected.add(vulnerabilityId);
    byRef.set(asked.ref, control);
  }
  return [...byRef.values()];
}

function askedOf(
  { name, type, source }: VulnerablePackage,
  version: string,
  system: string | undefined,
): AskedPackage | undefined {
  if (type === undefined) return undefined;
  const lookedUp = isLookedUpBySource(type) ? (source?.name ?? name) : name;
  return {
    ref: [isOsType(type) ? system : ecosystemOf(type), lookedUp, version].join(' '),
    ...{ type, name: lookedUp, version },
    ...defined({ system: isOsType(type) ? system : undefined }),
  };
}

/** Photon's advisories are for the source package, and compared with the version of the binary one. */
function isLookedUpBySource(type: string): boolean {
  return !isFixedByBinary(type) || type === 'photon';
}

export function isReproduced({ asked, expected }: Control, answers: Answers): boolean {
  const found = new Set(answers.get(asked.ref)?.map(({ vulnerabilityId }) => vulnerabilityId));
  return [...expected].every((id) => found.has(id));
}

/** What Trivy found in targets, as detections in an image of no name. */
export function foundIn(targets: AskedTarget[], answers: Answers): Detection[] {
  return targets.flatMap(({ asked, entry }) =>
    (answers.get(asked.ref) ?? []).map(({ vulnerabilityId, ...known }): Detection => {
      const { name, system } = { name: '', system: asked.system };
      const image: AffectedImage = { name, repository: name, services: [], ...defined({ system }) };
      return {
        ...{ vulnerabilityId, severity: 'INFORMATIONAL', title: '', description: '' },
        packages: [{ ...atVersion(entry, asked.version), ...known, image: name }],
        images: [image],
      };
    }),
  );
}

/** The package as it would be installed in this version. */
function atVersion(entry: VulnerablePackage, version: string): VulnerablePackage {
  const { name, type, source } = entry;
  return {
    ...{ name, installedVersion: version },
    ...defined({ type, source: source && { ...source, version } }),
  };
}
