import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../emulators/aws/server';
import { findingId } from '../../src/domain/finding-id';
import { testIf } from '../scanner/corpus';
import { runScanner, startHub, storeOf } from '../scanner/hub';
import { imageArchive } from './trivy-db/archive';
import { buildCache, findGo, findTrivy } from './trivy-db/run-trivy';
import { type Build, imageOf, SERVICES } from './trivy-db/services';

/* A real Trivy over image archives made here, against a small vulnerability database made here. */

const trivy = findTrivy();
const go = findGo();
const promise = testIf(trivy !== undefined && go !== undefined);
if (trivy === undefined) process.stderr.write('no Trivy here: a real scan was not tried.\n');
else if (go === undefined) process.stderr.write('no Go here: a real scan was not tried.\n');

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-trivy-'));
const CACHE = join(folder, 'cache');
const HOUR = 3_600_000;
let aws: Aws;

beforeAll(async () => {
  if (trivy === undefined || go === undefined) return;
  buildCache(go, CACHE, new Date(Date.now() - HOUR).toISOString());
  for (const service of SERVICES) {
    for (const build of [1, 2] as const) {
      writeFileSync(archiveOf(service, build), imageArchive(imageOf(service, build)));
    }
  }
});

beforeEach(async () => {
  aws = await startHub();
});

afterEach(() => aws?.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function archiveOf(service: string, build: Build): string {
  return join(folder, `${service}-${build}.tar`);
}

function scan(build: Build, env: Record<string, string> = {}) {
  const tars = SERVICES.map((service) => `${service}:latest=${archiveOf(service, build)}`);
  const given = { SCAN_OFFLINE: '1', SCAN_CACHE_DIR: CACHE, TRIVY: trivy ?? '', ...env };
  return runScanner(
    aws,
    tars.flatMap((tar) => ['--image-tar', tar]),
    given,
  );
}

async function find(vulnerabilityId: string) {
  const productArn = 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity';
  const [finding] = await storeOf(aws).get([{ id: findingId(vulnerabilityId), productArn }]);
  return finding;
}

promise(
  'finds well-known vulnerabilities in operating system, Composer and Java packages',
  async () => {
    const run = await scan(1);

    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('13 new, 0 reopened, 0 fixed, 0 unchanged');
    expect(await find('CVE-2021-44228')).toMatchObject({
      severity: 'CRITICAL',
      score: 10,
      images: [{ name: 'worker', tag: 'latest', platform: 'linux/amd64' }],
      packages: [
        {
          name: 'org.apache.logging.log4j:log4j-core',
          installedVersion: '2.14.1',
          fixedVersion: '2.15.0',
          path: 'app/lib/log4j-core-2.14.1.jar',
          type: 'jar',
        },
      ],
    });
    expect(await find('CVE-2022-22965')).toMatchObject({ title: expect.stringContaining('RCE') });
    expect(await find('CVE-2021-3129')).toMatchObject({ packages: [{ name: 'facade/ignition' }] });
    expect(await find('CVE-2022-0778')).toMatchObject({
      images: [{ name: 'api' }, { name: 'web' }, { name: 'worker' }],
    });
  },
);

promise('an update of the package archives the finding, and a downgrade reopens it', async () => {
  await scan(1);

  const updated = await scan(2);
  expect(updated.stdout).toContain('2 new, 0 reopened, 3 fixed, 10 unchanged');
  expect(await find('CVE-2021-44228')).toMatchObject({
    recordState: 'ARCHIVED',
    workflowStatus: 'RESOLVED',
    note: { text: 'Fixed: no longer detected in worker.' },
  });

  const back = await scan(1);
  expect(back.stdout).toContain('0 new, 3 reopened, 2 fixed, 10 unchanged');
  expect(await find('CVE-2021-44228')).toMatchObject({
    recordState: 'ACTIVE',
    workflowStatus: 'NEW',
  });
});

promise(
  'records which Trivy and which database found it, and nothing of the image’s environment',
  async () => {
    await scan(1);

    const fields = aws.hub.findings().map((finding) => finding['ProductFields']);
    expect(fields[0]).toMatchObject({
      'vulnscan/trivy': expect.stringMatching(/^\d+\.\d+\.\d+|dev$/),
      'vulnscan/database': expect.stringMatching(/^20\d\d-/),
    });
    expect(JSON.stringify(aws.hub.findings())).not.toContain('never-in-a-finding');
  },
);

promise(
  'Trivy confirms the targets of all upgrades, and nothing is imported again without a change',
  async () => {
    const first = await scan(1);
    const again = await scan(1);

    expect([first.stderr, again.stderr]).toEqual(['', '']);
    expect(first.stdout).toMatch(/log4j-core 2\.14\.1 -> 2\.16\.0 +CRITICAL +2 +worker/);
    expect(again.stdout).toContain('0 to do, 13 unchanged.');
    const log4j = await find('CVE-2021-44228');
    expect(log4j?.remedies).toEqual([
      {
        key: 'maven|org.apache.logging.log4j:log4j-core',
        name: 'log4j-core',
        rows: [{ installed: '2.14.1', target: '2.16.0' }],
        isConfirmed: true,
      },
    ]);
    const openssl = await find('CVE-2022-0778');
    expect(openssl?.remedies).toEqual([
      {
        key: 'debian 11|openssl',
        name: 'openssl',
        rows: [{ installed: '1.1.1k-1+deb11u1', target: '1.1.1k-1+deb11u2' }],
        isConfirmed: true,
      },
      {
        key: 'alpine 3.15|openssl',
        name: 'openssl',
        rows: [{ installed: '1.1.1l-r7', target: '1.1.1n-r0' }],
        isConfirmed: true,
      },
    ]);
    expect(openssl?.scan?.rebuild).toEqual({ clears: 4, of: 13, builtOn: '2026-11-20' });
  },
);

promise('an invalid archive fails alone, with a reason', async () => {
  const broken = join(folder, 'broken.tar');
  writeFileSync(broken, 'not a tar');

  const run = await scan(1, { SCAN_IMAGE_TARS: JSON.stringify([broken]) });

  expect(run.code).toBe(2);
  expect(run.stdout).toMatch(/broken\.tar .*FAILED/);
  expect(run.stdout).toContain('13 new');
});

promise('without a database the scan stops with an error, not with a clean result', async () => {
  const run = await scan(1, { SCAN_CACHE_DIR: join(folder, 'empty') });

  expect(run.code).toBe(1);
  expect(run.stdout).toContain('vulnerability database');
  expect(aws.hub.findings()).toEqual([]);
});

promise('an old database is reported with a warning', async () => {
  if (go === undefined) return;
  const old = join(folder, 'old');
  buildCache(go, old, new Date(Date.now() - 49 * HOUR).toISOString());

  const run = await scan(1, { SCAN_CACHE_DIR: old });

  expect(run.stdout).toContain('OLD  the vulnerability database is older than 48 hours');
});
