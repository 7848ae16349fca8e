import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ja } from '../../../src/adapters/slack/text/ja';
import { FEED_FAULT_CODES } from '../../../src/domain/feed-faults';
import type { FeedName } from '../../../src/domain/scan';
import { catalogue, csv, daysAgo, entries, scoreLines, scores } from './editions';
import { type Answer, type FeedServer, startFeedServer, status, whole } from './feed-server';
import { aFeedReader, withCopies } from './feed-world';

let server: FeedServer;
beforeAll(async () => {
  server = await startFeedServer();
});
afterAll(() => server.close());

const MIB = 2 ** 20;
const PAGE = '<!doctype html><html><title>Access denied</title></html>';
const withoutEnd = (body: Buffer) => body.subarray(0, body.length / 2);
const withoutVersion = () => catalogue({ catalogVersion: undefined });
/** A gigabyte of zeros as 1 MB of gzip, from members that unpack to ten megabytes each. */
const bomb = () =>
  Buffer.concat(Array.from({ length: 100 }, () => gzipSync(Buffer.alloc(10 * MIB))));

/** A gigabyte, as fast as it is read. */
const gigabyte: Answer = (response) => {
  let left = 1024;
  const more = () => {
    while (left > 0 && response.write(Buffer.alloc(MIB, '{'))) left -= 1;
    if (left > 0) response.once('drain', more);
  };
  response.on('close', () => {
    left = 0;
  });
  more();
};

const trickling: Answer = (response) => {
  const timer = setInterval(() => response.write('{'), 50);
  response.on('close', () => clearInterval(timer));
};

const silent: Answer = () => undefined;

const cutShort: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"title":');
  setTimeout(() => response.socket?.destroy(), 20);
};

const broken: Answer = (response) => void response.socket?.destroy();

const to = (location: string) => status(302, { location });
const toItself: Answer = (response, base) => to(`${base}/bad`)(response, base);

type Row = [what: string, feed: FeedName, answer: Answer, code: string, words: string];

const KEV: Row[] = [
  ['a web page', 'kev', whole(PAGE), 'feed_web_page', 'is a web page'],
  ['nothing', 'kev', whole(''), 'feed_empty', 'is empty'],
  ['a sentence', 'kev', whole('Service unavailable'), 'feed_json', 'is not JSON'],
  ['half of it', 'kev', whole(catalogue().slice(0, 900)), 'feed_json', 'is not JSON'],
  ['other JSON', 'kev', whole('{"error":"quota"}'), 'feed_shape', '(catalogVersion: '],
  ['no version', 'kev', whole(withoutVersion()), 'feed_shape', '(catalogVersion: '],
  ['a count in words', 'kev', whole(catalogue({ count: '30' })), 'feed_shape', '(count: '],
  [
    'an entry without its day',
    'kev',
    whole(catalogue({ vulnerabilities: [{ cveID: 'CVE-2024-1000' }], count: 1 })),
    'feed_shape',
    '(vulnerabilities.0.dateAdded: ',
  ],
  [
    'an id that is none',
    'kev',
    whole(catalogue({}, [{ cveID: 'log4shell', dateAdded: '2021-12-10' }])),
    'feed_shape',
    '(vulnerabilities.0.cveID: ',
  ],
  ['another count', 'kev', whole(catalogue({ count: 31 })), 'feed_count', '(31 and 30)'],
  ['no entries', 'kev', whole(catalogue({}, [])), 'feed_empty', 'is empty'],
  [
    'an id twice',
    'kev',
    whole(catalogue({}, [...entries(30), ...entries(1)])),
    'feed_duplicate',
    '(CVE-2021-44228)',
  ],
  [
    'a date to come',
    'kev',
    whole(catalogue({ dateReleased: daysAgo(-9) })),
    'feed_date',
    ' date (',
  ],
  [
    'a day before the first edition',
    'kev',
    whole(catalogue({}, [{ cveID: 'CVE-1999-1000', dateAdded: '1999-12-31' }])),
    'feed_date',
    '(1999-12-31)',
  ],
  ['lost entries', 'kev', whole(catalogue({}, entries(19))), 'feed_shrunk', '(19 of 30)'],
  [
    'an older edition',
    'kev',
    whole(catalogue({ dateReleased: daysAgo(4) })),
    'feed_older',
    'older',
  ],
  [
    'UTF-16',
    'kev',
    whole(Buffer.from(`\uFEFF${catalogue()}`, 'utf16le')),
    'feed_encoding',
    'UTF-8',
  ],
  [
    'Latin-1',
    'kev',
    whole(Buffer.from(catalogue({ title: 'é' }), 'latin1')),
    'feed_encoding',
    'UTF-8',
  ],
  ['a gigabyte', 'kev', gigabyte, 'feed_large', '(more than 8 MiB)'],
  ['a gzip bomb', 'kev', whole(bomb()), 'feed_gzip_large', '(more than 8 MiB)'],
];

