import type { Basis } from './basis';
import type { CvssScore } from './cvss';
import { defined } from './defined';
import {
  type AffectedImage,
  compareSeverity,
  type Detection,
  type Finding,
  type VulnerablePackage,
} from './finding';
import { groupBy } from './group-by';
import { compareText } from './text';
import { mostExposed } from './urgency';

/** A detection with the ratings that only Security Hub shows; the one that `score` is from is the first. */
export interface ScoredDetection extends Detection {
  cvss?: CvssScore[];
}

/** A finding as Security Hub has it, with fields that only the scanner needs. */
export interface KnownFinding extends Finding {
  cvss?: CvssScore[];
  /** Fingerprint of what was last imported; absent on findings that vulnscan did not import. */
  content?: string;
  /** How far its decision holds, from the ledger. Absent on findings that are open or that the ledger holds differently. */
  basis?: Basis;
  /** When the scanner first saw it resolved although it was still there, ISO 8601. */
  resolvedSeenAt?: string;
}

/** What one scan of one image found, at every severity. */
export interface ImageScan {
  image: AffectedImage;
  detections: ScoredDetection[];
  os?: OperatingSystem;
  /** Day on which its oldest layer was built, YYYY-MM-DD, where that is known. */
  builtOn?: string;
  /** The scanner looked at operating system packages. */
  coversOs: boolean;
  /** The scanner looked at anything at all. */
  coversAny: boolean;
}

/** An image of a scan without what was detected in it. */
export type ScannedImage = Omit<ImageScan, 'detections'> & {
  /** Something was detected in packages of its operating system. */
  hasOsDetections: boolean;
};

export interface OperatingSystem {
  /** Trivy's family: alpine, debian, amazon, ... */
  family: string;
  version?: string;
  /** The vendor publishes no more advisories, so a clean result proves nothing. */
  endOfLife: boolean;
}

/** Trivy's package types that come from an operating system's package manager. */
const OS_TYPES = new Set(
  (
    'activestate alma alpine amazon azurelinux bottlerocket cbl-mariner centos centos-stream chainguard coreos ' +
    'debian echo fedora minimos opensuse opensuse-leap opensuse-tumbleweed oracle photon redhat rocky slem ' +
    'sles suse ubuntu wolfi'
  ).split(' '),
);

export function isOsType(type: string | undefined): boolean {
  return type !== undefined && (OS_TYPES.has(type) || type.startsWith('suse linux'));
}

/**
 * Merges detections of one vulnerability: the highest severity and the score that belongs to it, each package and image
 * once, in a fixed order.
 */
export function mergeDetections(first: ScoredDetection, more: ScoredDetection[]): ScoredDetection {
  const all = [first, ...more];
  const ranked = rank(all);
  const [worst = first] = ranked;
  const scored = ranked.find((each) => each.score !== undefined);
  const lists = new Set(ranked.map((each) => each.cvss ?? []));
  const cvss = unique(
    [scored?.cvss ?? [], ...lists].flat(),
    (each) => `${each.source} ${each.version} ${each.vector}`,
  );
  const primaryUrl = all.find((each) => each.primaryUrl !== undefined)?.primaryUrl;
  return {
    vulnerabilityId: first.vulnerabilityId,
    severity: worst.severity,
    title: first.title,
    description: first.description,
    ...defined({
      primaryUrl,
      score: scored?.score,
      scoreVersion: scored?.scoreVersion,
      cvss: cvss.length > 0 ? cvss : undefined,
    }),
    packages: sortPackages(all.flatMap((each) => each.packages)),
    images: sortImages(all.flatMap((each) => each.images)),
  };
}

/** The worst first. Thousands of images have few ratings between them, so these are sorted, not the detections. */
function rank(detections: ScoredDetection[]): ScoredDetection[] {
  const groups = groupBy(
    detections,
    ({ severity, score, scoreVersion }) => `${severity} ${score} ${scoreVersion}`,
  );
  const ranked = [...groups.values()].sort(([a], [b]) => (a && b ? worstFirst(a, b) : 0));
  return ranked.flat();
}

export type Detected = Pick<Detection, 'severity' | 'score' | 'scoreVersion'>;

/** The most severe first, then the newest CVSS version and the highest score, whatever the order they were seen in. */
export function worstFirst(a: Detected, b: Detected): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    Number(b.scoreVersion ?? 0) - Number(a.scoreVersion ?? 0) ||
    (b.score ?? 0) - (a.score ?? 0)
  );
}

/** Each package of each image once, in a fixed order, so that equal detections are equal texts. */
export function sortPackages(packages: VulnerablePackage[]): VulnerablePackage[] {
  return groupsOf(packages, comparePackages).flatMap((same) => same.at(-1) ?? []);
}

function comparePackages(a: VulnerablePackage, b: VulnerablePackage): number {
  for (const field of PACKAGE_ORDER) {
    const order = compareText(a[field] ?? '', b[field] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

const PACKAGE_ORDER = [
  ...(['image', 'name', 'installedVersion', 'path'] as const),
  ...(['type', 'fixedVersion', 'status', 'tag'] as const),
];

/** Each image once by name and tag, with the services of all its digests, and exposed if one of them is. */
export function sortImages(images: AffectedImage[]): AffectedImage[] {
  const order = (a: AffectedImage, b: AffectedImage) =>
    compareText(a.name, b.name) || compareText(a.tag ?? '', b.tag ?? '');
  return groupsOf(images, order).flatMap(mergeImages);
}

function mergeImages(same: AffectedImage[]): AffectedImage[] {
  const last = same.at(-1);
  if (last === undefined || same.length === 1) return same;
  const services = [...new Set(same.flatMap((each) => each.services))].sort();
  const exposure = same.map((each) => each.exposure).reduce(mostExposed);
  return [{ ...last, services, ...defined({ exposure }) }];
}

/** Sorted, and equal ones together in the order given. Takes linear time where the values are in order already. */
function groupsOf<T>(values: T[], compare: (a: T, b: T) => number): T[][] {
  const groups: T[][] = [];
  for (const value of [...values].sort(compare)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && compare(first, value) === 0)
      group.push(value);
    else groups.push([value]);
  }
  return groups;
}

function unique<T>(values: T[], keyOf: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}
