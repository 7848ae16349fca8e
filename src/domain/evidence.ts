import { type ImageScan, isOsType, type KnownFinding, type ScannedImage } from './detection';
import type { AffectedImage } from './finding';
import { groupBy } from './group-by';
import { nameOfOs } from './operating-system';

/** Why a clean result of an image proves nothing. */
export const DOUBT_REASONS = [
  /** Trivy found nothing to scan: no packages of an operating system, no language packages. */
  'nothing-scanned',
  /** The vendor publishes no more advisories for this release. */
  'end-of-life',
  /** The operating system is known but Trivy has no advisories for it. */
  'os-not-covered',
] as const;
type DoubtReason = (typeof DOUBT_REASONS)[number];

/** Why an image's findings are kept although the scan does not show them. */
export const HELD_REASONS = [
  ...DOUBT_REASONS,
  /** Most findings of an unchanged image are gone at once, which points to a broken database. */
  'mass-vanishing',
] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

export interface Doubt {
  reason: DoubtReason;
  /** The operating system for people, such as Debian 9.13. */
  os?: string;
}

/** An image whose findings are kept although the scan does not show them. */
export interface Held {
  image: string;
  reason: HeldReason;
  findings: number;
}

export interface Evidence {
  /** The scans of this run that are about the image. */
  scansOf(image: AffectedImage): ScannedImage[];
  /** The image no longer exists: it is none of those that this run found. */
  isAbsent(image: AffectedImage): boolean;
  /** Why it is doubted that the finding is gone from the image; undefined when it is not. */
  doubt(finding: KnownFinding, image: AffectedImage): HeldReason | undefined;
}

export interface EvidenceOptions {
  /** All configured images are scanned, so a tag that was not scanned no longer exists. */
  complete: boolean;
  /** Names of images of which this run has no result for at least one tag. */
  failed?: ReadonlySet<string>;
  /** How many images of each name those are, as far as their tags are known. */
  failedTags?: ReadonlyMap<string, number>;
  /** Names of all images there are; absent where this run does not know them all. */
  present?: ReadonlySet<string>;
  /** A person confirmed that the missing findings are gone. */
  acceptVanished?: boolean;
}

/** Why the scan of an image says less than it seems to; undefined where it says all. */
export function doubtOf({
  coversAny,
  coversOs,
  os,
}: Pick<ImageScan, 'coversAny' | 'coversOs' | 'os'>): Doubt | undefined {
  const named = os === undefined ? {} : { os: nameOfOs(os) };
  if (!coversAny) return { reason: 'nothing-scanned', ...named };
  if (os === undefined) return undefined;
  if (!coversOs) return { reason: 'os-not-covered', ...named };
  return os.endOfLife ? { reason: 'end-of-life', ...named } : undefined;
}

/**
 * What the scans of this run prove about the findings in Security Hub. `vanished`: names of unchanged images of which most
 * findings are gone; see domain/mass-vanishing.ts.
 */
export function createEvidence(
  images: ScannedImage[],
  vanished: ReadonlySet<string>,
  options: EvidenceOptions,
): Evidence {
  const byName = groupBy(images, (scan) => scan.image.name);
  return { scansOf, isAbsent, doubt };

  function scansOf(image: AffectedImage): ScannedImage[] {
    const named = byName.get(image.name) ?? [];
    return options.complete && !options.failed?.has(image.name)
      ? named
      : named.filter((scan) => isAbout(scan, image));
  }

  function isAbsent(image: AffectedImage): boolean {
    return options.present?.has(image.name) === false;
  }

  function doubt(finding: KnownFinding, image: AffectedImage): HeldReason | undefined {
    for (const scan of scansOf(image)) {
      const reason = weakness(scan, finding, image);
      if (reason !== undefined) return reason;
    }
    // Last, because a person can accept it, and what Trivy can't look at nobody can accept as gone.
    const isVanished =
      !options.acceptVanished &&
      vanished.has(image.name) &&
      isUnchanged(byName.get(image.name) ?? [], image);
    return isVanished ? 'mass-vanishing' : undefined;
  }
}

/** A scan of one tag is no scan of another, and none of an image whose tag is not known. */
function isAbout(scan: ScannedImage, image: AffectedImage): boolean {
  const { tag, digest } = scan.image;
  return image.tag === tag || isSame(image.digest, digest);
}

function weakness(
  scan: ScannedImage,
  finding: KnownFinding,
  image: AffectedImage,
): HeldReason | undefined {
  if (!scan.coversAny) return 'nothing-scanned';
  if (!mayBeOfOs(finding, image) || scan.os === undefined) return undefined;
  if (!scan.coversOs) return 'os-not-covered';
  return scan.os.endOfLife && !scan.hasOsDetections ? 'end-of-life' : undefined;
}

/** A finding whose packages aren't known by image may be of the operating system. */
function mayBeOfOs(finding: KnownFinding, image: AffectedImage): boolean {
  const own = finding.packages.filter((entry) => entry.image === image.name);
  return own.length === 0 || own.some((entry) => entry.type === undefined || isOsType(entry.type));
}

/** One of these scans is of the digest that the image had before. */
export function isUnchanged(scans: ScannedImage[], image: AffectedImage): boolean {
  return scans.some((scan) => isSame(scan.image.digest, image.digest));
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}
