import { parseOptions } from '../../scanner/options';
import { reconcileRun } from '../../scanner/reconcile-run';
import { type RunDeps, runScan } from '../../scanner/run-scan';
import { scanShard } from '../../scanner/scan-shard';
import { createLeaseStore } from '../../src/adapters/archive/lease-store';
import { createRunStore } from '../../src/adapters/archive/run-store';
import { Unavailable } from '../../src/domain/errors';
import type { ScanEvent } from '../../src/domain/scan';
import { LEASE_MS } from '../../src/domain/timing';
import { takeLease } from '../../src/usecases/lease';
import { anImage, NO_FEEDS, reconcileOptions } from '../domain/builders';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { createFakeHub } from '../fakes/security-hub';
import { watchedArchive } from '../fakes/watched-archive';
import { indexIn, scanOf } from '../usecases/index-world';

/* What a scan does, in one task or in several, that may write no more while it writes. */

const RUN = 'scan-1';
const REQUEST = { options: parseOptions([], {}), reconcile: reconcileOptions() };

function aWorld() {
  const clock = createFakeClock(new Date('2026-11-27T03:00:00Z'));
  const log = createFakeLog();
  const hub = createFakeHub({ now: () => clock.at });
  const sent: ScanEvent[] = [];
  const started: string[] = [];
  /** Called before the call: a write to the archive, a list of findings, an event. */
  const on = { call: async (_call: string) => {}, list: async () => {}, emit: async () => {} };
  const plain = createFakeArchive();
  const archive = {
    ...watchedArchive(plain, () => {}),
    put: async (...all: Parameters<typeof plain.put>) => {
      await on.call(`put ${all[0]}`);
      return plain.put(...all);
    },
  };
  const store = hub.storeOf('scanner');
  const runs = createRunStore(archive, log);
  const lease = { store: createLeaseStore(archive, log), repeat: () => () => {} };
  const { name } = anImage('api');
  const target = { ...anImage('api'), tag: 'latest', reference: `${name}:1`, digest: 'sha256:1' };
  const trivy: RunDeps['trivy'] = {
    prepare: async () => ({ version: '0.74.0' }),
    ask: async () => new Map(),
    scan: async ({ label }) => {
      const ignored = { secrets: 0, misconfigurations: 0, licenses: 0, withoutId: 0 };
      return { ...scanOf('api', ['CVE-2026-1']), artifactName: label, ignored };
    },
  };
  const deps = {
    ...{ clock, log, trivy, lease, runs, allowed: [], print: () => {} },
    registry: {
      targets: async () => ({ targets: [target], failed: [] }),
      resolve: async () => ({ targets: [], failed: [] }),
    },
    store: {
      ...store,
      async *list(...all: Parameters<typeof store.list>) {
        await on.list();
        yield* store.list(...all);
      },
    },
    keep: indexIn(archive).deps,
    events: {
      emit: async (event: ScanEvent) => {
        await on.emit();
        sent.push(event);
      },
    },
    feeds: async () => NO_FEEDS,
    signal: new AbortController().signal,
    scannerOf: () => ({ trivy }),
  };
  const fanOut = {
    ...{ most: 0, tasks: 1, runs },
    machine: { start: async ({ scanId }: { scanId: string }) => void started.push(scanId) },
    keepDatabases: async () => ({ vulnerability: { key: 'databases/1/' } }),
  };
  const scan = { ...REQUEST, scanId: RUN, startedBy: 'schedule', followed: true, parallel: 1 };
  const shard = { ...REQUEST, run: RUN, shard: `runs/${RUN}/shards/0000.json`, parallel: 1 };
  return {
    ...{ clock, log, hub, sent, started, on, runs },
    /** Somebody else takes the lease, of which this scan hears nothing. */
    loseLease: async () => {
      clock.at += LEASE_MS;
      await takeLease({ ...lease, clock, log }, 'another', () => {});
    },
    alone: () => runScan(deps, scan),
    plan: () => runScan({ ...deps, fanOut }, scan),
    shard: () => scanShard(deps, shard),
    reconcile: () => reconcileRun(deps, { ...REQUEST, run: RUN }),
    ends: () => sent.filter(({ type }) => type === 'Scan Completed'),
  };
}

/** At the first call of the archive that writes the index. */
function atIndex(world: ReturnType<typeof aWorld>, act: () => Promise<void>): void {
  let isDone = false;
  world.on.call = async (call) => {
    if (isDone || !call.startsWith('put index/')) return;
    isDone = true;
    await act();
  };
}

describe('a scan that loses its lease once its findings are imported', () => {
  test.each(['alone', 'reconcile'] as const)(
    'has a result, which says that the index is not from it: %s',
    async (how) => {
      const world = aWorld();
      if (how === 'reconcile') {
        await world.plan();
        await world.shard();
      }
      atIndex(world, world.loseLease);

      expect(await world[how]()).toBe(0);

      expect(world.hub.findings()).toHaveLength(1);
      expect(world.ends()).toMatchObject([
        { counts: { new: 1 }, notArchived: { code: 'lease_lost' } },
      ]);
      expect(world.ends()[0]).not.toHaveProperty('error');
    },
  );

  test('fails where they are not imported yet', async () => {
    const world = aWorld();
    world.on.list = world.loseLease;

    expect(await world.alone()).toBe(1);

    expect(world.hub.findings()).toEqual([]);
    expect(world.ends()).toMatchObject([{ errorCode: 'lease_lost' }]);
  });
});

describe('a scan over several tasks', () => {
  test('that is cancelled while it is planned is not started, and says no more', async () => {
    const world = aWorld();
    world.on.call = async (call) => {
      if (call === `put runs/${RUN}/plan.json`) await world.runs.cancel(RUN);
    };

    expect(await world.plan()).toBe(1);

    expect(world.started).toEqual([]);
    expect(world.sent).toEqual([]);
  });

  test('that is cancelled while it writes the index tells no result', async () => {
    const world = aWorld();
    await world.plan();
    await world.shard();
    atIndex(world, () => world.runs.cancel(RUN));

    expect(await world.reconcile()).toBe(1);

    expect(world.ends()).toEqual([]);
  });

  test('whose result cannot be told fails, so that its state machine says that there is none', async () => {
    const world = aWorld();
    await world.plan();
    await world.shard();
    world.on.emit = async () => {
      throw new Unavailable('aws_unavailable', 'EventBridge did not answer; scan again.');
    };

    expect(await world.reconcile()).toBe(1);

    expect(world.hub.findings()).toHaveLength(1);
    world.on.emit = async () => {};
    expect(await world.reconcile()).toBe(0);
    expect(world.ends()).toMatchObject([{ counts: { unchanged: 1 } }]);
  });

  test('whose shard is lost ends with a result that names it', async () => {
    const world = aWorld();
    await world.plan();

    expect(await world.reconcile()).toBe(0);

    expect(world.ends()).toMatchObject([
      { images: [{ errorCode: 'shard_lost' }], lostShards: { lost: 1, of: 1, images: 1 } },
    ]);
  });
});
