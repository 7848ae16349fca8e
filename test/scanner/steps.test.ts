import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aws } from '../../emulators/aws/server';
import { keepDatabases } from '../../scanner/keep-databases';
import { createRunStore } from '../../src/adapters/archive/run-store';
import { systemClock } from '../../src/adapters/clock';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { shardPrefix } from '../../src/installation';
import type { Archive } from '../../src/ports/archive';
import { aPlan } from '../contracts/runs.contract';
import { anImage } from '../domain/builders';
import { collect } from '../fakes/collect';
import { databaseWorld } from './database-world';
import { type FakeTrivy, fakeTrivy } from './fake-trivy';
import { CONFIG, quiet, runScanner, startHub } from './hub';

/* The scanner's process as a shard of a scan over several tasks, and as its reconciliation. */

const RUN = 'scan-1';
const ONE_AT_A_TIME = { ...CONFIG, scan: { parallel: 1 } };

let aws: Aws;
beforeEach(async () => {
  aws = await startHub();
});
afterEach(() => aws.close());

/** A planned scan: one shard has `web`, the other `api` and then `job`. */
async function aRun(images: FakeTrivy['images'] = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-run-'));
  const archive = createFolderArchive(folder);
  const databases = await planDatabases(archive);
  const runs = createRunStore(archive, quiet);
  await runs.putPlan(aPlan({ databases, failed: [], unread: [] }), [
    { number: 0, images: [{ targets: [targetOf('web', 1)] }] },
    { number: 1, images: [{ targets: [targetOf('api', 2)] }, { targets: [targetOf('job', 3)] }] },
  ]);
  const keys = async (prefix: string) =>
    (await collect(archive.list(prefix))).map(({ key }) => key).sort();
  const { program } = fakeTrivy({
    images: { web: reportOf('web', 'CVE-1'), api: reportOf('api', 'CVE-2'), ...images },
  });
  const start = (step: Record<string, string>, onStart?: (child: ChildProcess) => void) => {
    const cache = mkdtempSync(join(tmpdir(), 'vulnscan-cache-'));
    const own = { TRIVY: program, SCAN_ARCHIVE_DIR: folder, SCAN_CACHE_DIR: cache, SCAN_RUN: RUN };
    return runScanner(aws, [], { ...own, ...step }, ONE_AT_A_TIME, onStart);
  };
  const [first = '', second = ''] = await keys(shardPrefix(RUN));
  return {
    ...{ runs, first, second },
    results: () => keys(`runs/${RUN}/results/`),
    shard: (key: string, onStart?: (child: ChildProcess) => void) =>
      start({ SCAN_STEP: 'shard', SCAN_SHARD: key }, onStart),
    reconcile: () => start({ SCAN_STEP: 'reconcile' }),
  };
}

function targetOf(name: string, number: number) {
  const image = anImage(name);
  const digest = `sha256:${String(number).repeat(64)}`;
  return { ...image, tag: 'latest', reference: `${image.name}@${digest}`, digest };
}

function reportOf(name: string, id: string): NonNullable<FakeTrivy['images']>[string] {
  const Vulnerabilities = [{ VulnerabilityID: id, PkgName: 'p', Severity: 'HIGH' }];
  const Results = [{ Target: name, Class: 'os-pkgs', Type: 'alpine', Vulnerabilities }];
  return { report: { ArtifactName: `${anImage(name).name}:latest`, Results } };
}

function planDatabases(archive: Archive) {
  const { newCache, write } = databaseWorld();
  const cacheDir = newCache();
  write(cacheDir, 'vulnerability');
  const databases = { prepare: async () => {}, java: async () => ({ stdout: '', stderr: '' }) };
  const deps = { archive, clock: systemClock, log: quiet, databases, cacheDir };
  return keepDatabases(deps, { java: false });
}

const idsInHub = () => aws.hub.findings().map(({ Title }) => /CVE-\d/.exec(String(Title))?.[0]);

test('shards put their results into the archive, and the reconciliation writes the findings', async () => {
  const { first, second, shard, reconcile, results } = await aRun();

  const scanned = [await shard(first), await shard(second)];

  expect(scanned).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(await results()).toHaveLength(2);
  expect(idsInHub()).toEqual([]);
  const run = await reconcile();
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toContain('2 of 2 shards have a result.');
  expect(run.stdout).toContain('2 new');
  expect(idsInHub().sort()).toEqual(['CVE-1', 'CVE-2']);
});

test('a shard that is stopped has no result; its images are named as lost, and the scan has ended', async () => {
  const { first, second, shard, reconcile, results } = await aRun({ job: { hang: true } });
  await shard(first);

  const stopped = await shard(second, (child) => {
    child.stdout?.on('data', (part: Buffer) => {
      if (part.toString().includes('1 of 2')) child.kill('SIGTERM');
    });
  });

  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toContain('The scan was stopped before its end');
  expect(await results()).toHaveLength(1);
  const run = await reconcile();
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('1 of 2 shards have a result.');
  expect(run.stdout).toMatch(/LOST .*api:latest[\s\S]*LOST .*job:latest/);
  expect(idsInHub()).toEqual(['CVE-1']);
});

test('an image that cannot be scanned fails neither its shard nor the scan', async () => {
  const { first, second, shard, reconcile } = await aRun({ job: { exit: 137 } });

  const scanned = [await shard(first), await shard(second)];

  expect(scanned).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(scanned[1]?.stdout).toMatch(/job:latest.*FAILED/);
  expect((await reconcile()).code).toBe(0);
  expect(idsInHub().sort()).toEqual(['CVE-1', 'CVE-2']);
});

test('a step of a scan that was cancelled writes nothing', async () => {
  const { runs, first, shard, reconcile, results } = await aRun();
  await runs.cancel(RUN);

  const ends = [await shard(first), await reconcile()];

  expect(ends).toMatchObject([{ code: 1 }, { code: 1 }]);
  expect(ends[1]?.stdout).toContain('The scan was cancelled');
  expect(await results()).toEqual([]);
  expect(idsInHub()).toEqual([]);
});

test('a step without its run, its shard or an archive says what is missing', async () => {
  const { shard } = await aRun();
  const step = { SCAN_STEP: 'reconcile', SCAN_RUN: 'scan-2' };
  const empty = { SCAN_ARCHIVE_DIR: mkdtempSync(join(tmpdir(), 'vulnscan-run-')) };

  const ends = [
    await shard(`${shardPrefix(RUN)}0009.json`),
    await runScanner(aws, [], { ...step, ...empty }),
    await runScanner(aws, [], step),
  ];

  expect(ends.map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(ends[0]?.stdout).toContain('0009.json is not in the archive as it was written');
  expect(ends[1]?.stderr).toContain('The plan of the scan scan-2 is not in the archive');
  expect(ends[2]?.stderr).toContain('A step of a scan needs the archive');
});
