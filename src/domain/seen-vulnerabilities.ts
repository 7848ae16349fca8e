import type { ScoredDetection } from './detection';
import type { ScannedImage } from './fan-out';

/** One vulnerability in the images of a scan: a detection for each image that has it, which names only this image. */
export interface SeenVulnerability {
  id: string;
  detections: ScoredDetection[];
}

/**
 * What a scan saw, at every severity. It may be larger than memory, so it is read one vulnerability at a time: from the lists
 * of a task that scanned all images itself, or from the results of shards.
 */
export interface SeenVulnerabilities {
  /** All images that were scanned, in a fixed order. */
  images: ScannedImage[];
  /**
   * All vulnerabilities, each once, in the order of `bucketOf(id, 256)` and then of the id. May be called more than once;
   * each call begins at the start and gives the same.
   */
  read(): AsyncIterable<SeenVulnerability>;
}
