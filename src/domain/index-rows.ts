import { defined } from './defined';
import { type Detected, type ScoredDetection, worstFirst } from './detection';
import { groupBy } from './group-by';
import { type IndexImages, imageKey } from './index-images';
import type { SeenVulnerability } from './seen-vulnerabilities';
import type { IndexBucket, IndexedPackage, IndexedVulnerability } from './vulnerability-index';

/** One vulnerability in one image. */
export interface Seen extends Detected {
  id: string;
  title: string;
  primaryUrl?: string;
  /** Of the image in the list of images. */
  position: number;
  packages: Omit<IndexedPackage, 'images'>[];
}

/** The rows of one vulnerability; none of images that are not in the index. */
export function rowsOfSeen(
  { detections }: SeenVulnerability,
  { positions }: Pick<IndexImages, 'positions'>,
): Seen[] {
  return detections.flatMap((detection) => {
    const [image] = detection.images;
    const position = image && positions.get(imageKey(image));
    return position === undefined ? [] : [asSeen(detection, position)];
  });
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
