import type { Options } from '../../scanner/options';
import { reconcileRun } from '../../scanner/reconcile-run';
import type { Report } from '../../scanner/report';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { scanShard } from '../../scanner/scan-shard';
import { createDetectionStore } from '../../src/adapters/archive/detections';
import { createIndexStore } from '../../src/adapters/archive/index-store';
import { createLeaseStore } from '../../src/adapters/archive/lease-store';
import { createRunStore } from '../../src/adapters/archive/run-store';
import { Refused } from '../../src/domain/errors';
import type { ScanEvent, ScanTarget } from '../../src/domain/scan';
import type { Archive } from '../../src/ports/archive';
import type { FindingStore } from '../../src/ports/findings';
import type { Clock, Log } from '../../src/ports/runtime';
import { aDetection, anImage, reconcileOptions } from '../domain/builders';
import { createFakeArchive } from '../fakes/archive';
import { createFakeHub, type FakeHub } from '../fakes/security-hub';
import { watchedArchive } from '../fakes/watched-archive';

/*
 * Scans over several tasks, over an archive and a Security Hub in memory. A process can be killed before or after any of its
 * calls, be suspended at one until the others have ended, or run twice.
 */

/** What each image shows. By the number of the image. */
export type Shown = (image: number) => string[];

/** What happens to a process. */
export interface Fate {
  /** At which of its calls, from 0. */
  call: number;
  what: 'killed before' | 'killed after' | 'suspended';
}

export interface Guards {
  lease: boolean;
  firstResultStays: boolean;
  laterScanStays: boolean;
  lostImagesFail: boolean;
}

const ALL_GUARDS: Guards = {
  lease: true,
  firstResultStays: true,
  laterScanStays: true,
  lostImagesFail: true,
};

const OPTIONS: Options = {
  images: [],
  reports: [],
  archives: [],
  dryRun: false,
  acceptVanished: false,
  help: false,
};

const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} };
const CALL_MS = 20;

export interface Fleet {
  hub: FakeHub;
  archive: Archive;
  events: ScanEvent[];
  time: ReturnType<typeof createTime>;
  /** The same state, with other guards. */
  copy(guards?: Partial<Guards>): Promise<Fleet>;
  /** One task scans all images; those of `lost` cannot be scanned. */
  scanAlone(scanId: string, shown: Shown, lost?: ReadonlySet<number>): Promise<number>;
  /** Plans a scan over several tasks. The keys of its shards. */
  plan(scanId: string, shown: Shown, fanOut: { tasks: number; most: number }): Promise<string[]>;
  shard(
    run: string,
    shard: string,
    shown: Shown,
    fate?: Fate,
    broken?: ReadonlySet<number>,
  ): Promise<number>;
  reconcile(run: string, fate?: Fate): Promise<{ code: number; calls: number }>;
  /** Everything that people see of it, without times and ids of scans. */
  state(): Promise<{ findings: SeenFinding[]; index: unknown[] }>;
}

interface SeenFinding {
  id: string;
  recordState: string;
  workflowStatus: string;
  severity: string;
  images: string[];
  packages: number;
}

