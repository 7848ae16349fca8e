import { type KnownFinding, type ScoredDetection, sortImages, sortPackages } from './detection';
import type { Evidence, HeldReason } from './evidence';
import type { AffectedImage } from './finding';

/** What this run says about a known finding's images, other than those it was seen in. */
export interface Parted {
  /** Not scanned well in this run, so nothing is known. */
  kept: AffectedImage[];
  /** Scanned, and clean, but that is not believed. */
  doubted: { image: AffectedImage; reason: HeldReason }[];
  /** Scanned well and clean. */
  gone: number;
}

export function partImages(
  known: KnownFinding,
  seen: ScoredDetection | undefined,
  evidence: Evidence,
): Parted {
  const shown = new Set(seen?.images.map((image) => image.name));
  const parted: Parted = { kept: [], doubted: [], gone: 0 };
  for (const image of known.images) {
    if (shown.has(image.name)) continue;
    if (evidence.scansOf(image).length === 0) {
      parted.kept.push(image);
      continue;
    }
    const reason = evidence.doubt(known, image);
    if (reason === undefined) parted.gone += 1;
    else parted.doubted.push({ image, reason });
  }
  return parted;
}

/** What the run saw, and what images it can't speak about still hold. */
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
