import { defined } from '../src/domain/defined';
import { Refused } from '../src/domain/errors';
import type { RunPlan, Shard } from '../src/domain/fan-out';
import type { Feeds } from '../src/domain/feeds';
import type { FindingRules } from '../src/domain/wanted';
import type { RunStore } from '../src/ports/runs';
import type { Clock } from '../src/ports/runtime';
import { type ArchiveDeps, archiveDetections } from '../src/usecases/archive-scan';
import type { ExitCode } from './complete-scan';
import { createCount } from './count-wanted';
import type { PlannedDatabases } from './database-objects';
import { type Scanned, scanImages } from './scan-images';
import { type JobDeps, shareScans } from './scan-jobs';
import { createReporter, type ReporterDeps } from './scan-reporter';
import { type SettledDeps, settled } from './settled';
import { tellScanned } from './tell-scanned';
import { scanStopped } from './trivy-errors';
import { refuseCancelled } from './while-writing';

export interface ShardDeps extends ReporterDeps, SettledDeps {
  runs: RunStore;
  keep: Pick<ArchiveDeps, 'detections'>;
  /** Trivy with the databases of the plan. */
  scannerOf(databases: PlannedDatabases): Pick<JobDeps, 'trivy' | 'once'>;
  clock: Clock;
}

export interface ShardRequest {
  run: string;
  /** Key of the shard. */
  shard: string;
  parallel: number;
  reconcile: FindingRules;
  exposed?: string[];
}

/**
 * Scans one shard of a run and puts its result into the archive, as the last thing: without it the shard is lost, however
 * this ended. Never rejects. 0: the result is there, even if images of it could not be scanned; else 1.
 */
export async function scanShard(deps: ShardDeps, request: ShardRequest): Promise<ExitCode> {
  return settled(deps, { started: deps.clock.now() }, async (reading) => {
    const { plan, shard } = await readShard(deps, request);
    await refuseCancelled(deps, plan.scanId);
    const scanner = deps.scannerOf(plan.databases);
    const facts = await scanner.trivy.prepare();
    if (facts.version !== plan.trivyVersion) {
      deps.log.warn('another Trivy than that of the plan', {
        ...facts,
        planned: plan.trivyVersion,
      });
    }
    const scanned = await scanAll(deps, request, { plan, shard, scanner, reading });
    tellScanned(deps, scanned, request.reconcile.severities);
    await keepResult(deps, plan, shard, scanned);
    return 0;
  });
}

/** The plan of a run, or a refusal that says what to do. */
export async function readPlan({ runs }: Pick<ShardDeps, 'runs'>, run: string): Promise<RunPlan> {
  const plan = await runs.plan(run);
  if (plan !== undefined) return plan;
  throw new Refused(
    'run_unreadable',
    `The plan of the scan ${run} is not in the archive; scan again.`,
  );
}

async function readShard(deps: ShardDeps, { run, shard: key }: ShardRequest) {
  const plan = await readPlan(deps, run);
  const shard = await deps.runs.shard(key);
  if (shard !== undefined && shard.number < plan.shards) return { plan, shard };
  throw new Refused(
    'run_unreadable',
    `${key} is not in the archive as it was written; scan again.`,
  );
}

interface Begun {
  plan: RunPlan;
  shard: Shard;
  scanner: Pick<JobDeps, 'trivy' | 'once'>;
  reading: Promise<Feeds>;
}

async function scanAll(
  deps: ShardDeps,
  { parallel, reconcile, exposed }: ShardRequest,
  { plan, shard, scanner, reading }: Begun,
): Promise<Scanned> {
  const { number, images } = shard;
  const reported = { ...plan, shard: { number, total: plan.total }, options: { dryRun: false } };
  const events = createReporter(deps, reported);
  const jobs = shareScans(
    scanner,
    images.flatMap(({ targets }) => targets),
  );
  const scanned = await scanImages(
    {
      ...{ log: deps.log, signal: deps.signal, parallel, ...defined({ exposed }) },
      countedOf: createCount(reconcile, reading, deps.clock.now()),
      onDone: (outcome, done) => events.progress(outcome, done, jobs.length),
    },
    jobs,
  );
  if (deps.signal.aborted) throw scanStopped();
  return scanned;
}

async function keepResult(
  { runs, keep, signal }: ShardDeps,
  { scanId, at, trivyVersion, databases }: RunPlan,
  { number }: Shard,
  { seen, outcomes, failed, leftOut }: Scanned,
): Promise<void> {
  await refuseCancelled({ runs }, scanId);
  const databaseAt = databases.vulnerability.updatedAt;
  await archiveDetections(keep, seen, { scanId, at, trivyVersion, ...defined({ databaseAt }) });
  if (signal.aborted) throw scanStopped();
  await refuseCancelled({ runs }, scanId);
  const { images } = seen;
  await runs.putResult(scanId, number, {
    ...{ images, outcomes, failed, leftOut },
    vulnerabilities: seen.read(),
  });
}
