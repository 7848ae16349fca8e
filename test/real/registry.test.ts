import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../emulators/aws/server';
import { testIf } from '../scanner/corpus';
import { CONFIG, runScanner, startHub } from '../scanner/hub';
import { pushChart, pushDatabase, pushImage, pushIndex } from './registry/push';
import { freePort, type Running, startHttp, startRegistry } from './registry/serve';
import { buildCache, findGo, findRegistry, findTrivy } from './trivy-db/run-trivy';
import { imageOf } from './trivy-db/services';

/* The scanner with a real Trivy that pulls images and databases from a real registry, and from ones that fail. */

const trivy = findTrivy();
const go = findGo();
const program = findRegistry();
const missing = Object.entries({ Trivy: trivy, Go: go, 'docker-registry': program })
  .filter(([, found]) => found === undefined)
  .map(([name]) => name);
const promise = testIf(missing.length === 0);
if (missing.length > 0) {
  process.stderr.write(`no ${missing.join(', ')} here: no image was pulled from a registry.\n`);
}

/** The outcome of an image of Alpine 3.15, which is past its end of life. */
const SCANNED = /^\S+ +2 +4 +NOT JUDGED {2}its operating system is past its end of life/;

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-registry-'));
const running: Running[] = [];
let aws: Aws;
let registry: Running;
let locked: Running;

beforeAll(async () => {
  if (go === undefined || program === undefined || trivy === undefined) return;
  aws = await startHub();
  registry = await started(startRegistry(program, folder, false));
  locked = await started(startRegistry(program, folder, true));
  await pushImage(registry.url, 'web:1', imageOf('web', 1));
  await pushImage(registry.url, 'worker:1', imageOf('worker', 1));
  await pushIndex(registry.url, 'arm:1', { ...imageOf('api', 1), architecture: 'arm64' });
  await pushChart(registry.url, 'chart:1');
  await pushDatabases(go);
});

afterAll(async () => {
  await Promise.all(running.map((each) => each.close()));
  await aws?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function started(starting: Promise<Running>): Promise<Running> {
  const server = await starting;
  running.push(server);
  return server;
}

async function pushDatabases(withGo: string): Promise<void> {
  const cache = join(folder, 'cache');
  buildCache(withGo, cache, new Date().toISOString());
  const read = (from: string, path: string) => ({
    path,
    content: readFileSync(join(cache, from, path)),
  });
  const files = (from: string, database: string) => [
    read(from, database),
    read(from, 'metadata.json'),
  ];
  await pushDatabase(registry.url, 'trivy-db:2', 'db', files('db', 'trivy.db'));
  await pushDatabase(registry.url, 'java-db:1', 'javadb', files('java-db', 'trivy-java.db'));
}

/** A scan of these references, with empty caches. */
function scan(images: string[], settings: object = {}) {
  const config = {
    ...CONFIG,
    images,
    scan: {
      databases: [`${registry.host}/trivy-db:2`],
      javaDatabases: [`${registry.host}/java-db:1`],
      timeout: '5s',
      parallel: 4,
      ...settings,
    },
  };
  const cache = mkdtempSync(join(folder, 'scan-'));
  return runScanner(aws, [], { TRIVY: trivy ?? '', SCAN_CACHE_DIR: cache }, config);
}

/** The line of the image in the table of results. */
const lineOf = (stdout: string, image: string) =>
  stdout.split('\n').findLast((line) => line.startsWith(`${image} `)) ?? '';

const answering = (status: number, body: string) =>
  started(
    startHttp((request: IncomingMessage, response: ServerResponse) => {
      // Trivy asks first whether a registry is there at all.
      if (request.url === '/v2/') response.writeHead(200).end('{}');
      else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    }),
  );

const errorBody = (code: string, message: string) =>
  JSON.stringify({ errors: [{ code, message }] });

promise(
  'images, the vulnerability database and one Java database come from a registry',
  async () => {
    const images = ['web', 'worker'].map((name) => `${registry.host}/${name}:1`);

    const run = await scan(images);

    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('CVE-2021-44228');
    expect(lineOf(run.stdout, images[0] ?? '')).toMatch(SCANNED);
  },
);

promise(
  'each image that a registry does not hand out says why, and the others are scanned',
  async () => {
    const denied = await answering(
      403,
      errorBody('DENIED', 'User: x is not authorized to perform: ecr:BatchGetImage on resource: y'),
    );
    const unauthorized = await answering(401, 'Not Authorized\n');
    const down = await answering(500, errorBody('UNKNOWN', 'unknown error'));
    const cases: [image: string, sentence: RegExp][] = [
      [
        `${locked.host}/web:1`,
        /refused to hand it out, or does not have it; .* copy the image to ECR/,
      ],
      [`${denied.host}/web:1`, /refused to hand it out/],
      [`${unauthorized.host}/web:1`, /refused to hand it out/],
      [`${registry.host}/web:none`, /there is no such image; check its name and tag/],
      [`${registry.host}/none:1`, /there is no such image/],
      [`${registry.host}/arm:1`, /not built for linux\/amd64; push it for that platform/],
      [`${registry.host}/chart:1`, /not a container image; leave it out/],
      [`${down.host}/web:1`, /the registry failed \(.*unknown error\); try again/],
      [
        `127.0.0.1:${await freePort()}/web:1`,
        /could not be reached \(.*connection refused\); check/,
      ],
      ['no-such-registry.invalid/web:1', /could not be reached \(.*no such host\); check/],
    ];

    const run = await scan([`${registry.host}/web:1`, ...cases.map(([image]) => image)]);

    expect(run.code).toBe(2);
    expect(lineOf(run.stdout, `${registry.host}/web:1`)).toMatch(SCANNED);
    for (const [image, sentence] of cases) {
      const line = lineOf(run.stdout, image);
      expect(line).toMatch(sentence);
      expect(line).not.toMatch(/unable to find|error occurred/);
    }
  },
);

promise('a registry that never answers is told as that', async () => {
  const silent = await started(startHttp(() => undefined));

  const run = await scan([`${silent.host}/web:1`, `${registry.host}/web:1`]);

  expect(run.code).toBe(2);
  expect(lineOf(run.stdout, `${silent.host}/web:1`)).toMatch(
    /the registry did not send it in time; check the way out of the task's subnets/,
  );
});

promise('a Java database that cannot be had fails the images with JARs only', async () => {
  const images = ['web', 'worker'].map((name) => `${registry.host}/${name}:1`);

  const run = await scan(images, { javaDatabases: [`${locked.host}/java-db:1`] });

  expect(run.code).toBe(2);
  expect(lineOf(run.stdout, images[0] ?? '')).toMatch(SCANNED);
  expect(lineOf(run.stdout, images[1] ?? '')).toMatch(/UNAUTHORIZED.*set scan\.javaDatabases/);
});

promise(
  'a vulnerability database that cannot be had stops the scan and names its setting',
  async () => {
    const run = await scan([`${registry.host}/web:1`], {
      databases: [`${locked.host}/trivy-db:2`],
    });

    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/FAILED .*UNAUTHORIZED.*set scan\.databases/);
  },
);
