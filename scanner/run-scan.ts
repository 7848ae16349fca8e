import { defined } from '../src/domain/defined';
import type { Finding } from '../src/domain/finding';
import { openAfter } from '../src/domain/open-after';
import type { Plan, ReconcileOptions } from '../src/domain/reconcile';
import type { ImageOutcome } from '../src/domain/scan';
import { OLD_DATABASE_MS } from '../src/domain/timing';
import type { FindingStore } from '../src/ports/findings';
import { type CompareDeps, compareLedger } from '../src/usecases/compare-ledger';
import { type ImportResult, importScan } from '../src/usecases/import-scan';
import { type Planned, planScan } from '../src/usecases/plan-scan';
import type { Options } from './options';
import { countsLine, heldLine, imageTable, leftOutLine, planTable } from './print-tables';
import { type Scanned, scanImages } from './scan-images';
import { findJobs, isRecorded, type JobDeps, type Jobs, sentenceOf } from './scan-jobs';
import {
  createReporter,
  type ReportedScan,
  type Reporter,
  type ReporterDeps,
} from './scan-reporter';
import type { TrivyFacts } from './trivy';
import { scanStopped } from './trivy-errors';

export interface RunDeps extends JobDeps, ReporterDeps {
  store: FindingStore;
  /** The ledger and intake's queue; absent where there is no installation. */
  comparison?: CompareDeps;
  /** Ends the scan before anything is written. */
  signal: AbortSignal;
}

export interface RunRequest extends ReportedScan {
  parallel: number;
  options: Options;
  reconcile: Omit<ReconcileOptions, 'now' | 'acceptVanished' | 'complete' | 'failed' | 'present'>;
}

/** 0: success. 1: an error of vulnscan or of a service. 2: some images could not be scanned. */
export type ExitCode = 0 | 1 | 2;

const ROWS_SHOWN = 40;

/** Runs a whole scan: finds the images, scans them, plans and imports. Never rejects; every outcome has an exit code. */
export async function runScan(deps: RunDeps, request: RunRequest): Promise<ExitCode> {
  const started = deps.clock.now();
  const events = createReporter(deps, request);
  try {
    const facts = isRecorded(request.options) ? undefined : await deps.trivy.prepare();
    if (facts !== undefined) warnIfOld(deps, facts);
    const found = await findJobs(deps, request.options);
    await events.started(found);
    const scanned = await scanAll(deps, request, found, events);
    const trivyVersion = facts?.version ?? scanned.trivyVersion;
    const databaseAt =
      facts === undefined ? databaseOf(scanned, request.options) : facts.databaseAt;
    const planned = await makePlan(deps, request, found, scanned);
    const { plan, known } = planned;
    if (request.options.dryRun) return printDryRun(deps, plan);
    await compareWithLedger(deps, known);
    const result = await importScan(deps, {
      plan,
      scanId: request.scanId,
      target: request.reconcile.target,
      ...defined({ trivyVersion, databaseAt }),
      onProgress: (done, total) => deps.print(`imported ${done} of ${total} findings`),
    });
    printSummary(deps, plan, result);
    const open = countOpen(planned, result, found, scanned);
    await events.completed({ started, scanned, plan, result, open, databaseAt, trivyVersion });
    return exitCode(scanned.outcomes, result);
  } catch (error) {
    deps.log.error('scan failed', { error });
    deps.print(`FAILED  ${sentenceOf(error)}`);
    await events.failed(started, error);
    return 1;
  }
}

async function scanAll(
  deps: RunDeps,
  request: RunRequest,
  found: Jobs,
  events: Reporter,
): Promise<Scanned> {
  const total = found.jobs.length + found.failed.length;
  const { severities } = request.reconcile;
  for (const each of found.failed) deps.log.error('image not scanned', { ...each });
  const scanned = await scanImages(
    {
      log: deps.log,
      signal: deps.signal,
      severities,
      parallel: request.parallel,
      onDone: (outcome, done) => events.progress(outcome, found.failed.length + done, total),
    },
    found.jobs,
  );
  if (deps.signal.aborted) throw scanStopped();
  scanned.outcomes.unshift(...found.failed);
  deps.print(imageTable(scanned.outcomes, severities));
  tellLeftOut(deps, scanned);
  return scanned;
}

/** Once per scan: a report may hold thousands of entries that are no vulnerabilities. */
function tellLeftOut(deps: RunDeps, { leftOut }: Scanned): void {
  if (Object.values(leftOut).every((count) => count === 0)) return;
  deps.log.info('entries that are not vulnerabilities were left out', { ...leftOut });
  deps.print(leftOutLine(leftOut));
}

async function makePlan(
  deps: RunDeps,
  request: RunRequest,
  found: Jobs,
  scanned: Scanned,
): Promise<Planned> {
  const planned = await planScan(deps, scanned.scans, {
    ...request.reconcile,
    now: deps.clock.now(),
    complete: found.complete,
    failed: new Set([...found.unread, ...scanned.failed]),
    ...defined({ present: found.present }),
    acceptVanished: request.options.acceptVanished,
  });
  const { plan } = planned;
  const unscanned = plan.steps.filter(({ kind }) => kind === 'unscanned').length;
  if (unscanned > 0) {
    deps.print(`GONE  ${unscanned} findings are in images that are no longer scanned.`);
  }
  deps.print(planTable(plan, request.options.dryRun ? Number.POSITIVE_INFINITY : ROWS_SHOWN));
  for (const held of plan.held) {
    deps.log.warn('findings held', { ...held });
    deps.print(heldLine(held));
  }
  return planned;
}

/** A scan finds and closes findings whether or not the ledger answers; the next scan compares again. */
async function compareWithLedger(deps: RunDeps, known: Finding[]): Promise<void> {
  if (deps.comparison === undefined) return;
  try {
    const different = await compareLedger(deps.comparison, known);
    deps.log.info('findings compared with the ledger', { findings: known.length, different });
  } catch (error) {
    deps.log.warn('findings not compared with the ledger', { error });
  }
}

function printDryRun(deps: RunDeps, plan: Plan): ExitCode {
  deps.print(`dry run: nothing was written (${plan.steps.length} steps planned).`);
  return 0;
}

function printSummary(deps: RunDeps, plan: Plan, { counts, refused }: ImportResult): void {
  for (const each of refused) deps.print(`REFUSED ${each.id}: ${each.code} ${each.message}`);
  const held = plan.held.reduce((sum, each) => sum + each.findings, 0);
  deps.print(countsLine(counts, refused.length) + (held === 0 ? '' : `, ${held} HELD`));
}

function exitCode(outcomes: ImageOutcome[], result: ImportResult): ExitCode {
  const failed = outcomes.filter((outcome) => outcome.error !== undefined).length;
  if (result.refused.length > 0 || (failed > 0 && failed === outcomes.length)) return 1;
  return failed > 0 ? 2 : 0;
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

/** Open findings of the scanned images, or of all if all were scanned. */
function countOpen(planned: Planned, { refused }: ImportResult, found: Jobs, scanned: Scanned) {
  const ids = refused.map(({ id }) => id);
  const names = new Set(scanned.scans.map(({ image }) => image.name));
  return openAfter({ ...planned, refused: ids }, found.complete ? undefined : names);
}

/** The oldest date that the reports say; unknown if one of them says none. */
function databaseOf({ databases }: Scanned, { databaseAt }: Options): string | undefined {
  const dates = databases.map((at) => at ?? databaseAt);
  const known = dates.filter((at) => at !== undefined);
  return known.length < dates.length ? undefined : known.sort()[0];
}
