import { gunzipSync, gzipSync } from 'node:zlib';
import type { Archive } from '../../../src/ports/archive';
import { loadFeeds } from '../../../src/usecases/load-feeds';
import { createFakeArchive } from '../../fakes/archive';
import { catalogue, csv, daysAgo, entries, scoreLines, scores } from './editions';
import { type FeedServer, startFeedServer, status, whole } from './feed-server';
import { aFeedReader, KEYS, withCopies } from './feed-world';

let server: FeedServer;
beforeEach(async () => {
  server = await startFeedServer();
});
afterEach(() => server.close());

const good = () =>
  [[server.on('/kev', whole(catalogue()))], [server.on('/epss', whole(scores()))]] as [
    string[],
    string[],
  ];

test('the feeds say what is exploited since when, the scores that are asked for, and their dates', async () => {
  const { load } = aFeedReader();

  const feeds = await load(...good());

  expect(feeds.exploited?.size).toBe(30);
  expect(feeds.exploited?.get('CVE-2021-44228')).toEqual({ since: '2021-12-10', ransomware: true });
  expect(feeds.exploited?.get('CVE-2024-1000')).toEqual({ since: '2024-05-01', ransomware: false });
  expect([feeds.exploitedAsOf, feeds.epssAsOf]).toEqual([daysAgo(2), daysAgo(1)]);
  expect([...(feeds.epssOf?.(new Set(['CVE-2021-44228', 'CVE-1-1'])) ?? [])]).toEqual([
    ['CVE-2021-44228', { score: 0.94358, percentile: 0.99962 }],
  ]);
  expect(feeds.stale).toEqual([]);
});

test('300,000 scores are read, and little of them stays in memory', async () => {
  const lines = scoreLines(300_000).map((line, index) =>
    line.replace(/\d+,/, `${10_000 + index},`),
  );
  const { load } = aFeedReader();
  const [kev] = good();
  const epss = server.on('/many', whole(scores(lines)));

  const feeds = await load(kev, [epss]);

  expect(feeds.stale).toEqual([]);
  expect(feeds.epssOf?.(new Set(['CVE-2024-12000', 'CVE-2024-309999'])).size).toBe(2);
});

test('the catalogue may be packed, and the scores unpacked, with line ends of Windows', async () => {
  const { load, copy } = aFeedReader();
  const kev = server.on('/k', whole(gzipSync(`\uFEFF${catalogue()}`)));
  const epss = server.on('/e', whole(csv().replaceAll('\n', '\r\n')));

  const feeds = await load([kev], [epss]);

  expect(feeds.stale).toEqual([]);
  expect(feeds.exploited?.size).toBe(30);
  expect(feeds.epssOf?.(new Set(['CVE-2021-44228'])).size).toBe(1);
  expect(gunzipSync((await copy('epss')) ?? '').toString()).toContain('CVE-2021-44228');
});

test('the address of today may redirect to that of the day', async () => {
  const { load } = aFeedReader();
  const [kev] = good();
  const current = server.on('/current', status(302, { location: '/day?x=1' }));
  server.on('/day', whole(scores()));

  expect((await load(kev, [current])).stale).toEqual([]);
});

