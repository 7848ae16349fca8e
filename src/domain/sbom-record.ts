import { DAY_MS } from './timing';
import { bucketOf } from './vulnerability-index';

/** What is kept of an image's content beside its SBOM, or in place of it. */
export interface SbomRecord {
  /** As it was asked for. */
  digest: string;
  /** `os/arch`, of the image itself: an SBOM does not say it. */
  platform?: string;
  /** Day on which its oldest layer was built, YYYY-MM-DD: an SBOM does not say it. */
  builtOn?: string;
  /** The Trivy that compared the image with its SBOM. */
  trivyVersion: string;
  /** ISO 8601: when that was. */
  comparedAt: string;
  /** ISO 8601: when a scan last used it, to within a week. */
  usedAt: string;
  /** It holds JARs, of which those that the Java database does not know are not in the SBOM. */
  hasJars: boolean;
  /** SHA-256 of the SBOM, in hexadecimal. Absent where the image is always pulled. */
  sha256?: string;
  /** Why the image is always pulled: in what its SBOM is judged differently. */
  differs?: string;
}

/** Why an image is pulled although its content may be known. */
export const PULL_REASONS = [
  /** Its content is not known yet. */
  'new',
  /** It has no digest, or there is no archive, so nothing can be kept of it. */
  'not-kept',
  /** Its SBOM is judged differently. */
  'differs',
  /** Another Trivy made its SBOM. */
  'trivy-version',
  /** It holds JARs, and the Java database may know more of them by now. */
  'jars',
  /** Its SBOM is missing, is damaged, or cannot be judged. */
  'unusable',
] as const;
export type PullReason = (typeof PULL_REASONS)[number];

/** How a scan judged an image: by its SBOM, or pulled and why. */
export type Judged = 'sbom' | PullReason;

/** How a scan finds out what is in an image. */
export type Way =
  | { by: 'sbom'; record: SbomRecord }
  | { by: 'pull'; why: PullReason; record?: SbomRecord };

/** An SBOM that no scan used for so long is dropped (issue 16). The date of its last use is renewed every week. */
export const SBOM_KEPT_MS = 30 * DAY_MS;
const RENEWED_AFTER_MS = 7 * DAY_MS;

/** The record as of today; undefined where that need not be written. */
export function renewed(record: SbomRecord, now: Date): SbomRecord | undefined {
  if (now.getTime() - Date.parse(record.usedAt) < RENEWED_AFTER_MS) return undefined;
  return { ...record, usedAt: now.toISOString() };
}

/** What has to be compared again is spread over so many days. */
const SPREAD_DAYS = 7;

/**
 * How a content is judged by what is known of it. What has to be compared again waits for its turn, so that not all images
 * are pulled in one night.
 */
export function wayOf(
  record: SbomRecord | undefined,
  { trivyVersion, now }: { trivyVersion: string; now: Date },
): Way {
  if (record === undefined) return { by: 'pull', why: 'new' };
  if (isTurn(record.digest, now) && !isSameDay(record.comparedAt, now)) {
    if (record.trivyVersion !== trivyVersion) return { by: 'pull', why: 'trivy-version', record };
    if (record.hasJars) return { by: 'pull', why: 'jars', record };
  }
  if (record.sha256 === undefined) return { by: 'pull', why: 'differs', record };
  return { by: 'sbom', record };
}

/**
 * One day of each week that begins on a Thursday, by the digest. It is another day in each week, so that scans of every
 * Monday come to all digests, too.
 */
function isTurn(digest: string, now: Date): boolean {
  const day = Math.floor(now.getTime() / DAY_MS);
  const week = Math.floor(day / SPREAD_DAYS);
  return (day + week) % SPREAD_DAYS === bucketOf(digest, SPREAD_DAYS);
}

function isSameDay(at: string, now: Date): boolean {
  return at.slice(0, 10) === now.toISOString().slice(0, 10);
}
