import type { Catalogue, Edition, Scores } from '../domain/feed-edition';
import type { FeedName } from '../domain/scan';

/** Reads a feed from its places. */
export interface FeedSource<E extends Edition> {
  feed: FeedName;
  /** Key of its last good copy in the archive. */
  key: string;
  /**
   * The edition at a place: `https://host/path` or `s3://bucket/key`. Bounded in time and size. Rejects with a known error
   * whose code is one of `FEED_FAULT_CODES`.
   */
  read(place: string, signal: AbortSignal): Promise<E>;
  /** Throws what `read` rejects with. */
  fromCopy(body: Uint8Array): E;
  toCopy(edition: E): Uint8Array;
}

export interface FeedSources {
  kev: FeedSource<Catalogue>;
  epss: FeedSource<Scores>;
}
