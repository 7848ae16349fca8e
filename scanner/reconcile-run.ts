import { defined } from '../src/domain/defined';
import type { RunPlan, Shard } from '../src/domain/fan-out';
import type { Feeds } from '../src/domain/feeds';
import type { FailedImage } from '../src/domain/index-images';
import type { ImageOutcome, ScanTarget } from '../src/domain/scan';
import { shardPrefix } from '../src/installation';
import type { RunStore } from '../src/ports/runs';
import type { Log } from '../src/ports/runtime';
import {
  type Collected,
  type CompleteDeps,
  type CompleteRequest,
  completeScan,
  type ExitCode,
} from './complete-scan';
import type { PlannedDatabases } from './database-objects';
import type { Options } from './options';
import { type JobDeps, labelOf } from './scan-jobs';
import { createReporter, type ReporterDeps } from './scan-reporter';
import { readPlan } from './scan-shard';
import { type SettledDeps, settled } from './settled';
import { scanStopped } from './trivy-errors';
import { refuseCancelled } from './while-writing';

export interface ReconcileDeps
  extends Omit<CompleteDeps, 'trivy' | 'runs'>,
    ReporterDeps,
    SettledDeps {
  runs: RunStore;
  /** Trivy with the databases of the plan. */
  scannerOf(databases: PlannedDatabases): Pick<JobDeps, 'trivy'>;
}

export interface ReconcileRequest extends Pick<CompleteRequest, 'reconcile'> {
  run: string;
  options: Options;
}

/**
 * The end of a scan over several tasks: reads the results of the shards, and does from there on what one task does that scanned
 * all images itself. Images of shards without a result count as failed. Run twice it ends in the same state. Never rejects.
 * 0: the result is written and told, whatever it says; else 1.
 */
export async function reconcileRun(
  deps: ReconcileDeps,
  { run, ...request }: ReconcileRequest,
): Promise<ExitCode> {
  const { clock, log } = deps;
  const plan = await readPlan(deps, run).catch((error: unknown) => {
    log.error('plan not read', { error });
    return undefined;
  });
  if (plan === undefined) return 1;
  const options = { ...request.options, acceptVanished: plan.acceptVanished };
  const complete: CompleteRequest = { ...request, ...plan, options, isFannedOut: true };
  const events = createReporter(deps, complete);
  return settled(deps, { started: new Date(plan.at), events }, async (reading) => {
    try {
      await refuseCancelled(deps, plan.scanId);
      const { trivy } = deps.scannerOf(plan.databases);
      await prepare(trivy, log);
      const feeds = await reading;
      if (deps.signal.aborted) throw scanStopped();
      const collect = () => collectResults(deps, plan, feeds);
      return await completeScan({ ...deps, trivy, clock }, complete, events, collect);
    } catch (error) {
      // Whoever cancels also stops the task, which then says less.
      await refuseCancelled(deps, plan.scanId);
      throw error;
    }
  });
}

/** Without its database Trivy cannot confirm upgrades, and their cards say less. */
async function prepare(trivy: JobDeps['trivy'], log: Log): Promise<void> {
  try {
    await trivy.prepare();
  } catch (error) {
    log.warn('the databases of the plan are not there', { error });
  }
}

async function collectResults(
  { runs, log, print }: ReconcileDeps,
  plan: RunPlan,
  feeds: Feeds,
): Promise<Collected> {
  const results = await runs.results(plan);
  for (const { number, images } of results.lost)
    log.error('shard lost', {
      run: shardPrefix(plan.scanId),
      shard: number,
      images: images.length,
    });
  const lost = lostImages(results.lost);
  print(`${plan.shards - results.lost.length} of ${plan.shards} shards have a result.`);
  for (const each of lost) print(`LOST  ${labelOf(each)}`);
  const { failed, complete, unread, present, trivyVersion, databases } = plan;
  return {
    started: new Date(plan.at),
    found: { failed, complete, unread, ...(present && { present: new Set(present) }) },
    scanned: {
      seen: results.seen,
      outcomes: [...failed, ...lost.map(asOutcome), ...results.outcomes],
      failed: [...lost.map(asFailed), ...results.failed],
      leftOut: results.leftOut,
    },
    ...{ feeds, trivyVersion, databaseAt: databases.vulnerability.updatedAt },
    ...(lost.length > 0 && {
      lostShards: { lost: results.lost.length, of: plan.shards, images: lost.length },
    }),
  };
}

function lostImages(shards: Shard[]): ScanTarget[] {
  return shards.flatMap(({ images }) => images.flatMap(({ targets }) => targets));
}

const LOST = 'shard_lost';

function asOutcome(target: ScanTarget): ImageOutcome {
  const error =
    "The task that was to scan it ended without a result, so what was known of it stays; look at the scanner's log and scan again.";
  return { image: labelOf(target), error, errorCode: LOST };
}

function asFailed({ name, tag }: ScanTarget): FailedImage {
  return { name, ...defined({ tag }), code: LOST };
}
