import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet, type FleetImage } from '../../../playground/fleet/images';
import { type FleetTrivy, installTrivy } from '../../../playground/fleet/install';
import { sbomsOf } from '../../../scanner/targets-sbom';
import { createTrivy } from '../../../scanner/trivy';
import { systemClock } from '../../../src/adapters/clock';
import { createLog } from '../../../src/adapters/log';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const log = createLog(() => undefined);
const fleet = createFleet(300);
/** One image of each build, so of all that there is. */
const distinct = [...new Map(fleet.images.map((image) => [image.build, image])).values()];

let folder: string;
let installed: FleetTrivy;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-fleet-'));
  installed = installTrivy(fleet, { folder, registry: REGISTRY, pullSeconds: 0 });
  installed.setDatabaseAt(new Date('2026-11-27T00:00:00Z'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const trivyIn = (cache: string) =>
  createTrivy(
    {
      program: installed.program,
      cacheDir: join(folder, cache),
      timeoutMs: 60_000,
      databases: ['db'],
      javaDatabases: ['java'],
      offline: false,
      env: process.env,
    },
    { clock: systemClock, log },
  );
const sourceOf = ({ repository, tag, digest }: FleetImage) => ({
  label: `${repository}:${tag}`,
  from: { image: `${REGISTRY}/${repository}@${digest}` },
});

test('each image is scanned, and judged by its SBOM just as by itself', async () => {
  const trivy = trivyIn('cache');
  expect(await trivy.prepare()).toEqual({
    version: '0.74.0',
    databaseAt: '2026-11-27T00:00:00.000Z',
  });

  for (const image of distinct) {
    const { report, sbom } = await trivy.examine(sourceOf(image));

    expect(report.image).toMatchObject({
      name: `${REGISTRY}/${image.repository}`,
      digest: image.digest,
      platform: 'linux/amd64',
    });
    expect({ build: image.build, differs: 'differs' in sbom ? sbom.differs : undefined }).toEqual({
      build: image.build,
      differs: undefined,
    });
    if (!('bytes' in sbom)) continue;
    const judged = await trivy.judge(sbom.bytes, report);
    expect(idsOf(judged.detections)).toEqual(idsOf(report.detections));
  }
});

test('what a version of a package has, installed or upgraded, can be asked about', async () => {
  const trivy = trivyIn('cache');
  await trivy.prepare();
  const lodash = { type: 'node-pkg', name: 'lodash' };
  const openssl = { type: 'debian', name: 'openssl', system: 'debian 12.4' };
  const asked = [
    { ...lodash, ref: 'before', version: '4.17.20' },
    { ...lodash, ref: 'after', version: '4.17.21' },
    { ...openssl, ref: 'source', version: '3.0.11-1~deb12u2' },
  ];

  const answers = await trivy.ask(sbomsOf(asked)[0] ?? {}, 60_000);

  expect(Object.fromEntries(answers)).toEqual({
    before: [{ vulnerabilityId: 'CVE-2021-23337', fixedVersion: '4.17.21' }],
    after: [],
    source: [{ vulnerabilityId: 'CVE-2024-6119', fixedVersion: '3.0.14-1~deb12u2' }],
  });
});

test('an image that nobody pushed, and a scan without a database, fail as they do with Trivy', async () => {
  const [image = fail()] = distinct;
  await expect(trivyIn('empty').scan(sourceOf(image))).rejects.toThrow(/was not scanned/);

  const trivy = trivyIn('cache');
  await trivy.prepare();
  const digest = `sha256:${'0'.repeat(64)}`;
  await expect(trivy.scan(sourceOf({ ...image, digest }))).rejects.toThrow(/was not scanned/);
});

test('an image that is pushed later is found', async () => {
  const [image = fail()] = distinct;
  const later = { ...image, digest: `sha256:${'1'.repeat(64)}` };
  installed.add([later]);
  const trivy = trivyIn('cache');
  await trivy.prepare();

  expect((await trivy.scan(sourceOf(later))).image.digest).toBe(later.digest);
});

function idsOf(detections: { vulnerabilityId: string }[]): string[] {
  return detections.map(({ vulnerabilityId }) => vulnerabilityId).sort();
}

function fail(): never {
  throw new Error('the fleet has no such image');
}
