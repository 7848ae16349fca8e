import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetectionStore } from '../src/adapters/archive/detections';
import { createIndexStore } from '../src/adapters/archive/index-store';
import { createLeaseStore } from '../src/adapters/archive/lease-store';
import { createRunStore } from '../src/adapters/archive/run-store';
import { createSbomStore } from '../src/adapters/archive/sboms';
import { systemClock, systemRepeat } from '../src/adapters/clock';
import { createLedgerTable } from '../src/adapters/dynamodb/ledger';
import { createFeedSources } from '../src/adapters/feeds/sources';
import { createRegistry } from '../src/adapters/images/images';
import { createIntakeQueue } from '../src/adapters/queues';
import { createScanEvents } from '../src/adapters/scan-events';
import { createFindingStore } from '../src/adapters/security-hub/store';
import { createFanOuts } from '../src/adapters/step-functions';
import { allowedRegistries, watchedProducts } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import type { Environment } from '../src/config/environment';
import { defined } from '../src/domain/defined';
import { InvalidInput } from '../src/domain/errors';
import type { Archive } from '../src/ports/archive';
import type { Log } from '../src/ports/runtime';
import type { CompareDeps } from '../src/usecases/compare-ledger';
import { loadFeeds } from '../src/usecases/load-feeds';
import { createPace } from '../src/usecases/pacing';
import { createArchivedDatabases } from './archived-databases';
import type { PlannedDatabases } from './database-objects';
import { keepDatabases } from './keep-databases';
import type { KeepDeps } from './keep-detections';
import { openArchive } from './open-archive';
import type { FanOutDeps } from './plan-run';
import type { ReconcileDeps } from './reconcile-run';
import type { RunDeps } from './run-scan';
import type { JobDeps } from './scan-jobs';
import type { ShardDeps } from './scan-shard';
import { SCANNER_RATES } from './scanner-rates';
import { createTrivy, type TrivySettings } from './trivy';
import { createDatabases, type Databases } from './trivy-databases';

/** What every task of the scanner has. */
export interface Process {
  config: Config;
  env: Environment;
  log: Log;
  print(line: string): void;
  signal: AbortSignal;
  dryRun: boolean;
}

/** Of a scan, which may plan one over several tasks. */
export function scanDeps(own: Process): RunDeps {
  const { config, log } = own;
  const archive = openArchive(config, own.env);
  const allowed = allowedRegistries(config);
  const [registry = ''] = allowed;
  const settings = trivySettings(own);
  const databases = createDatabases(settings, common(own));
  const trivy = createTrivy(settings, { ...common(own), ...(!settings.offline && { databases }) });
  return {
    ...writingDeps(own, archive),
    allowed,
    registry: createRegistry({ images: config.images, registry, exposed: config.exposed }, { log }),
    trivy,
    ...(archive && {
      once: onceDeps(own, archive, trivy),
      ...defined({ fanOut: fanOutDeps(own, archive, settings.offline ? CACHED : databases) }),
    }),
  };
}

/** Of a task that scans a shard or reconciles. Throws InvalidInput where there is no archive. */
export function stepDeps(own: Process): ShardDeps & ReconcileDeps {
  const archive = openArchive(own.config, own.env);
  if (archive === undefined) {
    throw new InvalidInput(
      'options',
      'A step of a scan needs the archive; set ARCHIVE_BUCKET or SCAN_ARCHIVE_DIR.',
    );
  }
  return {
    ...writingDeps(own, archive),
    keep: keepIn(archive, own.log),
    runs: createRunStore(archive, own.log),
    scannerOf: (planned) => plannedScanner(own, archive, planned),
  };
}

function common({ log, print, signal }: Process) {
  return { clock: systemClock, log, signal, print };
}

function trivySettings({ config, env, signal }: Process): TrivySettings & { signal: AbortSignal } {
  const { timeout, databases, javaDatabases } = config.scan;
  return {
    program: env['TRIVY'] || 'trivy',
    cacheDir: env['SCAN_CACHE_DIR'] || join(tmpdir(), 'vulnscan-trivy'),
    timeoutMs: timeout,
    databases,
    javaDatabases,
    offline: env['SCAN_OFFLINE'] === '1',
    env,
    signal,
  };
}

function writingDeps(own: Process, archive: Archive | undefined) {
  const { config, env, log, dryRun } = own;
  return {
    ...common(own),
    store: createFindingStore({
      clock: systemClock,
      log,
      account: config.aws.account,
      products: watchedProducts(config),
      pace: createPace(systemClock, SCANNER_RATES),
    }),
    events: createScanEvents(),
    feeds: feedsOf(config, { env, log, ...(archive && { archive: forFeeds(archive, dryRun) }) }),
    ...defined({ comparison: comparisonOf(env, log) }),
    ...(archive && {
      keep: keepIn(archive, log),
      lease: { store: createLeaseStore(archive, log), repeat: systemRepeat },
    }),
  };
}

function onceDeps(own: Process, archive: Archive, trivy: ReturnType<typeof createTrivy>) {
  const store = createSbomStore(archive, own.log);
  return { ...common(own), trivy, store, isReadOnly: own.dryRun };
}

/** Databases that are in the cache and stay as they are. */
const CACHED: Databases = {
  prepare: async () => undefined,
  java: async () => ({ stdout: '', stderr: '' }),
};

/** Undefined where there is no state machine, such as in a pipeline. */
function fanOutDeps(
  { config, env, log }: Process,
  archive: Archive,
  databases: Databases,
): FanOutDeps | undefined {
  const machine = env['STATE_MACHINE_ARN'];
  if (!machine) return undefined;
  const { fanOut: most, tasks } = config.scan;
  const cacheDir = env['SCAN_CACHE_DIR'] || join(tmpdir(), 'vulnscan-trivy');
  const deps = { archive, clock: systemClock, log, databases, cacheDir };
  return {
    ...{ most, tasks, runs: createRunStore(archive, log), machine: createFanOuts(machine) },
    keepDatabases: (wanted) => keepDatabases(deps, wanted),
  };
}

function plannedScanner(
  own: Process,
  archive: Archive,
  planned: PlannedDatabases,
): Pick<JobDeps, 'trivy' | 'once'> {
  const settings = trivySettings(own);
  const { cacheDir } = settings;
  const databases = createArchivedDatabases({ archive, log: own.log, cacheDir }, planned);
  const trivy = createTrivy(settings, { ...common(own), databases });
  return { trivy, once: onceDeps(own, archive, trivy) };
}

function feedsOf(
  { feeds }: Config,
  deps: { env: Environment; log: Log; archive?: Archive },
): RunDeps['feeds'] {
  const { env, ...rest } = deps;
  const sources = createFeedSources({ clock: systemClock, env });
  return (signal) => loadFeeds({ ...rest, sources, clock: systemClock, signal }, feeds);
}

/** A dry run writes nothing, no last good copies either. */
function forFeeds(archive: Archive, dryRun: boolean): Archive {
  return dryRun ? { ...archive, put: async () => true } : archive;
}

/** Undefined where the scanner runs without an installation, such as from a pipeline. */
function comparisonOf(env: Environment, log: Log): CompareDeps | undefined {
  const tableName = env['LEDGER_TABLE'];
  const queueUrl = env['INTAKE_QUEUE_URL'];
  if (!tableName || !queueUrl) return undefined;
  return {
    ledger: createLedgerTable({ tableName, log }),
    queue: createIntakeQueue(queueUrl),
  };
}

function keepIn(archive: Archive, log: Log): KeepDeps {
  return { index: createIndexStore(archive, log), detections: createDetectionStore(archive, log) };
}
