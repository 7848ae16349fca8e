import { groupBy } from './group-by';
import type { RemedyRow } from './remedy';
import type { Fact } from './remedy-facts';
import { isFixedByBinary } from './remedy-key';
import { clears, isMajorJump, isPreRelease, readFixedVersions } from './versions/fixed-versions';
import type { Compare, Scheme } from './versions/scheme';
import { schemeOf } from './versions/scheme';

/** All that is known of one package in all images. */
export interface KnownPackage {
  /** What was seen in images. */
  facts: Fact[];
  /** What Trivy found in versions that it was asked about. */
  found: Fact[];
  /** Targets that images which were not scanned have already, by installed version. */
  carried: Map<string, string[]>;
}

/**
 * The row of an installed version: the lowest version that clears everything known of the package, which is at least what
 * is fixed on the installed branch. The binary packages of one version share a row; where each has fixed versions of its
 * own, only theirs count.
 */
function rowOf(known: KnownPackage, installed: string, compare: Compare): RemedyRow {
  const own = known.facts.filter((fact) => fact.installed === installed);
  const fixable = own.filter(({ entry }) => entry.fixedVersion !== undefined);
  const reported = [...new Set(fixable.flatMap(({ entry }) => entry.fixedVersion ?? []))];
  const unknown: RemedyRow = { installed, reported: reported.sort().join(', ') };
  const scheme = schemeOf(own[0]?.entry.type);
  if (scheme === undefined) return unknown;
  const lists = listsOf(relevant(known, own), scheme, compare);
  const carried = (known.carried.get(installed) ?? []).map((target) => [target]);
  const target = choose(installed, [...lists.readable.values(), ...carried], scheme, compare);
  if (target === undefined) return unknown;
  const leaves = leftBy(target, { own, fixable, found: known.found }, lists, { scheme, compare });
  return {
    installed,
    target,
    ...(isMajorJump(installed, target, scheme) && { isMajor: true }),
    ...(leaves.length > 0 && { leaves }),
  };
}

function relevant({ facts, found }: KnownPackage, own: Fact[]): Fact[] {
  const all = [...facts, ...found];
  if (!isFixedByBinary(own[0]?.entry.type)) return all;
  const names = new Set(own.map(({ entry }) => entry.name));
  return all.filter(({ entry }) => names.has(entry.name));
}

interface Lists {
  /** Fixed versions, oldest first, by the text that Trivy reports. */
  readable: Map<string, string[]>;
}

function listsOf(facts: Fact[], scheme: Scheme, compare: Compare): Lists {
  const texts = new Set(facts.flatMap(({ entry }) => entry.fixedVersion ?? []));
  const read = [...texts].flatMap((text): [string, string[]][] => {
    const versions = readFixedVersions(text, scheme, compare);
    return versions === undefined ? [] : [[text, versions]];
  });
  return { readable: new Map(read) };
}

/** The lowest fixed version above the installed one that clears every list; a pre-release only where nothing else does. */
function choose(
  installed: string,
  lists: string[][],
  scheme: Scheme,
  compare: Compare,
): string | undefined {
  const order = (a: string, b: string) => compare(scheme, a, b) ?? 0;
  // What is below the oldest version of a list does not clear it; a kernel has hundreds of lists.
  const lowest = lists
    .flatMap(([oldest]) => oldest ?? [])
    .reduce((a, b) => (order(a, b) < 0 ? b : a), installed);
  const candidates = [...new Set(lists.flat())]
    .filter((version) => order(installed, version) < 0 && order(lowest, version) <= 0)
    .sort(order);
  const isPreferred = (version: string) =>
    isPreRelease(installed, scheme) || !isPreRelease(version, scheme);
  const clearsAll = (version: string) =>
    lists.every((list) => clears(version, list, scheme, compare) !== false);
  return (
    candidates.find((version) => isPreferred(version) && clearsAll(version)) ??
    candidates.find(clearsAll)
  );
}

/** Ids that the target does not clear for certain, and those that it has where the installed version has not. */
function leftBy(
  target: string,
  { own, fixable, found }: { own: Fact[]; fixable: Fact[]; found: Fact[] },
  { readable }: Lists,
  { scheme, compare }: { scheme: Scheme; compare: Compare },
): string[] {
  const uncertain = fixable.filter(({ entry }) => {
    const list = readable.get(entry.fixedVersion ?? '');
    return list === undefined || clears(target, list, scheme, compare) !== true;
  });
  const without = new Set(
    own.flatMap(({ entry, vulnerabilityId }) =>
      entry.fixedVersion === undefined ? [vulnerabilityId] : [],
    ),
  );
  const names = new Set(own.map(({ entry }) => entry.name));
  const isOwn = ({ entry }: Fact) => !isFixedByBinary(entry.type) || names.has(entry.name);
  const brought = found.filter(
    (fact) => fact.installed === target && isOwn(fact) && !without.has(fact.vulnerabilityId),
  );
  return [
    ...new Set([...uncertain, ...brought].map(({ vulnerabilityId }) => vulnerabilityId)),
  ].sort();
}

/** Installed versions of what is fixed, each with its row. */
export function rowsOf(known: KnownPackage, compare: Compare): Map<string, RemedyRow> {
  const fixable = known.facts.filter(({ entry }) => entry.fixedVersion !== undefined);
  const versions = groupBy(fixable, ({ installed }) => installed).keys();
  return new Map([...versions].map((installed) => [installed, rowOf(known, installed, compare)]));
}
