import { sortImages } from './detection';
import { type AffectedImage, type Finding, isIn, type VulnerablePackage } from './finding';
import { groupBy } from './group-by';
import { keyIn, remediesOf } from './remedies-of';
import type { Remedy, RemedyRow } from './remedy';
import { comparedVersionOf } from './remedy-key';
import { compareText } from './text';
import { hashesIn, hashOfName, moreNames } from './unnamed-images';

/*
 * What a card, a line or a form says about an upgrade: worked out from the findings that are on it. All functions take the
 * findings that are meant, usually those that are open, and are pure. `key` is `Remedy.key`.
 */

type Member = Pick<
  Finding,
  'remedies' | 'packages' | 'images' | 'unnamed' | 'vulnerabilityId' | 'updatedAt'
>;

/** A row of a remedy with the packages and images that it is about. */
export interface PlacedRow extends RemedyRow {
  images: AffectedImage[];
  /** Of all the findings, each once in each image and path. */
  packages: VulnerablePackage[];
}

/** An upgrade that findings need besides that of their card. */
export interface OtherRemedy {
  remedy: Remedy;
  images: AffectedImage[];
  /** The findings that need it. */
  vulnerabilityIds: string[];
}

/**
 * The remedy over the rows of all findings that need it; undefined if none does. An installed version has one row and so
 * one target: that of the finding which was imported last. `isConfirmed` only if every row is.
 */
export function mergedRemedy(findings: Member[], key: string): Remedy | undefined {
  const parts = newestFirst(findings).flatMap((finding) =>
    remediesOf(finding).filter((remedy) => remedy.key === key),
  );
  const [newest] = parts;
  if (newest === undefined) return undefined;
  const rows = new Map<string, { row: RemedyRow; confirmed: boolean }>();
  for (const remedy of parts) {
    for (const row of remedy.rows) {
      if (rows.has(row.installed)) continue;
      rows.set(row.installed, { row, confirmed: remedy.isConfirmed === true });
    }
  }
  const all = [...rows.values()];
  return {
    key,
    name: newest.name,
    rows: all.map(({ row }) => row).sort(byVersion),
    ...(all.every(({ confirmed }) => confirmed) && all.length > 0 && { isConfirmed: true }),
  };
}

/** The rows of a remedy that are of these findings, each with its images, in the order of the remedy's rows. */
export function placedRows(findings: Member[], remedy: Remedy): PlacedRow[] {
  return remedy.rows.flatMap((row) => {
    const found = findings.map((finding) => ({
      finding,
      packages: packagesOf(finding, remedy.key).filter(
        (entry) => comparedVersionOf(entry) === row.installed,
      ),
    }));
    const packages = found.flatMap((each) => each.packages);
    if (packages.length === 0) return [];
    const images = found.flatMap(({ finding, packages }) => imagesWith(finding, packages));
    return [{ ...row, images: sortImages(images), packages: unique(packages) }];
  });
}

/** The images in which these findings need the remedy: a finding may be in other images because of another package. */
export function imagesOfRemedy(findings: Member[], key: string): AffectedImage[] {
  return sortImages(findings.flatMap((finding) => imagesWith(finding, packagesOf(finding, key))));
}

/** The packages of a finding that the remedy upgrades. */
export function packagesOf(finding: Member, key: string): VulnerablePackage[] {
  return finding.packages.filter((entry) => keyIn(finding, entry) === key);
}

/** The packages of a finding, with the version of its upgrades in place of the one that fixes this vulnerability alone. */
export function upgradedPackages(finding: Member): VulnerablePackage[] {
  const { remedies = [] } = finding;
  return finding.packages.map((entry) => {
    const key = keyIn(finding, entry);
    const rows = remedies.filter((remedy) => remedy.key === key).flatMap((remedy) => remedy.rows);
    const target = rows.find((row) => row.installed === comparedVersionOf(entry))?.target;
    return target === undefined ? entry : { ...entry, fixedVersion: target };
  });
}

/** What the findings of a card need besides it, and in which images, those of most findings first. */
export function otherRemedies(findings: Member[], key: string): OtherRemedy[] {
  const needed = findings.flatMap((finding) =>
    remediesOf(finding)
      .filter((remedy) => remedy.key !== key)
      .map((remedy) => ({ key: remedy.key, finding })),
  );
  const groups = [...groupBy(needed, (each) => each.key)];
  return groups
    .flatMap(([other, group]) => {
      const members = group.map(({ finding }) => finding);
      const remedy = mergedRemedy(members, other);
      const vulnerabilityIds = [...new Set(members.map((each) => each.vulnerabilityId))].sort();
      if (remedy === undefined) return [];
      return [{ remedy, images: imagesOfRemedy(members, other), vulnerabilityIds }];
    })
    .sort(
      (a, b) =>
        b.vulnerabilityIds.length - a.vulnerabilityIds.length ||
        compareText(a.remedy.key, b.remedy.key),
    );
}

/** True when one of its rows has a version that was compared with what is installed. */
export function hasTarget({ rows }: Remedy): boolean {
  return rows.some(({ target }) => target !== undefined);
}

/** The version to upgrade to, else those that were reported and that nobody compared. */
export function fixOf({ target, reported }: RemedyRow): string | undefined {
  return target ?? reported;
}

/** True when a fixed version is known for one of its rows. */
export function hasFixedVersion({ rows }: Pick<Remedy, 'rows'>): boolean {
  return rows.some((row) => fixOf(row) !== undefined);
}

/** Packages of Trivy's own template name no image: then all images are meant, or those that a finding does not name. */
function imagesWith({ images, unnamed }: Member, packages: VulnerablePackage[]): AffectedImage[] {
  const isAnywhere = unnamed === undefined && packages.some(({ image }) => image === undefined);
  return images.filter((image) => isAnywhere || packages.some((entry) => isIn(entry, image)));
}

/** How many images these findings are in besides those that one of them names. */
export function unnamedIn(findings: Pick<Finding, 'images' | 'unnamed'>[]): number {
  const unnamed = findings.flatMap((finding) => finding.unnamed ?? []);
  if (unnamed.length === 0) return 0;
  const hashes = new Set(unnamed.flatMap(({ names }) => hashesIn(names)));
  for (const { images } of findings) for (const { name } of images) hashes.delete(hashOfName(name));
  // Further tags of a name, and names that are not known.
  const rest = findings.map(({ images, unnamed }) =>
    unnamed?.names === undefined
      ? (unnamed?.count ?? 0)
      : unnamed.count - moreNames({ images, unnamed }),
  );
  return hashes.size + Math.max(...rest);
}

function newestFirst(findings: Member[]): Member[] {
  return [...findings].sort(
    (a, b) => timeOf(b) - timeOf(a) || compareText(a.vulnerabilityId, b.vulnerabilityId),
  );
}

/** Security Hub writes times in more than one form. */
function timeOf({ updatedAt }: Member): number {
  const time = Date.parse(updatedAt);
  return Number.isNaN(time) ? 0 : time;
}

function unique(packages: VulnerablePackage[]): VulnerablePackage[] {
  const keyed = packages.map((entry): [string, VulnerablePackage] => [
    [entry.image, entry.tag, entry.name, entry.installedVersion, entry.path].join('\u0000'),
    entry,
  ]);
  return [...new Map(keyed).values()];
}

/** Close to the order of versions, which only the scanner can tell for every ecosystem; rows are only shown in it. */
function byVersion(a: RemedyRow, b: RemedyRow): number {
  return (
    a.installed.localeCompare(b.installed, 'en', { numeric: true }) ||
    compareText(a.installed, b.installed)
  );
}
