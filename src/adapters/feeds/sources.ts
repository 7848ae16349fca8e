import { Agent } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Fault, faultsOf } from '../../domain/feed-faults';
import { FEED_TIMEOUT_MS } from '../../domain/timing';
import { ARCHIVE_PREFIXES } from '../../installation';
import type { FeedSources } from '../../ports/feeds';
import type { Clock } from '../../ports/runtime';
import { download } from './download';
import { EPSS_LIMIT, parseScores } from './epss';
import { KEV_LIMIT, packCatalogue, parseCatalogue } from './kev';
import { readObject } from './s3-place';

export interface FeedSettings {
  clock: Pick<Clock, 'now'>;
  /** HTTPS_PROXY and NO_PROXY are taken from here; Node 24 and later. */
  env: Record<string, string | undefined>;
  /** Certificate authorities to trust in place of Node's own. Tests have one of their own. */
  ca?: string;
  timeoutMs?: number;
  s3?: S3Client;
}

/** KEV and EPSS from their places, by HTTPS and from S3. */
export function createFeedSources(settings: FeedSettings): FeedSources {
  const { clock } = settings;
  const read = reader(settings);
  const copyFault = (feed: 'kev' | 'epss') => faultsOf(feed, 'The last good copy');
  return {
    kev: {
      feed: 'kev',
      key: `${ARCHIVE_PREFIXES.feeds}kev.json`,
      read: async (place, stop) => {
        const fault = faultsOf('kev', place);
        return parseCatalogue(await read(place, KEV_LIMIT, fault, stop), fault, clock.now());
      },
      fromCopy: (body) => parseCatalogue(body, copyFault('kev'), clock.now()),
      toCopy: packCatalogue,
    },
    epss: {
      feed: 'epss',
      key: `${ARCHIVE_PREFIXES.feeds}epss.csv.gz`,
      read: async (place, stop) => {
        const fault = faultsOf('epss', place);
        return parseScores(await read(place, EPSS_LIMIT, fault, stop), fault, clock.now());
      },
      fromCopy: (body) => parseScores(body, copyFault('epss'), clock.now()),
      toCopy: ({ packed }) => packed,
    },
  };
}

function reader({ env: proxyEnv, ca, s3, timeoutMs = FEED_TIMEOUT_MS }: FeedSettings) {
  // Types of Node 20 do not know `proxyEnv`, and Node 20 ignores it.
  const options = { ...(ca !== undefined && { ca }), proxyEnv };
  const agent = new Agent(options);
  return (place: string, limit: number, fault: Fault, stop: AbortSignal): Promise<Uint8Array> =>
    place.startsWith('s3://')
      ? readObject(place, { timeoutMs, limit, ...(s3 && { client: s3 }) }, fault, stop)
      : download(place, { agent, timeoutMs, limit }, fault, stop);
}
