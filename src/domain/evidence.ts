import { type ImageScan, isOsType, type KnownFinding } from './detection';
import type { AffectedImage } from './finding';
import { groupBy } from './group-by';

/** Why an image's clean result is not believed. */
export type HeldReason =
  /** Trivy found nothing it could look at: no operating system, no language packages. */
  | 'nothing-scanned'
  /** The vendor publishes no advisories for this release any more. */
  | 'end-of-life'
  /** The operating system is known but Trivy has no advisories for it. */
  | 'os-not-covered'
  /** Most findings of an image that did not change are gone at once: likelier a broken database than a miracle. */
  | 'mass-vanishing';

/** An image whose findings stay as they are although the scan no longer shows them. */
export interface Held {
  image: string;
  reason: HeldReason;
  findings: number;
}

/** From this many on, and more than half, an unchanged image's vanished findings are held. */
const MASS = 2;

export interface Evidence {
  /** The scans of this run that speak about the image. */
  scansOf(image: AffectedImage): ImageScan[];
  /** Why the finding's absence from the image is no proof; undefined when it is one. */
  doubt(finding: KnownFinding, image: AffectedImage): HeldReason | undefined;
}

export interface EvidenceOptions {
  /** Every configured image was to be scanned, so a tag that is gone is gone. */
  complete: boolean;
  /** A person looked and says that mass vanishing is true. */
  acceptVanished?: boolean;
}

/** What this run's scans prove about what Security Hub holds. */
export function createEvidence(
  scans: ImageScan[],
  known: KnownFinding[],
  options: EvidenceOptions,
): Evidence {
  const byName = groupBy(scans, (scan) => scan.image.name);
  const suspicious = options.acceptVanished ? new Set() : massVanished(byName, known);
  return { scansOf, doubt };

  function scansOf(image: AffectedImage): ImageScan[] {
    const named = byName.get(image.name) ?? [];
    return options.complete ? named : named.filter((scan) => speaksAbout(scan, image));
  }

  function doubt(finding: KnownFinding, image: AffectedImage): HeldReason | undefined {
    if (suspicious.has(image.name) && isUnchanged(byName.get(image.name) ?? [], image)) {
      return 'mass-vanishing';
    }
    for (const scan of scansOf(image)) {
      const reason = weakness(scan, finding, image);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
}

/** A scan of one tag says nothing about another, unless all configured images were scanned. */
function speaksAbout(scan: ImageScan, image: AffectedImage): boolean {
  const { tag, digest } = scan.image;
  return image.tag === undefined || image.tag === tag || isSame(image.digest, digest);
}

function weakness(
  scan: ImageScan,
  finding: KnownFinding,
  image: AffectedImage,
): HeldReason | undefined {
  if (!scan.coversAny) return 'nothing-scanned';
  if (!mayBeOfOs(finding, image) || scan.os === undefined) return undefined;
  if (!scan.coversOs) return 'os-not-covered';
  return scan.os.endOfLife && !hasOsDetections(scan) ? 'end-of-life' : undefined;
}

/** A finding whose packages aren't known by image may be of the operating system. */
function mayBeOfOs(finding: KnownFinding, image: AffectedImage): boolean {
  const own = finding.packages.filter((entry) => entry.image === image.name);
  return own.length === 0 || own.some((entry) => entry.type === undefined || isOsType(entry.type));
}

function hasOsDetections(scan: ImageScan): boolean {
  return scan.detections.some((each) => each.packages.some((entry) => isOsType(entry.type)));
}

/** Images of which most findings are gone although their digest is the same. */
function massVanished(byName: Map<string, ImageScan[]>, known: KnownFinding[]): Set<string> {
  const seen = new Map(
    [...byName].map(([name, scans]) => [
      name,
      new Set(scans.flatMap((scan) => scan.detections.map((each) => each.vulnerabilityId))),
    ]),
  );
  const counts = new Map<string, { had: number; gone: number }>();
  for (const finding of known) {
    if (finding.recordState !== 'ACTIVE') continue;
    for (const image of finding.images) {
      if (!isUnchanged(byName.get(image.name) ?? [], image)) continue;
      const count = counts.get(image.name) ?? { had: 0, gone: 0 };
      count.had += 1;
      if (!seen.get(image.name)?.has(finding.vulnerabilityId)) count.gone += 1;
      counts.set(image.name, count);
    }
  }
  const suspicious = [...counts].filter(([, { had, gone }]) => gone >= MASS && gone * 2 > had);
  return new Set(suspicious.map(([name]) => name));
}

function isUnchanged(scans: ImageScan[], image: AffectedImage): boolean {
  return scans.some((scan) => isSame(scan.image.digest, image.digest));
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}
