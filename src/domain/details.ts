import type { CvssScore } from './cvss';
import {
  type AffectedImage,
  type Finding,
  isIn,
  type UnfixedStatus,
  type VulnerablePackage,
} from './finding';
import { groupBy } from './group-by';
import type { Change } from './ledger';
import type { CardRef } from './message';
import type { StaleKev } from './query-answer';
import type { Remedy } from './remedy';
import { comparedVersionOf } from './remedy-key';
import { packagesOf } from './remedy-rows';

/** What is known of an upgrade: one page of its vulnerabilities, and all that they have in common. */
export interface Details {
  ref: CardRef;
  remedy: Remedy;
  /** The finding to do first; of those that are open if any is. */
  first: Finding;
  /** The due date of `first` has passed. */
  overdue: boolean;
  places: Place[];
  /** Images that the findings are in besides, without naming them. */
  unnamed?: number;
  /** From 1. */
  page: number;
  pages: number;
  /** Vulnerabilities on all pages. */
  total: number;
  entries: DetailedEntry[];
  /** Newest first, of the first `historyOf` findings. */
  history: HistoryEntry[];
  historyOf: number;
  /** Security Hub answered: without it there are no descriptions and no vectors. */
  answered: boolean;
  staleKev?: StaleKev;
}

/** One image, and the versions of the upgrade's packages in it. */
export interface Place {
  image: AffectedImage;
  packages: PlacedPackage[];
}

export interface PlacedPackage {
  installed: string;
  /** The version that clears it. */
  target?: string;
  status?: UnfixedStatus;
  /** Where it is, for what has a place: libraries and binaries. */
  paths: string[];
  /** Names of the packages of the operating system that are built from its source package, unless its name says it all. */
  binaries: string[];
}

export interface DetailedEntry {
  finding: Finding;
  /** The appearance that its buttons decide. */
  base: number;
  /** What only Security Hub has. */
  description?: string;
  /** The one that the score is from is the first. */
  cvss?: CvssScore[];
}

/** Changes of several findings that are one: the same person, decision, reason and minute. */
export interface HistoryEntry {
  /** ISO 8601. */
  at: string;
  by: string;
  action: Change['action'] | 'found';
  status: Change['status'];
  reason?: string;
  count: number;
}

/** Where the packages of a remedy are, in the order in which the findings name the images. */
export function placesOf(findings: Finding[], remedy: Remedy): Place[] {
  const found = new Map<string, { image: AffectedImage; packages: VulnerablePackage[] }>();
  for (const finding of findings) {
    const own = packagesOf(finding, remedy.key);
    for (const image of finding.images) {
      const key = `${image.name}:${image.tag ?? ''}`;
      const place = found.get(key) ?? { image, packages: [] };
      place.packages.push(...packagesIn(own, image, finding.images.length === 1));
      found.set(key, place);
    }
  }
  const places = [...found.values()].map(({ image, packages }) => ({
    image,
    packages: versionsOf(packages, remedy),
  }));
  // A finding may be in other images because of other packages.
  const having = places.filter(({ packages }) => packages.length > 0);
  return having.length > 0 ? having : places;
}

/** Packages that name no image, as Trivy's own template writes them, are in the only image there is. */
function packagesIn(packages: VulnerablePackage[], image: AffectedImage, isAlone: boolean) {
  return packages.filter((entry) => isIn(entry, image) || (entry.image === undefined && isAlone));
}

function versionsOf(packages: VulnerablePackage[], { rows, name }: Remedy): PlacedPackage[] {
  return [...groupBy(packages, comparedVersionOf)].map(([installed, entries]) => {
    const target = rows.find((row) => row.installed === installed)?.target;
    const status = entries.find((entry) => entry.status !== undefined)?.status;
    const names = distinct(entries.map((entry) => entry.name));
    const isBuilt = entries.some(({ source }) => source) && names.some((each) => each !== name);
    return {
      installed,
      ...(target !== undefined && { target }),
      ...(target === undefined && status !== undefined && { status }),
      paths: distinct(entries.flatMap(({ path }) => path ?? [])),
      binaries: isBuilt ? names : [],
    };
  });
}

/** The fixed versions of the packages of a remedy that a finding names, as they were reported. */
export function fixesIn(finding: Finding, { key }: Remedy): string[] {
  return distinct(packagesOf(finding, key).flatMap(({ fixedVersion }) => fixedVersion ?? []));
}

/** The changes of findings and when they were found, newest first. That something was shown is left out. */
export function historyOf(findings: { finding: Finding; changes: Change[] }[]): HistoryEntry[] {
  const all = findings.flatMap(({ finding, changes }): HistoryEntry[] => [
    foundIn(finding),
    ...changes
      .filter(({ action }) => action !== 'shown')
      .map(({ seq: _, ...change }) => ({ ...change, count: 1 })),
  ]);
  const groups = groupBy(all, ({ at, by, action, status, reason }) =>
    JSON.stringify([at.slice(0, MINUTE), by, action, status, reason]),
  );
  return [...groups.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : { ...first, count: others.length + 1 },
    )
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Characters of an ISO 8601 time up to the minute. */
const MINUTE = 16;

function foundIn({ createdAt: at }: Finding): HistoryEntry {
  return { at, by: 'scanner', action: 'found', status: 'NEW', count: 1 };
}

function distinct(values: string[]): string[] {
  return [...new Set(values)];
}