describe('places', () => {
  test('are tried in their order until one is good', async () => {
    const { load, log } = aFeedReader();
    const [kev, epss] = good();
    const first = server.on('/first', status(403));
    const last = server.on('/last', whole(catalogue()));

    const feeds = await load([first, ...kev, last], epss);

    expect(feeds).toMatchObject({ stale: [], exploitedAsOf: daysAgo(2) });
    expect(server.asked.filter((path) => path !== '/epss')).toEqual(['/first', '/kev']);
    expect(log.messages).toEqual(['feed not read']);
  });

  test('that have all failed are told by the first of them', async () => {
    const { load } = aFeedReader();
    const [, epss] = good();
    const places = [server.on('/a', status(403)), server.on('/b', whole(''))];

    expect((await load(places, epss)).stale).toEqual([
      { feed: 'kev', code: 'feed_denied', reason: expect.stringContaining('/a denied access') },
    ]);
  });

  test('that are updated no more are passed over for a newer one', async () => {
    const { load } = aFeedReader();
    const [kev, epss] = good();
    const old = server.on('/old', whole(catalogue({ dateReleased: daysAgo(40) })));

    expect(await load([old, ...kev], epss)).toMatchObject({ exploitedAsOf: daysAgo(2), stale: [] });
  });

  test('that are updated no more are used where there is nothing newer, and said', async () => {
    const { load } = aFeedReader();
    const old = server.on('/old', whole(catalogue({ dateReleased: daysAgo(40) })));
    const older = server.on('/older', whole(catalogue({ dateReleased: daysAgo(50) })));
    const scored = server.on('/e', whole(scores(undefined, daysAgo(6))));

    const feeds = await load([older, old], [scored]);

    expect([feeds.exploitedAsOf, feeds.epssAsOf]).toEqual([daysAgo(40), daysAgo(6)]);
    expect(feeds.stale).toMatchObject([
      { feed: 'kev', code: 'feed_outdated', copyOf: daysAgo(40) },
      { feed: 'epss', code: 'feed_outdated', copyOf: daysAgo(6) },
    ]);
  });
});

describe('the last good copy', () => {
  test('has of the catalogue what is needed, and the scores as they came', async () => {
    const { load, copy } = aFeedReader();

    await load(...good());

    expect(JSON.parse(String(Buffer.from((await copy('kev')) ?? [])))).toMatchObject({
      catalogVersion: '2026.11.25',
      count: 30,
      vulnerabilities: expect.arrayContaining([
        { cveID: 'CVE-2021-44228', dateAdded: '2021-12-10', knownRansomwareCampaignUse: 'Known' },
      ]),
    });
    expect(String(Buffer.from((await copy('kev')) ?? []))).not.toContain('Apache');
    expect(await copy('epss')).toEqual(new Uint8Array(scores()));
  });

  test('that is young stands in for a feed that failed once, without a word', async () => {
    const reader = aFeedReader();
    await withCopies(reader.archive);
    reader.clock.at = Date.now() + 47 * 3_600_000;
    const dead = server.on('/dead', status(500));

    const young = await reader.load([dead], [dead]);
    reader.clock.at += 2 * 3_600_000;
    const old = await reader.load([dead], [dead]);

    expect(young).toMatchObject({ exploitedAsOf: daysAgo(3), stale: [] });
    expect(old.stale).toMatchObject([{ feed: 'kev', code: 'feed_failed' }]);
    expect(reader.log.messages).toContain('feed not read');
  });

  test('is young again once its feed was read, although nothing is new in it', async () => {
    const writes: string[] = [];
    const archive = createFakeArchive();
    const put: Archive['put'] = (key, ...rest) => {
      writes.push(key);
      return archive.put(key, ...rest);
    };
    const { load } = aFeedReader({ archive: { ...archive, put } });

    await load(...good());
    await load(...good());

    expect(writes.sort()).toEqual([KEYS.epss, KEYS.epss, KEYS.kev, KEYS.kev]);
  });

  test('gives way to an edition from which a few entries were removed', async () => {
    const reader = aFeedReader();
    await withCopies(reader.archive);
    const kev = server.on('/k', whole(catalogue({}, entries(20))));
    const epss = server.on('/e', whole(scores(scoreLines(90))));

    const feeds = await reader.load([kev], [epss]);

    expect(feeds.stale).toEqual([]);
    expect(feeds.exploited?.size).toBe(20);
  });

  test('that is damaged is replaced', async () => {
    const { load, archive, copy } = aFeedReader();
    await archive.put(KEYS.kev, Buffer.from('{"catalogVersion":'));

    const feeds = await load(...good());

    expect(feeds.stale).toEqual([]);
    expect(String(Buffer.from((await copy('kev')) ?? []))).toContain('CVE-2021-44228');
  });

  test.each(['get', 'list', 'put'] as const)(
    'in an archive whose %s fails does not stop the scan',
    async (method) => {
      const archive = createFakeArchive();
      const failing = () => {
        throw new Error('no access');
      };
      const { load } = aFeedReader({ archive: { ...archive, [method]: failing } });

      expect(await load(...good())).toMatchObject({ exploitedAsOf: daysAgo(2), stale: [] });
      const dead = server.on('/dead', status(500));
      const without = await load([dead], [dead]);
      expect(without.stale).toHaveLength(2);
    },
  );

  test('is not needed: without an installation the feeds are only read', async () => {
    const { load } = aFeedReader({ archive: null });

    expect((await load(...good())).stale).toEqual([]);
  });

  test('of two scans that end at once is the newer edition', async () => {
    const archive = createFakeArchive();
    await withCopies(archive);
    const newer = catalogue({ dateReleased: daysAgo(1) }, entries(31));
    const { sources } = aFeedReader();
    const otherScan = async (body: string) => {
      const edition = sources.kev.fromCopy(Buffer.from(body));
      await archive.put(KEYS.kev, sources.kev.toCopy(edition));
    };
    // Another scan writes between this one's read and its write.
    const meanwhile = (body: string): Archive => {
      let done = false;
      return {
        ...archive,
        put: async (key, ...rest) => {
          if (key === KEYS.kev && !done) {
            done = true;
            await otherScan(body);
          }
          return archive.put(key, ...rest);
        },
      };
    };
    const keptAfter = async (own: string, other: string) => {
      const { load, copy } = aFeedReader({ archive: meanwhile(other) });
      const [, epss] = good();
      await load([server.on('/own', whole(own))], epss);
      return JSON.parse(String(Buffer.from((await copy('kev')) ?? []))).dateReleased;
    };

    expect(await keptAfter(catalogue({ dateReleased: daysAgo(2) }), newer)).toBe(daysAgo(1));
    expect(await keptAfter(catalogue({ dateReleased: daysAgo(0.5) }), newer)).toBe(daysAgo(0.5));
  });
});

