import { defined } from '../src/domain/defined';
import type { Feeds } from '../src/domain/feeds';
import { OLD_DATABASE_MS } from '../src/domain/timing';
import {
  type CompleteDeps,
  type CompleteRequest,
  completeScan,
  type ExitCode,
} from './complete-scan';
import { createCount } from './count-wanted';
import { dropSboms } from './drop-sboms';
import type { Options } from './options';
import { type FanOutDeps, isTooMany, planRun } from './plan-run';
import { type Scanned, scanImages } from './scan-images';
import { findJobs, isRecorded, type JobDeps, type Jobs, keysOf } from './scan-jobs';
import { createReporter, type Reporter, type ReporterDeps } from './scan-reporter';
import { type SettledDeps, settled } from './settled';
import { tellExposure } from './tell-exposure';
import { tellScanned } from './tell-scanned';
import type { Trivy, TrivyFacts } from './trivy';
import { scanStopped } from './trivy-errors';

export interface RunDeps extends JobDeps, ReporterDeps, CompleteDeps, SettledDeps {
  trivy: Trivy;
  /** What a scan over several tasks needs; absent where there is no installation. */
  fanOut?: FanOutDeps;
}

export interface RunRequest extends CompleteRequest {
  parallel: number;
  options: Options;
  /** `exposed` of vulnscan.yml: names of images and services that the internet reaches. */
  exposed?: string[];
  /** Which request of Slack it is of. */
  request?: string;
}

/** Runs a whole scan: finds the images, scans them, plans and imports. Never rejects; every outcome has an exit code. */
export async function runScan(deps: RunDeps, request: RunRequest): Promise<ExitCode> {
  const started = deps.clock.now();
  const events = createReporter(deps, request);
  return settled(deps, { events, started }, async (reading) => {
    const { options } = request;
    const facts = isRecorded(options) ? undefined : await deps.trivy.prepare();
    if (facts !== undefined) warnIfOld(deps, facts);
    const found = await findJobs(deps, options);
    if (
      facts !== undefined &&
      deps.fanOut !== undefined &&
      isTooMany(deps.fanOut, found, options)
    ) {
      await planRun({ ...deps, fanOut: deps.fanOut }, request, { found, facts, started, events });
      return 0;
    }
    await events.started(found);
    const scanned = await scanAll(deps, request, { found, reading, events });
    const feeds = await reading;
    if (deps.signal.aborted) throw scanStopped();
    const trivyVersion = facts?.version ?? scanned.trivyVersion;
    const databaseAt = facts === undefined ? databaseOf(scanned, options) : facts.databaseAt;
    const own = scanned.seen;
    const collected = { started, found, scanned, own, feeds, trivyVersion, databaseAt };
    const code = await completeScan(deps, request, events, async () => collected);
    if (deps.once && found.present && !options.dryRun) await dropSboms(deps.once, keysOf(found));
    return code;
  });
}

async function scanAll(
  deps: RunDeps,
  request: RunRequest,
  { found, reading, events }: { found: Jobs; reading: Promise<Feeds>; events: Reporter },
): Promise<Scanned> {
  const total = found.jobs.length + found.failed.length;
  const { severities } = request.reconcile;
  for (const each of found.failed) deps.log.error('image not scanned', { ...each });
  const scanned = await scanImages(
    {
      log: deps.log,
      signal: deps.signal,
      countedOf: createCount(request.reconcile, reading, deps.clock.now()),
      parallel: request.parallel,
      ...defined({ exposed: request.exposed }),
      onDone: (outcome, done) => events.progress(outcome, found.failed.length + done, total),
    },
    found.jobs,
  );
  if (deps.signal.aborted) throw scanStopped();
  scanned.outcomes.unshift(...found.failed);
  tellScanned(deps, scanned, severities);
  const images = scanned.seen.images.map(({ image }) => image);
  tellExposure(deps, request, found, { images, failed: scanned.failed.length });
  return scanned;
}

function warnIfOld(deps: RunDeps, { databaseAt, version }: TrivyFacts): void {
  deps.print(`Trivy ${version}, vulnerability database of ${databaseAt ?? 'unknown date'}`);
  const age =
    databaseAt === undefined ? Number.NaN : deps.clock.now().getTime() - Date.parse(databaseAt);
  if (age <= OLD_DATABASE_MS) return;
  deps.log.warn('old vulnerability database', { databaseAt });
  deps.print(
    'OLD  the vulnerability database is older than 48 hours: new vulnerabilities are missed.',
  );
}

/** The oldest date that the reports say; unknown if one of them says none. */
function databaseOf({ databases }: Scanned, { databaseAt }: Options): string | undefined {
  const dates = databases.map((at) => at ?? databaseAt);
  const known = dates.filter((at) => at !== undefined);
  return known.length < dates.length ? undefined : known.sort()[0];
}
