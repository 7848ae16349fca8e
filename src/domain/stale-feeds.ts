import type { ScanReport, StaleFeed } from './scan';

/** The feeds that the newest scan with a result could not refresh. `scans`: the newest first. */
export function staleFeedsOf(scans: ScanReport[]): StaleFeed[] {
  const newest = scans.find(({ state, completed }) => state === 'done' && completed !== undefined);
  return newest?.completed?.staleFeeds ?? [];
}

/** What is told about a feed, as a text: said again within a day it is no news, whatever the reason is then. */
export function staleFeedKey({ feed, copyOf }: StaleFeed): string {
  return `feed ${feed} ${copyOf === undefined ? 'none' : 'old'}`;
}
