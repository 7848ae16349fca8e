import type { ScannedImage, ScoredDetection } from './detection';
import type { AffectedImage } from './finding';
import { compareText } from './text';
import { bucketOf } from './vulnerability-index';

/** One vulnerability in the images of a scan: a detection for each image that has it, which names only this image. */
export interface SeenVulnerability {
  id: string;
  /** In the order of `compareImages`. */
  detections: ScoredDetection[];
}

/**
 * What a scan saw, at every severity. It may be larger than memory, so it is read one vulnerability at a time: from the lists
 * of a task that scanned all images itself, or from the results of shards.
 */
export interface SeenVulnerabilities {
  /** All images that were scanned, in the order of `compareImages`. */
  images: ScannedImage[];
  /**
   * All vulnerabilities, each once, in the order of `readOrder`. May be called more than once; each call begins at the start
   * and gives the same.
   */
  read(): AsyncIterable<SeenVulnerability>;
}

/**
 * A text by which ids are sorted for reading: the bucket of 256 in hexadecimal, the last digit first, and then the id. So
 * each bucket of an index is read as a whole, whether it has 16 buckets or 256.
 */
export function readOrder(id: string): string {
  const bucket = bucketOf(id, 256);
  return `${(bucket % 16).toString(16)}${(bucket >> 4).toString(16)}${id}`;
}

/** For sorting images so that neither the order in which they were scanned nor their shards make a difference. */
export function compareImages(a: AffectedImage, b: AffectedImage): number {
  return (
    compareText(a.name, b.name) ||
    compareText(a.tag ?? '', b.tag ?? '') ||
    compareText(a.digest ?? '', b.digest ?? '') ||
    compareText(a.platform ?? '', b.platform ?? '')
  );
}
