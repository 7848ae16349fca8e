import type { Fault } from './feed-faults';
import type { FeedName } from './scan';
import { DAY_MS, FEED_OUTDATED_MS } from './timing';
import type { Epss } from './urgency';

/** One edition of a feed. */
export interface Edition {
  /** When it was published, ISO 8601. */
  asOf: string;
  /** Number of its entries. */
  size: number;
}

/** CISA's catalogue of known exploited vulnerabilities (KEV). */
export interface Catalogue extends Edition {
  /** CISA's own number of the edition, such as 2025.08.25. */
  version: string;
  /** By id: the day on which it was listed, YYYY-MM-DD, and whether ransomware is known to use it. */
  exploited: ReadonlyMap<string, { since: string; ransomware: boolean }>;
}

/** EPSS scores of all vulnerabilities, some 300,000. */
export interface Scores extends Edition {
  /** The file as it was published, gzip. */
  packed: Uint8Array;
  /** The scores of these ids. Unpacks the file each time, so that it does not stay in memory. */
  scoresOf(ids: ReadonlySet<string>): Map<string, Epss>;
}

/** A clock may be wrong, and a date without a time is that of the publisher's time zone. */
const AHEAD_MS = 2 * DAY_MS;

/** Later than this a date would make every true edition that follows look old. */
export function latestDate(now: Date): string {
  return new Date(now.getTime() + AHEAD_MS).toISOString();
}

/**
 * How many entries an edition may have fewer than the one before. CISA removed seven entries in the first three years
 * (cisagov/vulnrichment issue 65); EPSS drops ids that were rejected.
 */
const MAY_LOSE: Record<FeedName, (size: number) => number> = {
  kev: () => 10,
  epss: (size) => size / 10,
};

/** Throws for an edition that is older than the last good copy or has lost entries. */
export function requireSuccessor(
  feed: FeedName,
  edition: Edition,
  copy: Edition | undefined,
  fault: Fault,
): void {
  if (copy === undefined) return;
  if (Date.parse(edition.asOf) < Date.parse(copy.asOf)) {
    throw fault('feed_older', `${edition.asOf}, before ${copy.asOf}`);
  }
  if (edition.size < copy.size - MAY_LOSE[feed](copy.size)) {
    throw fault('feed_shrunk', `${edition.size} of ${copy.size}`);
  }
}

/** True for an edition so old that the place seems to be updated no more. */
export function isOutdated(feed: FeedName, { asOf }: Edition, now: Date): boolean {
  return now.getTime() - Date.parse(asOf) > FEED_OUTDATED_MS[feed];
}

export function newest<E extends Edition>(editions: E[]): E | undefined {
  return editions.toSorted((a, b) => Date.parse(b.asOf) - Date.parse(a.asOf))[0];
}