const EPSS: Row[] = [
  ['a web page', 'epss', whole(PAGE), 'feed_web_page', 'is a web page'],
  ['a packed web page', 'epss', whole(gzipSync(PAGE)), 'feed_web_page', 'is a web page'],
  ['nothing', 'epss', whole(''), 'feed_empty', 'is empty'],
  ['nothing, packed', 'epss', whole(gzipSync('')), 'feed_empty', 'is empty'],
  ['truncated gzip', 'epss', whole(withoutEnd(scores())), 'feed_gzip', 'incomplete gzip'],
  ['damaged gzip', 'epss', whole(Buffer.from(scores()).fill(0, 40, 60)), 'feed_gzip', 'gzip'],
  ['a gzip bomb', 'epss', whole(bomb()), 'feed_gzip_large', '(more than 64 MiB)'],
  ['a gigabyte', 'epss', gigabyte, 'feed_large', '(more than 16 MiB)'],
  ['the catalogue', 'epss', whole(catalogue()), 'feed_shape', '(#score_date: expected)'],
  ['no date', 'epss', whole(gzipSync(csv().replace(/,score_date:\S+/, ''))), 'feed_shape', 'date'],
  ['a date in words', 'epss', whole(scores(undefined, 'today')), 'feed_date', '(today)'],
  ['a date to come', 'epss', whole(scores(undefined, daysAgo(-9))), 'feed_date', ' date ('],
  [
    'another heading',
    'epss',
    whole(gzipSync(csv().replace('cve,epss', 'cve,date'))),
    'feed_shape',
    '(cve,epss,percentile expected)',
  ],
  ['a score above 1', 'epss', whole(scores(['CVE-2024-1000,1.5,0.2'])), 'feed_score', '1.5,0.2)'],
  ['a score below 0', 'epss', whole(scores(['CVE-2024-1000,-1,0.2'])), 'feed_score', '-1,0.2)'],
  ['a score in words', 'epss', whole(scores(['CVE-2024-1000,high,0.2'])), 'feed_shape', 'high'],
  ['a line that breaks off', 'epss', whole(scores(['CVE-2024-1000,0.2'])), 'feed_shape', '(CVE-'],
  [
    'letters beyond ASCII',
    'epss',
    whole(scores(['CVE-2024-１０００,0.1,0.2'])),
    'feed_encoding',
    'UTF-8',
  ],
  ['no scores', 'epss', whole(scores([])), 'feed_empty', 'is empty'],
  ['half the size', 'epss', whole(scores(scoreLines(50))), 'feed_shrunk', '(50 of 100)'],
  ['an older edition', 'epss', whole(scores(undefined, daysAgo(3))), 'feed_older', 'older'],
];

