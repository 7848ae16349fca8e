import { createFeedSources, type FeedSettings } from '../../../src/adapters/feeds/sources';
import type { FeedName } from '../../../src/domain/scan';
import type { Archive } from '../../../src/ports/archive';
import { loadFeeds } from '../../../src/usecases/load-feeds';
import { createFakeArchive } from '../../fakes/archive';
import { createFakeClock, createFakeLog } from '../../fakes/runtime';
import { catalogue, daysAgo, NOW, scores } from './editions';
import { CA } from './feed-server';

/** Keys of the last good copies. */
export const KEYS: Record<FeedName, string> = {
  kev: 'feeds/kev.json',
  epss: 'feeds/epss.csv.gz',
};

/** The feeds over real sources, with an archive in memory. */
export function aFeedReader(settings: Partial<FeedSettings> & { archive?: Archive | null } = {}) {
  const clock = createFakeClock(NOW);
  const log = createFakeLog();
  const { archive: given, ...more } = settings;
  const archive = given ?? createFakeArchive();
  const stop = new AbortController();
  const sources = createFeedSources({ clock, env: {}, ca: CA, ...more });
  const load = (kev: string[], epss: string[]) =>
    loadFeeds(
      { sources, clock, log, signal: stop.signal, ...(given !== null && { archive }) },
      { kev, epss },
    );
  const copy = async (feed: FeedName) => (await archive.get(KEYS[feed]))?.body;
  return { clock, log, archive, stop, sources, load, copy };
}

/** Last good copies: a catalogue of 30 entries, three days old, and 100 scores, two days old. */
export async function withCopies(archive: Archive): Promise<void> {
  const kev = catalogue({ dateReleased: daysAgo(3) });
  await archive.put(KEYS.kev, Buffer.from(kev));
  await archive.put(KEYS.epss, scores(undefined, daysAgo(2)));
}
