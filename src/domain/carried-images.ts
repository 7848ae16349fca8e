import { type KnownFinding, type ScoredDetection, sortImages, sortPackages } from './detection';
import type { Evidence, HeldReason } from './evidence';
import type { AffectedImage } from './finding';

/** The images of a known finding in which this run did not see it. */
export interface Parted {
  /** Not scanned in this run, or not successfully. */
  kept: AffectedImage[];
  /** Scanned and clean, but the result is doubted. */
  doubted: { image: AffectedImage; reason: HeldReason }[];
  /** Scanned and clean. */
  gone: number;
  /** They no longer exist. */
  absent: AffectedImage[];
}

export function partImages(
  known: KnownFinding,
  seen: ScoredDetection | undefined,
  evidence: Evidence,
): Parted {
  const shown = new Set(seen?.images.map((image) => image.name));
  const parted: Parted = { kept: [], doubted: [], gone: 0, absent: [] };
  for (const image of known.images) {
    if (shown.has(image.name)) continue;
    if (evidence.scansOf(image).length === 0) {
      (evidence.isAbsent(image) ? parted.absent : parted.kept).push(image);
      continue;
    }
    const reason = evidence.doubt(known, image);
    if (reason === undefined) parted.gone += 1;
    else parted.doubted.push({ image, reason });
  }
  return parted;
}

/** What the run saw, and what is known of the images that it has no result for. */
export function withCarried(
  seen: ScoredDetection | undefined,
  known: KnownFinding,
  carried: AffectedImage[],
): ScoredDetection {
  const names = new Set(carried.map((image) => image.name));
  const packages = known.packages.filter((entry) =>
    entry.image === undefined ? names.size > 0 : names.has(entry.image),
  );
  const base = seen ?? known;
  return {
    ...base,
    images: sortImages([...(seen?.images ?? []), ...carried]),
    packages: sortPackages([...(seen?.packages ?? []), ...packages]),
  };
}