const NETWORK: Row[] = [
  ['401', 'kev', status(401), 'feed_denied', '(401)'],
  ['403', 'kev', status(403), 'feed_denied', '(403); it may block'],
  ['404', 'epss', status(404), 'feed_missing', '(404)'],
  ['410', 'kev', status(410), 'feed_missing', '(410)'],
  ['429', 'epss', status(429), 'feed_failed', '(429)'],
  ['500', 'kev', status(500), 'feed_failed', '(500); the next scan tries again'],
  ['204', 'kev', status(204), 'feed_status', '(204)'],
  ['a redirect to nowhere', 'kev', status(302), 'feed_status', '(302)'],
  ['a redirect loop', 'kev', toItself, 'feed_redirects', '(more than 5)'],
  [
    'a redirect to http',
    'epss',
    to('http://localhost:9/x'),
    'feed_insecure',
    '(http://localhost:9)',
  ],
  ['silence', 'kev', silent, 'feed_slow', '(0.5 s)'],
  ['a byte now and then', 'epss', trickling, 'feed_slow', '(0.5 s)'],
  ['a body that breaks off', 'epss', cutShort, 'feed_cut_short', 'broke off'],
  ['a connection that breaks off', 'kev', broken, 'feed_connection', '(ECONNRESET)'],
];

test.each([...KEV, ...EPSS, ...NETWORK])(
  'after %s (%s) the last good copy is in force, and its sentence says why',
  async (_what, feed, answer, code, words) => {
    const reader = aFeedReader({ timeoutMs: code === 'feed_slow' ? 500 : 20_000 });
    await withCopies(reader.archive);
    const before = await reader.copy(feed);
    const bad = server.on('/bad', answer);
    const good = server.on('/good', whole(feed === 'kev' ? scores() : catalogue()));

    const feeds =
      feed === 'kev' ? await reader.load([bad], [good]) : await reader.load([good], [bad]);

    expect(feeds.stale).toEqual([
      {
        feed,
        code,
        reason: expect.stringContaining(words),
        copyOf: daysAgo(feed === 'kev' ? 3 : 2),
      },
    ]);
    const [{ reason = '' } = {}] = feeds.stale;
    expect(reason.startsWith(`${server.base}/bad `)).toBe(true);
    expect(reason).toMatch(/; [^;]+\.$/);
    expect(feeds.exploited?.get('CVE-2021-44228')).toEqual({
      since: '2021-12-10',
      ransomware: true,
    });
    expect(feeds.epssOf?.(new Set(['CVE-2021-44228'])).size).toBe(1);
    expect(await reader.copy(feed)).toEqual(before);
  },
);

test('a place that accepts no connection, or has an unknown certificate, leaves the copy in force', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, 'localhost', resolve));
  const address = closed.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => closed.close(resolve));
  const trusting = aFeedReader();
  const distrusting = aFeedReader({ ca: undefined as never });
  await withCopies(trusting.archive);

  const refused = await trusting.load(
    [`https://localhost:${port}/kev`],
    [server.on('/e', whole(scores()))],
  );
  const unknown = await distrusting.load([server.on('/k', whole(catalogue()))], []);

  expect(refused).toMatchObject({ stale: [{ feed: 'kev', code: 'feed_no_connection' }] });
  expect(refused.exploited?.size).toBe(30);
  expect(unknown.stale).toMatchObject([
    { code: 'feed_certificate', reason: expect.stringContaining('(DEPTH_ZERO_SELF_SIGNED_CERT)') },
  ]);
});

test('a gigabyte and a gzip bomb are given up long before they fill the memory', async () => {
  const reader = aFeedReader();
  const big = server.on('/gigabyte', gigabyte);
  const packed = server.on('/bomb', whole(bomb()));
  const start = process.memoryUsage().rss;
  let most = start;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);

  const feeds = await reader.load([big, packed], [big, packed]);
  clearInterval(watch);

  expect(feeds.stale.map(({ code }) => code)).toEqual(['feed_large', 'feed_large']);
  expect((Math.max(most, process.memoryUsage().rss) - start) / MIB).toBeLessThan(300);
});

test('every reason has a Japanese sentence, with the place and its detail', () => {
  const said = 'https://mirror.example.com/kev.json is too large (more than 8 MiB); check it.';

  for (const code of FEED_FAULT_CODES) {
    const sentence = ja.error(code, said);
    expect([code, sentence]).toEqual([
      code,
      expect.stringMatching(/^https:\/\/mirror\S+ .*[ぁ-ん]/),
    ]);
  }
});
