import { isKnownError, type KnownError } from '../domain/errors';
import { type Edition, isOutdated, newest, requireSuccessor } from '../domain/feed-edition';
import { type Fault, faultsOf } from '../domain/feed-faults';
import type { Feeds } from '../domain/feeds';
import type { FeedName, StaleFeed } from '../domain/scan';
import { FEED_COPY_MS } from '../domain/timing';
import type { FeedSource, FeedSources } from '../ports/feeds';
import type { Clock, Log } from '../ports/runtime';
import { type CopyDeps, keepCopy, type LastCopy, readCopy } from './feed-copy';

export interface FeedDeps extends CopyDeps {
  sources: FeedSources;
  clock: Pick<Clock, 'now'>;
  log: Log;
  /** Stops the downloads. */
  signal: AbortSignal;
}

/** Places of each feed, in the order in which they are tried; `off` reads nothing. */
export type FeedPlaces = Record<FeedName, string[]> | 'off';

/**
 * The feeds as they are now, or their last good copies. Never rejects: a scan goes on without them, and what is not known is
 * not called "not exploited".
 */
export async function loadFeeds(deps: FeedDeps, places: FeedPlaces): Promise<Feeds> {
  if (places === 'off') return { stale: [] };
  const [{ edition: kev, stale: staleKev }, { edition: epss, stale: staleEpss }] =
    await Promise.all([
      loadFeed(deps, deps.sources.kev, places.kev),
      loadFeed(deps, deps.sources.epss, places.epss),
    ]);
  return {
    ...(kev && { exploited: kev.exploited, exploitedAsOf: kev.asOf }),
    ...(epss && { epssOf: epss.scoresOf, epssAsOf: epss.asOf }),
    stale: [...staleKev, ...staleEpss],
  };
}

interface Loaded<E> {
  edition?: E;
  /** At most one. */
  stale: StaleFeed[];
}

async function loadFeed<E extends Edition>(
  deps: FeedDeps,
  source: FeedSource<E>,
  places: string[],
): Promise<Loaded<E>> {
  const copy = await readCopy(deps, source);
  const { edition, fault } = await readPlaces(deps, source, places, copy.edition);
  if (edition !== undefined) await keepCopy(deps, source, edition, copy);
  const used = edition ?? copy.edition;
  if (fault === undefined) return { ...(used && { edition: used }), stale: [] };
  if (used === undefined) return { stale: [staleOf(source.feed, fault)] };
  const isSaid = edition !== undefined || isOld(deps, source.feed, copy);
  return { edition: used, stale: isSaid ? [staleOf(source.feed, fault, used)] : [] };
}

interface Read<E> {
  edition?: E;
  /** Why the newest edition could not be read: the fault of the first place, which is the one that is meant to work. */
  fault?: KnownError;
}

/** The first edition that is good and not outdated; else the newest that is good. */
async function readPlaces<E extends Edition>(
  deps: FeedDeps,
  source: FeedSource<E>,
  places: string[],
  copy: E | undefined,
): Promise<Read<E>> {
  const faults: KnownError[] = [];
  const outdated: E[] = [];
  for (const place of places) {
    const fault = faultsOf(source.feed, place);
    try {
      const edition = await source.read(place, deps.signal);
      requireSuccessor(source.feed, edition, copy, fault);
      if (!isOutdated(source.feed, edition, deps.clock.now())) return { edition };
      outdated.push(edition);
      faults.push(fault('feed_outdated', edition.asOf));
    } catch (error) {
      faults.push(isKnownError(error) ? error : unforeseen(error, fault));
    }
    if (deps.signal.aborted) break;
    deps.log.warn('feed not read', { feed: source.feed, error: faults.at(-1) });
  }
  const [fault] = faults;
  const edition = newest(outdated);
  return { ...(edition && { edition }), ...(fault && { fault }) };
}

/** The scan goes on, whatever happens. */
function unforeseen(error: unknown, fault: Fault): KnownError {
  return fault('feed_connection', error instanceof Error ? error.message : String(error), error);
}

/** One night without an answer is no news; a copy of unknown age is old. */
function isOld({ clock }: FeedDeps, feed: FeedName, { writtenAt }: LastCopy<Edition>): boolean {
  if (writtenAt === undefined) return true;
  return clock.now().getTime() - Date.parse(writtenAt) > FEED_COPY_MS[feed];
}

function staleOf(feed: FeedName, { code, message }: KnownError, used?: Edition): StaleFeed {
  return { feed, code, reason: message, ...(used && { copyOf: used.asOf }) };
}
