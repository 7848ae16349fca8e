import { defined } from '../domain/defined';
import type { Edition } from '../domain/feed-edition';
import type { Archive } from '../ports/archive';
import type { FeedSource } from '../ports/feeds';
import type { Log } from '../ports/runtime';

export interface CopyDeps {
  /** Absent where the scanner runs without an installation. */
  archive?: Archive;
  log: Log;
}

/** What the archive has of a feed. */
export interface LastCopy<E> {
  edition?: E;
  /** Of the object, whether or not it can be read; absent where there is none. */
  etag?: string;
  /** When it was last confirmed or replaced by its feed, ISO 8601. */
  writtenAt?: string;
  /** The archive did not answer, so what it has is not known. */
  isUnknown?: true;
}

const TRIES = 3;

/** The last good copy. Never rejects: an archive or a copy that can't be read is logged. */
export async function readCopy<E extends Edition>(
  { archive, log }: CopyDeps,
  source: FeedSource<E>,
): Promise<LastCopy<E>> {
  if (archive === undefined) return {};
  try {
    const object = await archive.get(source.key);
    if (object === undefined) return {};
    const writtenAt = await writtenAtOf(archive, source.key);
    const edition = editionOf(source, object.body, log);
    return { etag: object.etag, ...defined({ edition, writtenAt }) };
  } catch (error) {
    log.warn('last good copy of a feed not read', { feed: source.feed, error });
    return { isUnknown: true };
  }
}

async function writtenAtOf(archive: Archive, key: string): Promise<string | undefined> {
  for await (const entry of archive.list(key)) if (entry.key === key) return entry.modifiedAt;
  return undefined;
}

function editionOf<E extends Edition>(
  source: FeedSource<E>,
  body: Uint8Array,
  log: Log,
): E | undefined {
  try {
    return source.fromCopy(body);
  } catch (error) {
    log.warn('last good copy of a feed is damaged', { feed: source.feed, error });
    return undefined;
  }
}

/**
 * Keeps an edition as the last good copy; also one that is kept already, because its time says when the feed was last read.
 * Of two scans that keep theirs at once, the newer edition stays. Never rejects.
 */
export async function keepCopy<E extends Edition>(
  deps: CopyDeps,
  source: FeedSource<E>,
  edition: E,
  before: LastCopy<E>,
): Promise<void> {
  const { archive, log } = deps;
  if (archive === undefined) return;
  try {
    let copy = before;
    for (let attempt = 0; attempt < TRIES && !copy.isUnknown; attempt += 1) {
      const condition =
        copy.etag === undefined ? { ifAbsent: true as const } : { ifMatch: copy.etag };
      if (await archive.put(source.key, source.toCopy(edition), condition)) return;
      copy = await readCopy(deps, source);
      if (copy.edition !== undefined && copy.edition.asOf >= edition.asOf) return;
    }
    log.warn('feed not kept', { feed: source.feed });
  } catch (error) {
    log.warn('feed not kept', { feed: source.feed, error });
  }
}
