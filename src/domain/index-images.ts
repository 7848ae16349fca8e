import { defined } from './defined';
import type { ScannedImage } from './detection';
import { doubtOf } from './evidence';
import type { AffectedImage } from './finding';
import type { SeenVulnerabilities } from './seen-vulnerabilities';
import type { IndexedScan, IndexPointer, JudgedImage } from './vulnerability-index';

/** An image that a scan should have scanned. */
export interface FailedImage {
  name: string;
  tag?: string;
  /** The error's code. */
  code: string;
}

/** What a complete scan has to say. */
export interface CompleteScan {
  scanId: string;
  /** ISO 8601: when it began. */
  at: string;
  databaseAt?: string;
  trivyVersion?: string;
  seen: SeenVulnerabilities;
  failed: FailedImage[];
  /** Names of unchanged images of which most findings are gone at once; see domain/evidence.ts. */
  vanished: string[];
}

/** The index that was in force before. */
export interface IndexBefore {
  pointer: IndexPointer;
  images: JudgedImage[];
}

export interface IndexImages {
  images: IndexedScan['images'];
  /** By the key of `imageKey`. */
  positions: Map<string, number>;
  /** Images whose rows are taken from the index before: their positions there, and here. */
  carried: Map<number, number>;
}

export function imageKey({ name, tag }: Pick<JudgedImage, 'name' | 'tag'>): string {
  return `${name}\u0000${tag ?? ''}`;
}

/**
 * The images of an index: those that were scanned, those that failed, and, of images that failed, those that the index
 * before knows by the same name. A failure says nothing about what is in an image, so its rows stay.
 */
export function imagesOf(scan: CompleteScan, before: IndexBefore | undefined): IndexImages {
  const images = new Map<string, IndexedScan['images'][number]>();
  for (const each of scan.seen.images) {
    const key = imageKey(each.image);
    images.set(key, scannedImage(each, images.get(key), scan.vanished));
  }
  const scanned = new Set(images.keys());
  for (const { name, tag, code } of scan.failed) {
    const key = imageKey({ name, ...defined({ tag }) });
    // An image of which another platform was scanned.
    const known = images.get(key);
    const scannedAt = known === undefined ? undefined : scan.at;
    images.set(key, {
      name,
      ...defined({ tag }),
      ...known,
      failed: code,
      ...defined({ scannedAt }),
    });
  }
  const from = before === undefined ? [] : takeOver(images, scanned, scan.failed, before);
  const positions = new Map([...images.keys()].map((key, position) => [key, position]));
  const carried = new Map(from.map(([old, key]) => [old, positions.get(key) ?? -1]));
  return { images: [...images.values()], positions, carried };
}

function scannedImage(
  scan: ScannedImage,
  known: IndexedScan['images'][number] | undefined,
  vanished: string[],
): IndexedScan['images'][number] {
  const { name, tag, digest, platform }: AffectedImage = scan.image;
  const isVanished = vanished.includes(name);
  const doubt =
    doubtOf(scan) ??
    known?.doubt ??
    (isVanished ? { reason: 'mass-vanishing' as const } : undefined);
  return { name, ...defined({ tag, digest, platform }), ...known, ...defined({ doubt }) };
}

/** Adds what the index before knows of images that failed now. Gives their positions there and their keys. */
function takeOver(
  images: Map<string, JudgedImage>,
  scanned: ReadonlySet<string>,
  failed: FailedImage[],
  { pointer, images: known }: IndexBefore,
): [number, string][] {
  const codes = new Map(failed.map(({ name, code }) => [name, code]));
  return known.flatMap((old, position): [number, string][] => {
    const key = imageKey(old);
    const code = codes.get(old.name);
    if (code === undefined || scanned.has(key)) return [];
    const scannedAt = old.scannedAt ?? (old.failed === undefined ? pointer.at : undefined);
    const { name, tag, doubt } = old;
    const { failed = code } = images.get(key) ?? {};
    images.set(key, { name, ...defined({ tag, doubt }), failed, ...defined({ scannedAt }) });
    return [[position, key]];
  });
}
