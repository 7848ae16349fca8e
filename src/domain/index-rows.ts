import { defined } from './defined';
import { type Detected, type ImageScan, type ScoredDetection, worstFirst } from './detection';
import { groupBy } from './group-by';
import { type IndexImages, imageKey } from './index-images';
import {
  bucketOf,
  type IndexBucket,
  type IndexedPackage,
  type IndexedVulnerability,
} from './vulnerability-index';

/** One vulnerability in one image. */
export interface Seen extends Detected {
  id: string;
  title: string;
  primaryUrl?: string;
  /** Of the image in the list of images. */
  position: number;
  packages: Omit<IndexedPackage, 'images'>[];
}

/**
 * What was seen, by bucket. Each is made on demand: the rows of one bucket are in memory at a time beside the detections
 * themselves.
 */
export function seenByBucket(
  scans: ImageScan[],
  { positions }: Pick<IndexImages, 'positions'>,
  buckets: number,
): Map<number, (() => Seen)[]> {
  const all = scans.flatMap(({ image, detections }) => {
    const position = positions.get(imageKey(image));
    return position === undefined ? [] : detections.map((detection) => ({ detection, position }));
  });
  const grouped = groupBy(all, ({ detection }) => bucketOf(detection.vulnerabilityId, buckets));
  return new Map(
    [...grouped].map(([number, group]) => [
      number,
      group.map(
        ({ detection, position }) =>
          () =>
            asSeen(detection, position),
      ),
    ]),
  );
}

function asSeen(detection: ScoredDetection, position: number): Seen {
  const { vulnerabilityId: id, severity, title, primaryUrl, score, scoreVersion } = detection;
  const packages = detection.packages.map(({ image: _, tag: __, ...entry }) => entry);
  return {
    id,
    severity,
    title,
    ...defined({ primaryUrl, score, scoreVersion }),
    position,
    packages,
  };
}

/** The rows of these images in a bucket of another index; `carried` says their positions there and here. */
export function rowsOf(bucket: IndexBucket, carried: ReadonlyMap<number, number>): Seen[] {
  return bucket.vulnerabilities.flatMap(({ id, packages, ...facts }) =>
    packages.flatMap(({ images, ...entry }) =>
      images.flatMap((old): Seen[] => {
        const position = carried.get(old);
        return position === undefined ? [] : [{ id, ...facts, position, packages: [entry] }];
      }),
    ),
  );
}

/** The vulnerabilities of a bucket, in a fixed order. */
export function collect(seen: Seen[]): IndexedVulnerability[] {
  return [...groupBy(seen, ({ id }) => id)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, parts]) => vulnerabilityOf(id, parts));
}

function vulnerabilityOf(id: string, parts: Seen[]): IndexedVulnerability {
  const [worst] = [...parts].sort(worstFirst);
  const { severity = 'INFORMATIONAL', title = '', score, scoreVersion, primaryUrl } = worst ?? {};
  const located = parts.flatMap(({ packages, position }) =>
    packages.map((entry) => ({ entry, position })),
  );
  const packages = [...groupBy(located, ({ entry }) => keyOf(entry))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      const images = [...new Set(group.map(({ position }) => position))].sort((a, b) => a - b);
      return first === undefined ? [] : [{ ...first.entry, images }];
    });
  return {
    id,
    severity,
    ...defined({ score, scoreVersion }),
    title,
    ...defined({ primaryUrl }),
    packages,
  };
}

function keyOf(entry: Omit<IndexedPackage, 'images'>): string {
  const { name, installedVersion, fixedVersion, path, status, type } = entry;
  return JSON.stringify([name, installedVersion, fixedVersion, path, status, type]);
}
