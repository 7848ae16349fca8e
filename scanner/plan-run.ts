import { defined } from '../src/domain/defined';
import type { RunPlan, ShardImage } from '../src/domain/fan-out';
import type { ScanTarget } from '../src/domain/scan';
import { contentsOf, shardsOf } from '../src/domain/shards';
import type { FanOuts } from '../src/ports/fan-out';
import type { RunStore } from '../src/ports/runs';
import type { Clock, Log } from '../src/ports/runtime';
import type { CompleteRequest } from './complete-scan';
import type { PlannedDatabases } from './database-objects';
import { dropSboms } from './drop-sboms';
import type { Options } from './options';
import { waysOf } from './sbom-ways';
import { type JobDeps, type Jobs, keysOf } from './scan-jobs';
import type { Reporter } from './scan-reporter';
import { tellExposure } from './tell-exposure';
import type { TrivyFacts } from './trivy';
import { scanStopped } from './trivy-errors';
import { refuseCancelled } from './while-writing';

/** What a scan over several tasks needs. */
export interface FanOutDeps {
  /** Up to so many contents are scanned by one task. */
  most: number;
  /** Tasks at a time. */
  tasks: number;
  runs: RunStore;
  machine: Pick<FanOuts, 'start'>;
  /** Puts Trivy's databases into the archive. */
  keepDatabases(wanted: { java: boolean }): Promise<PlannedDatabases>;
}

interface PlanDeps extends Pick<JobDeps, 'once'> {
  fanOut: FanOutDeps;
  clock: Clock;
  log: Log;
  print(line: string): void;
  signal: AbortSignal;
}

interface PlanRequest extends CompleteRequest {
  options: Options;
  exposed?: string[];
  /** Which request of Slack it is of. */
  request?: string;
}

interface Begun {
  found: Jobs;
  facts: TrivyFacts;
  started: Date;
  events: Reporter;
}

/** A dry run writes nothing, and files are in this task only. */
export function isTooMany(
  { most }: FanOutDeps,
  found: Jobs,
  { dryRun, archives }: Options,
): boolean {
  if (dryRun || archives.length > 0) return false;
  return contentsOf(targetsOf(found)).length > most;
}

/**
 * Plans a scan over several tasks and starts them: puts the databases, the shards and the plan into the archive, then starts
 * the state machine. Killed before that, nothing is started; what lies in the archive expires.
 */
export async function planRun(
  deps: PlanDeps,
  request: PlanRequest,
  { found, facts, started, events }: Begun,
): Promise<void> {
  const { fanOut, print } = deps;
  const contents = await byWay(deps, facts, contentsOf(targetsOf(found)));
  const shards = shardsOf(contents, fanOut.tasks);
  const databases = await fanOut.keepDatabases({ java: contents.pulled.length > 0 });
  const plan = planOf(request, { found, facts, started, databases, shards: shards.length });
  if (deps.signal.aborted) throw scanStopped();
  await fanOut.runs.putPlan(plan, shards);
  // Who cancels stops what runs by then; nothing may start after that.
  if (deps.signal.aborted) throw scanStopped();
  await refuseCancelled(fanOut, plan.scanId);
  await fanOut.machine.start({
    ...{ scanId: plan.scanId, images: request.options.images, startedBy: plan.startedBy },
    startedAt: plan.at,
    ...defined({ taskArn: plan.taskArn, request: request.request }),
    ...(plan.acceptVanished && { acceptVanished: true }),
  });
  const { pulled, judged } = contents;
  print(`${pulled.length} images to pull and ${judged.length} SBOMs in ${shards.length} shards.`);
  await events.started(found, shards.length);
  tellExposure(deps, request, found, { images: targetsOf(found), failed: 0 });
  if (deps.once && found.present) await dropSboms(deps.once, keysOf(found));
}

function targetsOf({ jobs }: Jobs): ScanTarget[] {
  return jobs.flatMap(({ target }) => target ?? []);
}

/** Where it is not known how a content will be judged it is pulled. */
async function byWay({ once, clock, log }: PlanDeps, facts: TrivyFacts, contents: ShardImage[]) {
  if (once === undefined) return { pulled: contents, judged: [] };
  const deps = { sboms: once.store, trivyVersion: facts.version, now: clock.now() };
  try {
    const ways = await waysOf(
      deps,
      contents.map(({ targets: [first] }) => first),
    );
    return {
      pulled: contents.filter((_, index) => ways[index]?.by !== 'sbom'),
      judged: contents.filter((_, index) => ways[index]?.by === 'sbom'),
    };
  } catch (error) {
    log.warn('what is known of the images was not read', { error });
    return { pulled: contents, judged: [] };
  }
}

interface Planned extends Omit<Begun, 'events'> {
  databases: PlannedDatabases;
  shards: number;
}

function planOf(
  { scanId, startedBy, taskArn, followed, options }: PlanRequest,
  { found, facts, started, databases, shards }: Planned,
): RunPlan {
  const { failed, complete, unread, present } = found;
  return {
    ...{ scanId, startedBy, followed, at: started.toISOString(), databases, shards },
    ...{ acceptVanished: options.acceptVanished, trivyVersion: facts.version },
    ...defined({ taskArn, present: present && [...present] }),
    ...{ failed, complete, unread, total: found.jobs.length + failed.length },
  };
}