/** `images` contents with a name each. `shards` spreads them as the plan of a scan with so many tasks does. */
export function createFleet(images: number, guards: Partial<Guards> = {}): Fleet {
  const guard = { ...ALL_GUARDS, ...guards };
  const archive = createFakeArchive();
  const time = createTime();
  const hub = createFakeHub({ now: time.now });
  const events: ScanEvent[] = [];
  const targets = Array.from({ length: images }, (_, number) => targetOf(number));

  /** One task: what it can reach, until it is killed. */
  const start = (fate?: Fate) => {
    const process = time.start(fate);
    const seen = watchedStore(hub.storeOf('scanner'), process.call);
    const own = guardsOf(watched(archive, process.call), guard);
    const base = {
      clock: process.clock,
      log: QUIET,
      print: () => {},
      signal: new AbortController().signal,
    };
    const keep = {
      index: createIndexStore(own, QUIET),
      detections: createDetectionStore(own, QUIET),
    };
    const lease = { store: createLeaseStore(own, QUIET), repeat: () => () => {} };
    return {
      process,
      deps: {
        ...base,
        store: seen,
        feeds: async () => ({ stale: [] }),
        events: {
          emit: (event: ScanEvent) => process.call('emit', async () => void events.push(event)),
        },
        keep: guard.laterScanStays ? keep : { ...keep, index: blindTo(keep.index) },
        ...(guard.lease && { lease }),
        runs: createRunStore(own, QUIET),
      },
    };
  };

  const scanRequest = (scanId: string) => ({
    ...{ scanId, startedBy: 'schedule', followed: false, parallel: 1 },
    ...{ options: OPTIONS, reconcile: reconcileOptions() },
  });

  const runDeps = (
    deps: ReturnType<typeof start>['deps'],
    shown: Shown,
    lost: ReadonlySet<number>,
  ): RunDeps => ({
    ...deps,
    allowed: [],
    registry: {
      targets: async () => ({ targets, failed: [] }),
      resolve: async () => ({ targets: [], failed: [] }),
    },
    trivy: trivyOf(shown, lost),
  });

  return {
    hub,
    archive,
    events,
    time,
    async copy(other: Partial<Guards> = {}) {
      const copied = createFleet(images, other);
      for (const finding of hub.findings()) copied.hub.set(finding);
      for (const key of await keysIn(archive, ''))
        await copied.archive.put(key, (await archive.get(key))?.body ?? new Uint8Array());
      copied.time.pass(time.now() - copied.time.now());
      return copied;
    },
    async scanAlone(scanId: string, shown: Shown, lost: ReadonlySet<number> = new Set()) {
      const { deps, process } = start();
      return process.run(() => runScan(runDeps(deps, shown, lost), scanRequest(scanId)));
    },
    async plan(scanId: string, shown: Shown, { tasks, most }: { tasks: number; most: number }) {
      const { deps, process } = start();
      const fanOut = {
        ...{ tasks, most, runs: deps.runs, machine: { start: async () => {} } },
        keepDatabases: async () => ({ vulnerability: { key: 'databases/v/' } }),
      };
      const scan = { ...runDeps(deps, shown, new Set()), fanOut };
      const code = await process.run(() => runScan(scan, scanRequest(scanId)));
      if (code !== 0) throw new Error(`${scanId} was not planned`);
      return keysIn(archive, `runs/${scanId}/shards/`);
    },
    async shard(
      run: string,
      shard: string,
      shown: Shown,
      fate?: Fate,
      broken?: ReadonlySet<number>,
    ) {
      const { deps, process } = start(fate);
      const scanner = { trivy: trivyOf(shown, broken ?? new Set()) };
      const request = { run, shard, parallel: 1, reconcile: reconcileOptions() };
      return process.run(() => scanShard({ ...deps, scannerOf: () => scanner }, request));
    },
    async reconcile(run: string, fate?: Fate) {
      const { deps, process } = start(fate);
      const trivy = trivyOf(() => [], new Set());
      const runs = guard.lostImagesFail
        ? deps.runs
        : {
            ...deps.runs,
            results: async (plan: Parameters<typeof deps.runs.results>[0]) => ({
              ...(await deps.runs.results(plan)),
              lost: [],
            }),
          };
      const request = { run, options: OPTIONS, reconcile: reconcileOptions() };
      const code = await process.run(() =>
        reconcileRun({ ...deps, runs, scannerOf: () => ({ trivy }) }, request),
      );
      return { code, calls: process.calls() };
    },
    async state() {
      const findings = hub.findings().map((finding) => ({
        id: finding.id,
        ...{ recordState: finding.recordState, workflowStatus: finding.workflowStatus },
        severity: finding.severity,
        images: finding.images.map(({ repository }) => repository).sort(),
        packages: finding.packages.length,
      }));
      return {
        findings: findings.sort((a, b) => (a.id < b.id ? -1 : 1)),
        index: await indexIn(archive),
      };
    },
  };
}

/** Archive objects as text, of the index that is in force. */
async function indexIn(archive: Archive) {
  const index = createIndexStore(archive, QUIET);
  const present = await index.current();
  if (present?.pointer === undefined) return [];
  const { run, buckets } = present.pointer;
  const rows: unknown[] = [];
  for (let number = 0; number < buckets; number += 1) {
    const bucket = await index.bucket(run, number);
    for (const { id, packages } of bucket?.vulnerabilities ?? []) {
      const names = packages.flatMap(({ images }) => images.map((at) => bucket?.images[at]?.name));
      rows.push([id, names.sort()]);
    }
    if (number === 0) {
      const judged = bucket?.images.map(({ name, failed }) => `${name} ${failed ?? ''}`) ?? [];
      rows.push(judged.sort());
    }
  }
  return rows;
}

/**
 * Time that passes with calls. Who sleeps goes on once the others made some calls, or are all gone: then the time has passed.
 */
