import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Report } from '../../scanner/report';
import { scanImages } from '../../scanner/scan-images';
import { findJobs, shareScans } from '../../scanner/scan-jobs';
import type { Trivy } from '../../scanner/trivy';
import type { ScanTarget } from '../../src/domain/scan';
import { quiet } from './hub';

const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const A = `sha256:${'a'.repeat(64)}`;

function aTarget(repository: string, more: Partial<ScanTarget> = {}): ScanTarget {
  const name = `${REGISTRY}/${repository}`;
  return { reference: `${name}@${more.digest ?? A}`, name, repository, services: [], ...more };
}

/** A Trivy that takes its time, keeps what it was asked and counts how many runs are under way. */
function createSlowTrivy() {
  const asked: Parameters<Trivy['scan']>[0][] = [];
  const runs = { now: 0, most: 0 };
  const trivy: Trivy = {
    prepare: async () => ({ version: '0.74.0' }),
    ask: async () => new Map(),
    async scan(source) {
      asked.push(source);
      runs.now += 1;
      runs.most = Math.max(runs.most, runs.now);
      await setTimeout(5);
      runs.now -= 1;
      return aReport();
    },
  };
  return { trivy, asked, runs };
}

function aReport(): Report {
  const image = { name: 'x', repository: 'x', system: 'alpine 3.20', services: [] };
  const ignored = { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 };
  const detection = {
    vulnerabilityId: 'CVE-1',
    severity: 'HIGH' as const,
    title: 'trouble',
    description: '',
    packages: [{ name: 'openssl', installedVersion: '1', image: 'x' }],
    images: [image],
  };
  return {
    artifactName: 'x',
    image,
    detections: [detection],
    coversOs: true,
    coversAny: true,
    builtOn: '2022-01-12',
    ignored,
  };
}

async function scanAll(trivy: Trivy, targets: ScanTarget[], parallel = 2) {
  const registry = {
    targets: async () => ({ targets, failed: [] }),
    resolve: async () => ({ targets: [], failed: [] }),
  };
  const options = { images: [], reports: [], archives: [] };
  const { jobs } = await findJobs(
    { registry, trivy, allowed: [REGISTRY] },
    { ...options, dryRun: false, acceptVanished: false, help: false },
  );
  const done: number[] = [];
  const scanned = await scanImages(
    {
      log: quiet,
      countedOf: async ({ detections }) => detections.filter(({ severity }) => severity === 'HIGH'),
      parallel,
      signal: new AbortController().signal,
      onDone: async (_outcome, count) => void done.push(count),
    },
    jobs,
  );
  return { ...scanned, done };
}

test('as many images as allowed are scanned at a time, and no more', async () => {
  const { trivy, runs } = createSlowTrivy();
  const targets = Array.from({ length: 9 }, (_, index) =>
    aTarget(`web-${index}`, { digest: `sha256:${String(index).repeat(64)}` }),
  );

  const { outcomes, done } = await scanAll(trivy, targets, 3);

  expect(runs.most).toBe(3);
  expect(outcomes).toHaveLength(9);
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('an image is scanned for the platform its service runs on, once for each platform', async () => {
  const { trivy, asked } = createSlowTrivy();

  await scanAll(trivy, [
    aTarget('web', { digest: A, platform: 'linux/arm64' }),
    aTarget('web', { digest: A, platform: 'linux/amd64' }),
    aTarget('mirror/web', { digest: A, platform: 'linux/arm64' }),
    aTarget('plain', { digest: `sha256:${'b'.repeat(64)}` }),
  ]);

  expect(asked.map(({ platform }) => platform).sort()).toEqual([
    'linux/amd64',
    'linux/arm64',
    undefined,
  ]);
});

test('an image has the system and the build date of the report, also if its name is given', async () => {
  const { seen } = await scanAll(createSlowTrivy().trivy, [aTarget('web')]);

  expect(seen.scan(0)).toMatchObject({
    builtOn: '2022-01-12',
    image: { repository: 'web', system: 'alpine 3.20' },
  });
});

test('a finding names the services that run its image, and the image as the cluster has it', async () => {
  const { trivy } = createSlowTrivy();
  const target = aTarget('web', { digest: A, tag: '1.2', services: ['main/web', 'main/canary'] });

  const { seen } = await scanAll(trivy, [target]);

  expect(seen.scan(0).detections[0]).toMatchObject({
    images: [{ repository: 'web', tag: '1.2', digest: A, services: ['main/web', 'main/canary'] }],
    packages: [{ image: `${REGISTRY}/web` }],
  });
});

test('a report is held no longer than its names need it', async () => {
  const reports: WeakRef<Report>[] = [];
  const trivy = {
    ...createSlowTrivy().trivy,
    scan: async () => {
      const report = aReport();
      reports.push(new WeakRef(report));
      return report;
    },
  };
  const jobs = shareScans({ trivy }, [
    aTarget('web'),
    aTarget('web', { tag: '2' }),
    aTarget('api'),
  ]);
  for (const job of jobs) await job.scan();
  expect(reports).toHaveLength(2);
  const held = shareScans({ trivy }, [aTarget('web'), aTarget('web', { tag: '2' })]);
  await held[0]?.scan();

  setFlagsFromString('--expose-gc');
  await setTimeout(1);
  runInNewContext('gc')();

  expect(jobs).toHaveLength(3);
  expect(reports.map((each) => each.deref() !== undefined)).toEqual([false, false, true]);
  expect(held).toHaveLength(2);
});
