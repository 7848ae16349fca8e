/*
 * How long a scan takes and what it needs, by the number of its images. What was measured and what is arithmetic is in
 * docs/scale.md.
 */

export interface ScanSize {
  /** Distinct contents: digest and platform. */
  images: number;
  /** `scan` of vulnscan.yml. */
  fanOut: number;
  tasks: number;
  /** Units: 1024 are one vCPU. */
  cpu: number;
  /** MiB. */
  memory: number;
}

/** Of one image that is pulled, with its share of the databases. Measured. */
const PULL_MINUTES = 0.75;

/** For all images to be pulled, as in the first scan. Chosen: a night; the next scan starts after 24 h. */
export const LONGEST_HOURS = 12;

/** MiB that Trivy takes for the images that are scanned at a time. Estimate: one of 477 MB was killed, 1,500 sufficed. */
const TRIVY_MIB = 1_500;
/** MiB for what was found in one image. Derived: 512 MB for 1,000 images with 300 entries each, measured by the bench. */
const IMAGE_MIB = 0.5;

export function isFannedOut({ images, fanOut }: ScanSize): boolean {
  return images > fanOut;
}

/** Hours for pulling and scanning all images. Later scans judge known images without pulling them, and take far less. */
export function hoursToPull(size: ScanSize): number {
  return (size.images * PULL_MINUTES) / 60 / (isFannedOut(size) ? size.tasks : 1);
}

/** The least `scan.tasks` with which that takes no longer than this share of LONGEST_HOURS. */
export function tasksFor({ images }: ScanSize, share: number): number {
  return Math.ceil((images * PULL_MINUTES) / 60 / (LONGEST_HOURS * share));
}

/** MiB of a task that scans all images by itself. */
export function memoryOfOneTask({ images }: ScanSize): number {
  return Math.ceil(TRIVY_MIB + images * IMAGE_MIB);
}

/** What all tasks that run at a time take of the account's quota. */
export function vcpusOf({ tasks, cpu }: ScanSize): number {
  return (tasks * cpu) / 1024;
}
