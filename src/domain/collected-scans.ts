import { defined } from './defined';
import { type ImageScan, isOsType, type ScannedImage, type ScoredDetection } from './detection';
import type { AffectedImage, VulnerablePackage } from './finding';
import {
  compareImages,
  readOrder,
  type SeenVulnerabilities,
  type SeenVulnerability,
} from './seen-vulnerabilities';
import { compareText, fingerprint } from './text';

/*
 * The scans of one task in memory. A thousand images of 300 detections each are mostly copies: what does not depend on the
 * image is kept once, however many images have it, and put together with the image when it is read.
 */

/** What one task scanned. */
export interface CollectedScans extends SeenVulnerabilities {
  /** The scan of `images[position]`, made on demand. */
  scan(position: number): ImageScan;
}

export interface Collector {
  add(scan: ImageScan): void;
  /** What was added until now. */
  collected(): CollectedScans;
}

/** A detection without what depends on its image. */
interface Shared {
  detection: Omit<ScoredDetection, 'images' | 'packages'>;
  packages: {
    entry: VulnerablePackage;
    /** `image` and `tag` are those of the image, and are left out of `entry`. */
    isOfImage: boolean;
  }[];
}

interface Row {
  image: ScannedImage;
  shared: Shared[];
}

export function createCollector(): Collector {
  const rows: Row[] = [];
  const share = createShare();
  return {
    add: ({ detections, ...image }) => {
      const hasOsDetections = detections.some(isOfOs);
      const shared = detections.map((each) => share(each, image.image));
      rows.push({ image: { ...image, hasOsDetections }, shared });
    },
    collected: () => collectedOf(rows),
  };
}

/** What these scans saw. */
export function seenIn(scans: Iterable<ImageScan>): CollectedScans {
  const collector = createCollector();
  for (const scan of scans) collector.add(scan);
  return collector.collected();
}

function isOfOs({ packages }: ScoredDetection): boolean {
  return packages.some(({ type }) => isOsType(type));
}

/** Gives the one copy of a detection's part that does not depend on the image. */
function createShare(): (detection: ScoredDetection, image: AffectedImage) => Shared {
  const texts = new Map<string, number>();
  const known = new Map<string, Shared>();
  const numberOf = (text: string): number => {
    const number = texts.get(text) ?? texts.size;
    texts.set(text, number);
    return number;
  };
  return ({ images: _, packages, ...detection }, image) => {
    const own = packages.map((entry) => withoutImage(entry, image));
    const { title, description, ...rest } = detection;
    const text = JSON.stringify([numberOf(title), numberOf(description), rest, own]);
    const key = `${fingerprint(text)}${fingerprint(`#${text}`)}`;
    const shared = known.get(key) ?? { detection, packages: own };
    known.set(key, shared);
    return shared;
  };
}

function withoutImage(
  entry: VulnerablePackage,
  { name, tag }: AffectedImage,
): Shared['packages'][number] {
  if (entry.image !== name || entry.tag !== tag) return { entry, isOfImage: false };
  const { image: _, tag: __, ...rest } = entry;
  return { entry: rest, isOfImage: true };
}

function collectedOf(added: readonly Row[]): CollectedScans {
  const rows = [...added].sort((a, b) => compareImages(a.image.image, b.image.image));
  return {
    images: rows.map(({ image }) => image),
    scan: (position) => scanOf(rows[position]),
    read: () => readRows(rows),
  };
}

function scanOf(row: Row | undefined): ImageScan {
  if (row === undefined) throw new RangeError('no image has this position');
  const { hasOsDetections: _, ...image } = row.image;
  return { ...image, detections: row.shared.map((shared) => detectionOf(shared, image.image)) };
}

function detectionOf({ detection, packages }: Shared, image: AffectedImage): ScoredDetection {
  const own = { image: image.name, ...defined({ tag: image.tag }) };
  return {
    ...detection,
    packages: packages.map(({ entry, isOfImage }) => (isOfImage ? { ...entry, ...own } : entry)),
    images: [image],
  };
}

/** Positions of rows and the parts of detections in them, side by side: a pair for each would take three times the memory. */
interface Found {
  rows: Row[];
  shared: Shared[];
}

async function* readRows(rows: Row[]): AsyncGenerator<SeenVulnerability> {
  const found = foundById(rows);
  const ids = [...found.keys()].map((id) => ({ id, order: readOrder(id) }));
  ids.sort((a, b) => compareText(a.order, b.order));
  for (const { id } of ids) {
    const { rows, shared } = found.get(id) ?? { rows: [], shared: [] };
    const detections = shared.flatMap((one, index) => {
      const image = rows[index]?.image.image;
      return image === undefined ? [] : [detectionOf(one, image)];
    });
    yield { id, detections };
  }
}

function foundById(rows: Row[]): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const row of rows) {
    for (const shared of row.shared) {
      const id = shared.detection.vulnerabilityId;
      const entry = found.get(id) ?? { rows: [], shared: [] };
      entry.rows.push(row);
      entry.shared.push(shared);
      found.set(id, entry);
    }
  }
  return found;
}
