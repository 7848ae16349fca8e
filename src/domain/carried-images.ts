import { defined } from './defined';
import {
  type KnownFinding,
  mergeDetections,
  type ScoredDetection,
  sortImages,
  sortPackages,
} from './detection';
import type { Evidence, HeldReason } from './evidence';
import type { AffectedImage } from './finding';

/** The images of a known finding in which this run did not see it. */
export interface Parted {
  /** Not scanned in this run, or not successfully. */
  kept: AffectedImage[];
  /** The same without a tag, of a name that the run saw it in: further tags of that name may have no result. */
  others: AffectedImage[];
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
  const parted: Parted = { kept: [], others: [], doubted: [], gone: 0, absent: [] };
  const clean: AffectedImage[] = [];
  for (const image of known.images) {
    if (evidence.scansOf(image).length === 0) {
      withoutScan(image, shown, parted, evidence).push(image);
      continue;
    }
    // Seen under this tag, or under another one while this one is clean or gone.
    if (shown.has(image.name)) continue;
    const reason = evidence.doubt(known, image);
    if (reason === undefined) clean.push(image);
    else parted.doubted.push({ image, reason });
  }
  if (isAllInDoubt(parted, clean)) {
    const reason = 'mass-vanishing';
    return {
      ...parted,
      doubted: [...parted.doubted, ...clean.map((image) => ({ image, reason }) as const)],
    };
  }
  return { ...parted, gone: clean.length };
}

/** A tag that was seen says nothing of another one, which has no result. */
function withoutScan(
  image: AffectedImage,
  shown: ReadonlySet<string>,
  { kept, others, absent }: Parted,
  evidence: Evidence,
): AffectedImage[] {
  if (shown.has(image.name) && image.tag === undefined) return others;
  return evidence.isAbsent(image) ? absent : kept;
}

/**
 * Of an image that Security Hub does not name no digest is known, so that it cannot be said by itself that it did not change.
 * Where all that can be said of others is that, it is as doubtful as those.
 */
function isAllInDoubt({ doubted }: Parted, clean: AffectedImage[]): boolean {
  return (
    doubted.some(({ reason }) => reason === 'mass-vanishing') &&
    clean.every(({ digest, tag }) => digest === undefined && tag === undefined)
  );
}

/**
 * What the run saw, and what is known of the images that it has no result for: `carried`, and those that stay unnamed. These keep their rating, too: a scan of other
 * images does not make a finding less severe.
 */
export function withCarried(
  seen: ScoredDetection | undefined,
  known: KnownFinding,
  carried: AffectedImage[],
): ScoredDetection {
  const { unnamed } = known;
  const names = new Set(carried.map((image) => image.name));
  const isCarried = names.size > 0 || unnamed !== undefined;
  const packages = known.packages.filter((entry) =>
    entry.image === undefined ? isCarried : names.has(entry.image),
  );
  const images = carried.map((image) => withExposure(image, known));
  return {
    ...ratedBy(seen, known, isCarried),
    ...defined({ unnamed }),
    images: sortImages([...(seen?.images ?? []), ...images]),
    packages: sortPackages([...(seen?.packages ?? []), ...packages]),
  };
}

function ratedBy(
  seen: ScoredDetection | undefined,
  known: KnownFinding,
  isCarried: boolean,
): ScoredDetection {
  if (seen === undefined || !isCarried) return seen ?? known;
  const before = { ...known, severity: known.providerSeverity ?? known.severity };
  const { severity, score, scoreVersion, cvss } = mergeDetections(seen, [before]);
  return { ...seen, severity, ...defined({ score, scoreVersion, cvss }) };
}

/** An image that Security Hub does not name has no details: of a finding that was not exposed, no image was. */
function withExposure(image: AffectedImage, { urgency }: KnownFinding): AffectedImage {
  if (image.exposure !== undefined || urgency?.exposed !== 'no') return image;
  return { ...image, exposure: { exposed: 'no', source: 'derived' } };
}
