import type { ImageScan } from '../../../src/domain/detection';
import { groupBy } from '../../../src/domain/group-by';
import { type Fact, factsOf } from '../../../src/domain/remedy-facts';
import { type Compare, schemeOf } from '../../../src/domain/versions/scheme';
import type { Advisory } from './database';

/** Buckets of Trivy's database by ecosystem, where the name is another. */
const BUCKETS: Record<string, string> = { gem: 'rubygems' };

/** Buckets of operating systems whose name is not the family and the release. */
const SYSTEMS: Record<string, string> = { amazon: 'amazon linux', photon: 'Photon OS' };

/** Families whose advisories name the source package. */
const BY_SOURCE = new Set(['alpine', 'debian', 'photon', 'ubuntu']);
/** Families that were tried: of the others it is not known how Trivy reads them from an SBOM. */
export const FAMILIES = new Set([...BY_SOURCE, 'amazon']);

/**
 * Advisories that make Trivy find again what a report shows. Ranges are guessed from the fixed versions, and from which of
 * the installed versions the report does not show: real ones often begin later than their branch.
 */
export function advisoriesOf({ detections }: ImageScan, compare: Compare): Advisory[] {
  const facts = detections.flatMap(factsOf);
  const installed = groupBy(facts, ({ packageKey }) => packageKey);
  const groups = groupBy(facts, (fact) => `${fact.packageKey} ${fact.vulnerabilityId}`);
  return [...groups.values()].flatMap((group) => {
    const [fact] = group;
    if (fact === undefined) return [];
    if (FAMILIES.has(fact.entry.type ?? '')) return group.map(systemAdvisory);
    const others = (installed.get(fact.packageKey) ?? []).map((each) => each.installed);
    return [libraryAdvisory(fact, versionsOf(group), new Set(others), compare)];
  });
}

function versionsOf(facts: Fact[]): Set<string> {
  return new Set(facts.map(({ installed }) => installed));
}

function systemAdvisory({ entry, system, vulnerabilityId: id }: Fact): Advisory {
  const { type = '', name, source, fixedVersion } = entry;
  return {
    bucket: bucketOf(system ?? type),
    name: BY_SOURCE.has(type) ? (source?.name ?? name) : name,
    ...{ id, value: fixedVersion === undefined ? {} : { FixedVersion: fixedVersion } },
  };
}

function libraryAdvisory(
  { entry, packageKey, vulnerabilityId: id }: Fact,
  shown: Set<string>,
  installed: Set<string>,
  compare: Compare,
): Advisory {
  const [ecosystem = '', name = ''] = packageKey.split(/\|(.*)/);
  const bucket = BUCKETS[ecosystem] ?? ecosystem;
  const scheme = schemeOf(entry.type) ?? 'generic';
  const order = (a: string, b: string) => compare(scheme, a, b) ?? 0;
  const hidden = [...installed].filter((version) => !shown.has(version));
  const value = libraryValue(entry.fixedVersion, { shown: [...shown], hidden, order });
  return { bucket, name, id, value };
}

function bucketOf(system: string): string {
  const [family = '', release = ''] = system.split(/ (.*)/);
  return `${SYSTEMS[family] ?? family} ${release}`;
}

interface Observed {
  /** Installed versions that have the vulnerability, and those that have not. */
  shown: string[];
  hidden: string[];
  order(a: string, b: string): number;
}

/** The patched versions as reported, and ranges that end at each of them. */
function libraryValue(fixedVersion: string | undefined, observed: Observed): Advisory['value'] {
  const lowest = `>=${[...observed.shown].sort(observed.order)[0]}`;
  if (fixedVersion === undefined) return { VulnerableVersions: [lowest] };
  const patched = patchedIn(fixedVersion);
  if (/[<>=~^]/.test(fixedVersion)) {
    return { VulnerableVersions: [lowest], PatchedVersions: patched };
  }
  const sorted = [...patched].sort(observed.order);
  const ranges = sorted.map((version, index) => rangeOf(version, sorted[index - 1], observed));
  return { VulnerableVersions: ranges, PatchedVersions: patched };
}

/** An advisory's `>= 2.1.3, < 3.0.0` is one entry, although Trivy joins entries in the same way. */
function patchedIn(fixedVersion: string): string[] {
  return fixedVersion.split(/, (?!<)/);
}

/** From the beginning of the branch, but not from where the report shows that it is not vulnerable. */
function rangeOf(version: string, before: string | undefined, observed: Observed): string {
  const { shown, hidden, order } = observed;
  const isWithin = (each: string) =>
    order(each, version) < 0 && (before === undefined || order(before, each) <= 0);
  const own = shown.filter(isWithin).sort(order)[0];
  const isLate = hidden.some((each) => isWithin(each) && own !== undefined && order(each, own) < 0);
  const branch = before === undefined ? undefined : branchOf(version, before);
  const isEarly = own !== undefined && branch !== undefined && order(own, branch) < 0;
  const start = isLate || isEarly ? own : branch;
  return start === undefined ? `<${version}` : `>=${start}, <${version}`;
}

/** `1.23.0` for 1.23.5 after 1.22.11: the first version of its branch. */
function branchOf(version: string, before: string): string {
  const own = version.split(/[.-]/);
  const other = before.split(/[.-]/);
  const differs = own.findIndex((segment, index) => segment !== other[index]);
  const start = own.slice(0, differs + 1);
  while (start.length < 3) start.push('0');
  return start.join('.');
}
