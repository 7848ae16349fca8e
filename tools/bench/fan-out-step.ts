/**
 * One step of a scan over several tasks, in a process of its own: node fan-out-step.js STEP FOLDER IMAGES [OBJECT]. Images are
 * generated, and the archive is a folder. Writes the number of its calls into the folder.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { createArchivedDatabases } from '../../scanner/archived-databases';
import { keepDatabases } from '../../scanner/keep-databases';
import { planRun } from '../../scanner/plan-run';
import { reconcileRun } from '../../scanner/reconcile-run';
import { findJobs } from '../../scanner/scan-jobs';
import { createReporter } from '../../scanner/scan-reporter';
import { scanShard } from '../../scanner/scan-shard';
import type { Trivy } from '../../scanner/trivy';
import { createDetectionStore } from '../../src/adapters/archive/detections';
import { createIndexStore } from '../../src/adapters/archive/index-store';
import { createRunStore } from '../../src/adapters/archive/run-store';
import { systemClock } from '../../src/adapters/clock';
import { createFolderArchive } from '../../src/adapters/folder-archive';
import { contentOf } from '../../src/adapters/security-hub/asff/to-asff';
import { createFindingStore } from '../../src/adapters/security-hub/store';
import { toMilliseconds } from '../../src/config/schema';
import { CAUSES } from '../../src/domain/material-change';
import type { Archive } from '../../src/ports/archive';
import { reportOf, targetsOf } from './generated-images';

const [step = '', folder = '', images = '', shard = ''] = process.argv.slice(2);
const nothing = () => undefined;
const log = { info: nothing, warn: nothing, error: console.error };
const TARGET = {
  account: '123456789012',
  region: 'eu-west-1',
  partition: 'aws' as const,
  productArn: 'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
};
const calls = { read: 0, written: 0, hub: 0 };

/** Counts what S3 would be asked. */
function counted(archive: Archive): Archive {
  const count = <A extends unknown[], T>(kind: 'read' | 'written', act: (...all: A) => T) => {
    return (...all: A): T => {
      calls[kind] += 1;
      return act(...all);
    };
  };
  return {
    get: count('read', archive.get),
    getFile: count('read', archive.getFile),
    put: count('written', archive.put),
    putFile: count('written', archive.putFile),
    list: count('written', archive.list),
    delete: count('written', archive.delete),
  };
}

const archive = counted(createFolderArchive(join(folder, 'archive')));
const runs = createRunStore(archive, log);
const cacheDir = join(folder, 'cache');
/** The images are generated here, which takes a part of the time of a shard. */
const trivy: Trivy = {
  prepare: async () => ({ version: '0.74.0', databaseAt: '2026-11-27T00:00:00.000Z' }),
  scan: async ({ label }) => reportOf(Number(/image-(\d+)/.exec(label)?.[1])),
  ask: async () => new Map(),
};
const OPTIONS = {
  ...{ images: [], reports: [], archives: [], dryRun: false, acceptVanished: false, help: false },
};
const deps = {
  ...{ clock: systemClock, log, runs, trivy, signal: new AbortController().signal },
  print: nothing,
  events: { emit: async () => undefined },
  feeds: async () => ({ stale: [] }),
  scannerOf: () => ({ trivy }),
  keep: {
    index: createIndexStore(archive, log),
    detections: createDetectionStore(archive, log),
  },
  store: createFindingStore({
    ...{ clock: systemClock, log, account: TARGET.account, products: [TARGET.productArn] },
    client: new SecurityHubClient({
      ...{ region: TARGET.region, endpoint: process.env['BENCH_HUB'] ?? '' },
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    }),
    pace: async () => {
      calls.hub += 1;
    },
  }),
};
const reconcile = {
  ...{ scope: 'vulnerability' as const, severities: ['CRITICAL' as const, 'HIGH' as const] },
  ...{ reopenAfter: toMilliseconds('24h'), dueWithin: toMilliseconds('14d') },
  ...{ onlyFixable: false, reask: [...CAUSES], target: TARGET },
  contentOf: (content: Parameters<typeof contentOf>[0]) => contentOf(content, TARGET),
};
const request = {
  ...{ scanId: 'bench', startedBy: 'schedule', followed: false },
  options: OPTIONS,
};

async function plan(): Promise<void> {
  const all = { targets: targetsOf(Number(images)), failed: [] };
  const registry = { targets: async () => all, resolve: async () => all };
  const found = await findJobs({ registry, trivy, allowed: [] }, OPTIONS);
  const java = async () => ({ stdout: '', stderr: '' });
  const databases = { prepare: async () => undefined, java };
  const fanOut = {
    ...{ most: 1, tasks: 10, runs, machine: { start: async () => undefined } },
    keepDatabases: () => keepDatabases({ ...deps, archive, databases, cacheDir }, { java: false }),
  };
  await planRun(
    { ...deps, fanOut },
    { ...request, reconcile },
    {
      ...{ found, facts: await trivy.prepare(), started: new Date() },
      events: createReporter(deps, request),
    },
  );
}

async function keep(): Promise<void> {
  const java = async () => ({ stdout: '', stderr: '' });
  const databases = { prepare: async () => undefined, java };
  await keepDatabases({ ...deps, archive, databases, cacheDir }, { java: false });
}

async function load(): Promise<void> {
  const { databases } = (await runs.plan('bench')) ?? {};
  if (databases === undefined) throw new Error('there is no plan');
  const taskCache = join(folder, 'task');
  await createArchivedDatabases({ archive, log, cacheDir: taskCache }, databases).prepare();
}

const STEPS: Record<string, () => Promise<unknown>> = {
  start: async () => undefined,
  plan,
  keep,
  load,
  shard: () =>
    scanShard(deps, {
      ...{ run: 'bench', shard: `runs/bench/shards/${shard}`, parallel: 2, reconcile },
    }),
  reconcile: () => reconcileRun(deps, { run: 'bench', options: OPTIONS, reconcile }),
};

Promise.resolve(STEPS[step]?.()).then(
  (code) => {
    if (code === 1) process.exitCode = 1;
    writeFileSync(join(folder, 'calls.json'), JSON.stringify(calls));
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
