import type { Detection, Finding, VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import type { Remedy, RemedyRow } from './remedy';
import { carriedFacts, type Fact, factsOf, seenFacts } from './remedy-facts';
import { isFixedByBinary, remedyNameOf } from './remedy-key';
import { type KnownPackage, rowsOf } from './remedy-target';
import type { SeenVulnerabilities } from './seen-vulnerabilities';
import { compareText } from './text';
import { type Compare, schemeOf } from './versions/scheme';

/** A version that is suggested for a package, of which Trivy can be asked whether it has vulnerabilities itself. */
export interface RemedyTarget {
  /** `packageKeyOf`. */
  packageKey: string;
  version: string;
  /** Installed packages that it is the target of, each name once: one is enough except where binaries are fixed apart. */
  packages: VulnerablePackage[];
  /** Release of the operating system. */
  system?: string;
}

/** What Trivy said of targets: those it was asked about, and the detections in them, each with its image and `system`. */
export interface Checked {
  asked: RemedyTarget[];
  found: Detection[];
}

/** What a scan says of packages. */
export interface SeenFacts {
  /** Each once: `seenFacts`. */
  facts: Fact[];
  /** Names of the images that were scanned. */
  scanned: ReadonlySet<string>;
}

/** Reads everything that was seen. */
export async function readFacts(seen: SeenVulnerabilities): Promise<SeenFacts> {
  const scanned = new Set(seen.images.map(({ image }) => image.name));
  return { facts: await seenFacts(seen), scanned };
}

export interface RemedyOptions {
  compare: Compare;
  /** Findings that Security Hub has. */
  known: Pick<Finding, 'vulnerabilityId' | 'packages' | 'images' | 'remedies' | 'recordState'>[];
  checked?: Checked;
}

export interface Remedies {
  /**
   * The remedies of a detection, the one on whose card it is shown first. `before`: those that its finding has. The card
   * stays the same while its remedy is needed; else it is that with a fix, for most images, of most vulnerabilities.
   */
  of(detection: Detection, before?: Remedy[]): Remedy[];
  /** All targets, in a fixed order. */
  targets: RemedyTarget[];
}

/**
 * Works out what clears the vulnerabilities of a scan (issue 15), over all of its detections, at every severity, and over
 * what findings say of images that it had no result for. One installed version of a package has one target. The order of
 * scans and detections makes no difference. Asked about targets, Trivy may find more in them: with `checked` the remedies
 * are worked out again, and targets that are new may be asked about in turn.
 */
export function remediesOfScan(seen: SeenFacts, options: RemedyOptions): Remedies {
  const { compare, known, checked } = options;
  const packages = knownPackages(seen, known, checked);
  const rows = new Map([...packages].map(([key, entry]) => [key, rowsOf(entry, compare)]));
  const asked = new Set(checked?.asked.map(targetId));
  const size = sizes([...packages.values()].flatMap(({ facts }) => facts));
  return {
    of: (detection, before = []) => {
      const groups = groupBy(factsOf(detection), ({ remedyKey }) => remedyKey);
      const ranked = [...groups].map(([key, facts]) => ({
        remedy: remedyOf(key, facts, rows, asked, compare),
        rank: [
          Number(before[0]?.key === key),
          Number(facts.some(({ entry }) => entry.fixedVersion !== undefined)),
          new Set(facts.map(({ entry }) => `${entry.image} ${entry.tag}`)).size,
          size.get(key) ?? 0,
        ],
      }));
      return ranked
        .sort((a, b) => byRank(a.rank, b.rank) || compareText(a.remedy.key, b.remedy.key))
        .map(({ remedy }) => remedy);
    },
    targets: targetsOf(packages, rows),
  };
}

function knownPackages(
  seen: SeenFacts,
  known: RemedyOptions['known'],
  checked: Checked | undefined,
): Map<string, KnownPackage> {
  const active = known.filter(({ recordState }) => recordState === 'ACTIVE');
  const carried = carriedFacts(active, seen.scanned);
  const found = groupBy((checked?.found ?? []).flatMap(factsOf), ({ packageKey }) => packageKey);
  const targets = groupBy(carried.targets, ({ packageKey }) => packageKey);
  const groups = groupBy([...seen.facts, ...carried.facts], ({ packageKey }) => packageKey);
  return new Map(
    [...groups].map(([key, facts]) => {
      const byVersion = groupBy(targets.get(key) ?? [], ({ installed }) => installed);
      const floors = [...byVersion].map(([installed, group]): [string, string[]] => [
        installed,
        group.map(({ target }) => target),
      ]);
      return [key, { facts, found: found.get(key) ?? [], carried: new Map(floors) }];
    }),
  );
}

/** Number of vulnerabilities by remedy. */
function sizes(facts: Fact[]): Map<string, number> {
  const groups = groupBy(facts, ({ remedyKey }) => remedyKey);
  return new Map(
    [...groups].map(([key, group]) => [
      key,
      new Set(group.map(({ vulnerabilityId }) => vulnerabilityId)).size,
    ]),
  );
}

function remedyOf(
  key: string,
  facts: Fact[],
  rows: Map<string, Map<string, RemedyRow>>,
  asked: Set<string>,
  compare: Compare,
): Remedy {
  const first = facts.reduce<Fact | undefined>(
    (least, fact) => (least && least.entry.name <= fact.entry.name ? least : fact),
    undefined,
  );
  const packageKey = first?.packageKey ?? key;
  const isFixable = first?.entry.fixedVersion !== undefined;
  const scheme = schemeOf(first?.entry.type);
  const own = [...new Set(facts.map(({ installed }) => installed))]
    .sort((a, b) => (scheme && compare(scheme, a, b)) || compareText(a, b))
    .map((installed): RemedyRow => {
      const row = isFixable ? rows.get(packageKey)?.get(installed) : undefined;
      return row ?? { installed };
    });
  const isConfirmed = own.every(
    ({ target }) => target !== undefined && asked.has(targetId({ packageKey, version: target })),
  );
  return {
    key,
    name: first === undefined ? key : remedyNameOf(first.entry),
    rows: own,
    ...(isConfirmed && { isConfirmed }),
  };
}

function byRank(a: number[], b: number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return (b[index] ?? 0) - (a[index] ?? 0);
}

function targetsOf(
  packages: Map<string, KnownPackage>,
  rows: Map<string, Map<string, RemedyRow>>,
): RemedyTarget[] {
  const all = [...packages].flatMap(([packageKey, { facts }]) =>
    [...groupBy(rows.get(packageKey)?.values() ?? [], ({ target }) => target)].map(
      ([version, group]) => {
        const installed = new Set(group.map((row) => row.installed));
        const own = facts.filter((fact) => installed.has(fact.installed));
        return targetOf(packageKey, version, own);
      },
    ),
  );
  return all.sort((a, b) => compareText(targetId(a), targetId(b)));
}

function targetOf(packageKey: string, version: string, facts: Fact[]): RemedyTarget {
  const byName = groupBy(facts, ({ entry }) => entry.name);
  const packages = [...byName.keys()].sort().flatMap((name) => byName.get(name)?.[0]?.entry ?? []);
  const system = facts.find((fact) => fact.system !== undefined)?.system;
  const isOne = !isFixedByBinary(packages[0]?.type);
  return {
    packageKey,
    version,
    packages: isOne ? packages.slice(0, 1) : packages,
    ...(system !== undefined && { system }),
  };
}

/** One text for each target, for sets of them. */
export function targetId({
  packageKey,
  version,
}: Pick<RemedyTarget, 'packageKey' | 'version'>): string {
  return `${packageKey}\u0000${version}`;
}