function createTime() {
  let now = Date.UTC(2026, 10, 27, 3);
  let calls = 0;
  const live = new Set<object>();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
  };
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    now: () => now,
    pass(ms: number) {
      now += ms;
    },
    start(fate?: Fate) {
      const self = {};
      let own = 0;
      let isDead = false;
      const clock: Clock = {
        now: () => new Date(now),
        sleep: async (ms) => {
          const from = calls;
          const isAlone = () => [...live].every((each) => each === self);
          await until(() => isAlone() || calls >= from + 20);
          if (isAlone()) now += ms;
        },
      };
      const die = (): never => {
        isDead = true;
        throw new Error('killed');
      };
      const call = async <T>(_name: string, act: () => Promise<T>): Promise<T> => {
        if (isDead) throw new Error('killed');
        const isIt = fate?.call === own;
        own += 1;
        calls += 1;
        now += CALL_MS;
        wake();
        if (isIt && fate?.what === 'killed before') die();
        if (isIt && fate?.what === 'suspended') {
          live.delete(self);
          wake();
          await until(() => live.size === 0);
          live.add(self);
        }
        const answer = await act();
        if (isIt && fate?.what === 'killed after') die();
        return answer;
      };
      return {
        clock,
        call,
        calls: () => own,
        async run<T>(act: () => Promise<T>): Promise<T> {
          live.add(self);
          try {
            return await act();
          } finally {
            live.delete(self);
            wake();
          }
        },
      };
    },
  };
}

type Call = <T>(name: string, act: () => Promise<T>) => Promise<T>;

function watched(archive: Archive, call: Call): Archive {
  return {
    ...watchedArchive(archive, () => {}),
    get: (key) => call(`get ${key}`, () => archive.get(key)),
    put: (key, body, options) => call(`put ${key}`, () => archive.put(key, body, options)),
    delete: (keys) => call('delete', () => archive.delete(keys)),
  };
}

function watchedStore(store: FindingStore, call: Call): FindingStore {
  return {
    get: (keys) => call('get findings', () => store.get(keys)),
    async *list(filter) {
      await call('list findings', async () => {});
      yield* store.list(filter);
    },
    // As the service does: in batches, between which a process may end.
    importAll: async (findings, onBatch) => {
      const total = { imported: 0, refused: [] as { id: string; code: string; message: string }[] };
      for (let from = 0; from < findings.length; from += 5) {
        const part = findings.slice(from, from + 5);
        const { imported, refused } = await call('import', () => store.importAll(part));
        total.imported += imported;
        total.refused.push(...refused);
      }
      onBatch?.(findings.length);
      return total;
    },
    update: (keys, change) => call('update', () => store.update(keys, change)),
  };
}

function guardsOf(archive: Archive, { firstResultStays }: Guards): Archive {
  if (firstResultStays) return archive;
  return {
    ...archive,
    put: (key, body, options) => archive.put(key, body, key.includes('/results/') ? {} : options),
  };
}

/** It knows of no later scan, and so is its pointer replaced whatever it is. */
function blindTo(index: ReturnType<typeof createIndexStore>): ReturnType<typeof createIndexStore> {
  return {
    ...index,
    current: async () => {
      const present = await index.current();
      if (present?.pointer === undefined) return present;
      return { ...present, pointer: { ...present.pointer, run: '0', at: '2000-01-01T00:00:00Z' } };
    },
    bucket: async () => undefined,
    scan: async () => undefined,
  };
}

function trivyOf(shown: Shown, broken: ReadonlySet<number>): RunDeps['trivy'] {
  return {
    prepare: async () => ({ version: '0.74.0' }),
    ask: async () => new Map(),
    scan: async ({ label }) => {
      const number = Number(/svc-(\d+)/.exec(label)?.[1]);
      if (broken.has(number)) throw new Refused('shard_lost', 'It was lost.');
      return reportOf(number, shown(number));
    },
  };
}

function targetOf(number: number): ScanTarget {
  const { name, repository } = anImage(`svc-${number}`);
  const digest = `sha256:${number}`;
  return { reference: `${name}@${digest}`, name, repository, tag: 'latest', digest, services: [] };
}

function reportOf(number: number, ids: string[]): Report {
  const image = anImage(`svc-${number}`, { digest: `sha256:${number}` });
  return {
    artifactName: image.name,
    image,
    detections: ids.map((id) => aDetection(id, image)),
    coversOs: true,
    coversAny: true,
    ignored: { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 },
  };
}

async function keysIn(archive: Archive, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of archive.list(prefix)) keys.push(key);
  return keys;
}
