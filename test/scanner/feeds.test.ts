import type { ChildProcess } from 'node:child_process';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Aws } from '../../emulators/aws/server';
import { createFeeds, FEED_PLACES, putCatalogue, putFeed } from '../../playground/feeds';
import { catalogue } from '../adapters/feeds/editions';
import { startFeedServer, whole } from '../adapters/feeds/feed-server';
import { CONFIG, runScanner, startHub } from './hub';

const REPORT = ['--report', 'playground/samples/worker-1.json'];
const BUCKET = 'vulnscan-123456789012-eu-west-1';
/** Nothing listens there, and there is no such name. */
const UNREACHABLE = {
  kev: ['https://127.0.0.1:1/kev.json'],
  epss: ['https://feeds.invalid/epss.csv.gz'],
};

let aws: Aws;
let s3: S3Client;
beforeEach(async () => {
  aws = await startHub();
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  s3 = new S3Client({ endpoint: aws.url, region: 'eu-west-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await createFeeds(s3);
});
afterEach(async () => {
  s3.destroy();
  await aws.close();
});

function scan(feeds: unknown, ...options: string[]) {
  const env = { ARCHIVE_BUCKET: BUCKET };
  return runScanner(aws, [...REPORT, ...options], env, { ...CONFIG, feeds });
}

describe('the scanner', () => {
  it('reads the feeds from S3 and says of which dates they are', async () => {
    const { code, stdout, stderr } = await scan(FEED_PLACES);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/KEV catalogue of 20\S+Z, EPSS of 20\S+Z\n/);
  });

  it('goes on with the last good copies of an earlier scan', async () => {
    await scan(FEED_PLACES);
    await putFeed('kev', '<html>Access denied</html>', s3);
    await putFeed('epss', Buffer.from([0x1f, 0x8b, 8, 0]), s3);

    const { code, stdout, stderr } = await scan(FEED_PLACES);

    expect(code).toBe(0);
    expect(stdout).toMatch(/KEV catalogue of 20\S+Z, EPSS of 20\S+Z\n/);
    // One night without an answer is only logged.
    expect(stdout).not.toContain('OLD');
    expect(stderr).toContain('feed_web_page');
    expect(stderr).toContain('feed_gzip');
  });

  it('goes on without feeds and without copies, and says that it does not know', async () => {
    const { code, stdout } = await scan(UNREACHABLE);

    expect(code).toBe(0);
    expect(stdout).toContain('NOT KNOWN  KEV catalogue: https://127.0.0.1:1/kev.json accepted no');
    expect(stdout).toMatch(/NOT KNOWN {2}EPSS: https:\/\/feeds\.invalid\/epss\.csv\.gz .*mirror/);
    expect(stdout).not.toContain('not exploited');
  });

  it('goes on where the archive is gone', async () => {
    const config = { ...CONFIG, feeds: FEED_PLACES };
    const { code, stdout } = await runScanner(
      aws,
      REPORT,
      { ARCHIVE_BUCKET: 'no-such-bucket' },
      config,
    );

    expect(code).toBe(0);
    expect(stdout).toMatch(/KEV catalogue of 20\S+Z, EPSS of/);
  });

  it('names a place in S3 that is missing, with what to check', async () => {
    const { stdout } = await scan({ ...FEED_PLACES, kev: ['s3://playground-feeds/none.json'] });

    expect(stdout).toContain(
      'NOT KNOWN  KEV catalogue: s3://playground-feeds/none.json does not exist (NoSuchKey); check feeds.kev in vulnscan.yml, or name a mirror there.',
    );
  });

  it('reads nothing where feeds are off, and says so', async () => {
    const { stdout } = await scan('off');

    expect(stdout).toContain(
      'feeds are off: what is known to be exploited, and EPSS, are not known.',
    );
  });

  it('with --dry-run reads the feeds and keeps no copies', async () => {
    const { stdout } = await scan(FEED_PLACES, '--dry-run');
    await putFeed('kev', new Uint8Array(), s3);

    expect(stdout).toMatch(/KEV catalogue of 20/);
    expect((await scan(FEED_PLACES)).stdout).toContain('NOT KNOWN  KEV catalogue');
  });

  it('refuses a catalogue that has lost entries', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      cveID: `CVE-2024-${1000 + index}`,
      dateAdded: '2024-05-01',
    }));
    await putCatalogue(many, s3);
    await scan(FEED_PLACES);
    await putCatalogue(many.slice(0, 5), s3);

    expect((await scan(FEED_PLACES)).stderr).toContain('(5 of 20)');
  });

  it('reads HTTPS with an authority of NODE_EXTRA_CA_CERTS, and can be stopped while a feed does not answer', async () => {
    const env = { NODE_EXTRA_CA_CERTS: 'test/fixtures/tls/cert.pem' };
    const server = await startFeedServer();
    const body = catalogue({ dateReleased: new Date().toISOString() });
    const good = { ...FEED_PLACES, kev: [server.on('/kev', whole(body))] };
    const children: ChildProcess[] = [];
    const silent = () => void children.at(-1)?.kill('SIGTERM');
    const bad = { ...good, epss: [server.on('/epss', silent)] };
    const run = (feeds: object) =>
      runScanner(aws, REPORT, env, { ...CONFIG, feeds }, (child) => void children.push(child));

    const { stdout } = await run(good);
    const stopped = await run(bad);
    await server.close();

    expect(stdout).toMatch(/KEV catalogue of 20/);
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toMatch(/FAILED .*stopped/);
    expect(stopped.stdout).not.toContain('unchanged');
  });
});