test('without a place and without a copy it is not known what is exploited', async () => {
  const { load } = aFeedReader();
  const dead = server.on('/dead', status(500));

  const feeds = await load([dead], [dead]);

  expect(feeds).not.toHaveProperty('exploited');
  expect(feeds).not.toHaveProperty('epssOf');
  expect(feeds.stale).toEqual([
    { feed: 'kev', code: 'feed_failed', reason: expect.any(String) },
    { feed: 'epss', code: 'feed_failed', reason: expect.any(String) },
  ]);
});

test('feeds that are off are neither read nor missed', async () => {
  const { sources, clock, log, archive, stop } = aFeedReader();

  const feeds = await loadFeeds({ sources, clock, log, archive, signal: stop.signal }, 'off');

  expect(feeds).toEqual({ stale: [] });
  expect(server.asked).toEqual([]);
});

test('a scan that is stopped does not wait for its feeds', async () => {
  const { load, stop, log } = aFeedReader();
  const silent = server.on('/silent', () => stop.abort());

  const feeds = await load([silent, silent], [silent]);

  expect(feeds.exploited).toBeUndefined();
  expect(log.messages).toEqual([]);
});

test('a fault that nobody foresaw leaves the scan going', async () => {
  const reader = aFeedReader();
  const kev = { ...reader.sources.kev, read: () => Promise.reject(new TypeError('bug')) };
  const { clock, log, archive, stop } = reader;
  const deps = { sources: { ...reader.sources, kev }, clock, log, archive, signal: stop.signal };

  const feeds = await loadFeeds(deps, { kev: ['https://x.example/kev'], epss: good()[1] });

  expect(feeds.stale).toMatchObject([
    { code: 'feed_connection', reason: expect.stringContaining('(bug)') },
  ]);
});
