import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetectionStore } from '../src/adapters/archive/detections';
import { createIndexStore } from '../src/adapters/archive/index-store';
import { createSbomStore } from '../src/adapters/archive/sboms';
import { systemClock } from '../src/adapters/clock';
import { createLedgerTable } from '../src/adapters/dynamodb/ledger';
import { createTasks } from '../src/adapters/ecs';
import { createFeedSources } from '../src/adapters/feeds/sources';
import { createRegistry } from '../src/adapters/images/images';
import { createLog } from '../src/adapters/log';
import { createIntakeQueue } from '../src/adapters/queues';
import { createScanEvents } from '../src/adapters/scan-events';
import { contentOf } from '../src/adapters/security-hub/asff/to-asff';
import { createFindingStore } from '../src/adapters/security-hub/store';
import { allowedRegistries, importTarget, watchedProducts } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { type Environment, loadConfig } from '../src/config/environment';
import { defined } from '../src/domain/defined';
import { isKnownError } from '../src/domain/errors';
import { HUB_RATES } from '../src/domain/limits';
import type { Archive } from '../src/ports/archive';
import type { Log } from '../src/ports/runtime';
import type { CompareDeps } from '../src/usecases/compare-ledger';
import { loadFeeds } from '../src/usecases/load-feeds';
import { createPace, shareOf } from '../src/usecases/pacing';
import type { KeepDeps } from './keep-detections';
import { openArchive } from './open-archive';
import { HELP, type Options, parseOptions } from './options';
import { type RunDeps, type RunRequest, runScan } from './run-scan';
import { findTaskArn } from './task';
import { createTrivy } from './trivy';

/** Share of Security Hub's rates: calls arrive less evenly than they are sent. */
const SHARE = 0.97;

/** Reads the settings, runs one scan and returns its exit code. */
async function main(args: string[], env: Environment): Promise<number> {
  const options = parseOptions(args, env);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const config = loadConfig(env);
  const log = createLog((line) => console.error(line));
  const taskArn = await findTaskArn(env);
  await warnOfRunningScan(env, log, taskArn);
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  const request = requestOf(config, options, env, taskArn);
  return runScan(buildDeps(config, env, log, stop.signal, options), request);
}

function buildDeps(
  config: Config,
  env: Environment,
  log: Log,
  signal: AbortSignal,
  { dryRun }: Options,
): RunDeps {
  const archive = openArchive(config, env);
  const base = { clock: systemClock, log, signal, print: (line: string) => console.log(line) };
  const allowed = allowedRegistries(config);
  const [registry = ''] = allowed;
  const { timeout, databases, javaDatabases } = config.scan;
  const settings = {
    program: env['TRIVY'] || 'trivy',
    cacheDir: env['SCAN_CACHE_DIR'] || join(tmpdir(), 'vulnscan-trivy'),
    timeoutMs: timeout,
    databases,
    javaDatabases,
    offline: env['SCAN_OFFLINE'] === '1',
    env,
  };
  const trivy = createTrivy(settings, { clock: systemClock, log, signal });
  return {
    ...base,
    allowed,
    registry: createRegistry({ images: config.images, registry, exposed: config.exposed }, { log }),
    trivy,
    ...(archive && {
      once: { ...base, trivy, store: createSbomStore(archive, log), isReadOnly: dryRun },
    }),
    store: createFindingStore({
      clock: systemClock,
      log,
      account: config.aws.account,
      products: watchedProducts(config),
      pace: createPace(systemClock, shareOf(HUB_RATES, SHARE)),
    }),
    events: createScanEvents(),
    feeds: feedsOf(config, { env, log, ...(archive && { archive: forFeeds(archive, dryRun) }) }),
    ...defined({ comparison: comparisonOf(env, log), keep: keepIn(archive, log) }),
  };
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

function keepIn(archive: Archive | undefined, log: Log): KeepDeps | undefined {
  if (archive === undefined) return undefined;
  return { index: createIndexStore(archive, log), detections: createDetectionStore(archive, log) };
}

function requestOf(
  config: Config,
  options: Options,
  env: Environment,
  taskArn: string | undefined,
): RunRequest {
  const target = importTarget(config);
  return {
    scanId: env['SCAN_ID'] || taskArn?.split('/').at(-1) || randomUUID(),
    startedBy: env['SCAN_STARTED_BY'] || (env['SCAN_REQUEST'] ? 'slack' : 'schedule'),
    ...defined({ taskArn }),
    // A scheduled scan has no message while it runs.
    followed: taskArn !== undefined && Boolean(env['SCAN_REQUEST']),
    parallel: config.scan.parallel,
    options,
    ...defined({ exposed: config.exposed }),
    reconcile: {
      ...config.findings,
      target,
      contentOf: (content) => contentOf(content, target),
    },
  };
}

/** Warns about a scan that is already running. Harmless: the next full scan corrects what one overwrote of the other. */
async function warnOfRunningScan(
  env: Environment,
  log: Log,
  own: string | undefined,
): Promise<void> {
  const cluster = env['SCAN_CLUSTER'];
  const family = env['SCAN_TASK_FAMILY'];
  if (!cluster || !family) return;
  const settings = {
    cluster,
    family,
    container: '',
    subnets: [],
    securityGroups: [],
    publicIp: false,
  };
  try {
    const running = await createTasks(settings).running();
    for (const { arn, startedAt } of running.filter((task) => task.arn !== own)) {
      console.log(`another scan is running: ${arn}${startedAt ? ` since ${startedAt}` : ''}`);
      log.warn('another scan is running', { task: arn, startedAt });
    }
  } catch (error) {
    log.warn('running scans not listed', { error });
  }
}

main(process.argv.slice(2), process.env).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(isKnownError(error) ? error.message : error);
    process.exitCode = 1;
  },
);
