import { defined } from '../src/domain/defined';
import type { Finding } from '../src/domain/finding';
import type { Plan, ReconcileOptions } from '../src/domain/reconcile';
import type { ImageOutcome, ScanEvent } from '../src/domain/scan';
import { OLD_DATABASE_MS } from '../src/domain/timing';
import type { FindingStore } from '../src/ports/findings';
import type { Clock, Log } from '../src/ports/runtime';
import type { ScanEvents } from '../src/ports/tasks';
import { type CompareDeps, compareLedger } from '../src/usecases/compare-ledger';
import { type ImportResult, importScan } from '../src/usecases/import-scan';
import { type Planned, planScan } from '../src/usecases/plan-scan';
import type { Options } from './options';
import { countsLine, heldLine, imageTable, planTable } from './print-tables';
import { type Scanned, scanImages } from './scan-images';
import { codeOf, findJobs, isRecorded, type JobDeps, type Jobs, sentenceOf } from './scan-jobs';
import type { TrivyFacts } from './trivy';
import { scanStopped } from './trivy-errors';

export interface RunDeps extends JobDeps {
  store: FindingStore;
  events: ScanEvents;
  /** The ledger and intake's queue; absent where there is no installation. */
  comparison?: CompareDeps;
  clock: Clock;
  log: Log;
  /** Ends the scan before anything is written. */
  signal: AbortSignal;
  /** Prints progress and tables. */
  print(line: string): void;
}

export interface RunRequest {
  scanId: string;
  startedBy: string;
  taskArn?: string;
  parallel: number;
  options: Options;
  reconcile: Omit<ReconcileOptions, 'now' | 'complete' | 'acceptVanished'>;
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
    const databaseAt = facts === undefined ? request.options.databaseAt : facts.databaseAt;
    const { plan, known } = await makePlan(deps, request, found, scanned);
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
    const code = exitCode(scanned.outcomes, result);
    await events.completed({ started, scanned, plan, result, databaseAt, trivyVersion });
    return code;
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
  return scanned;
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
    acceptVanished: request.options.acceptVanished,
  });
  const { plan } = planned;
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
  const held = heldIn(plan);
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

interface Ended {
  started: Date;
  scanned: Scanned;
  plan: Plan;
  result: ImportResult;
  databaseAt: string | undefined;
  trivyVersion: string | undefined;
}

type Reporter = ReturnType<typeof createReporter>;

/** Sends the scan's events. A failure is logged and does not stop the scan. */
function createReporter(deps: RunDeps, request: RunRequest) {
  const { scanId, taskArn, startedBy } = request;
  const base = () => ({
    scanId,
    at: deps.clock.now().toISOString(),
    ...defined({ taskArn }),
  });
  const send = async (event: ScanEvent): Promise<void> => {
    if (request.options.dryRun) return;
    try {
      await deps.events.emit(event);
    } catch (error) {
      deps.log.warn('scan event not sent', { type: event.type, error });
    }
  };
  const ending = (started: Date) => ({
    type: 'Scan Completed' as const,
    ...base(),
    counts: { new: 0, reopened: 0, fixed: 0, unchanged: 0 },
    images: [],
    refused: 0,
    held: 0,
    durationMs: deps.clock.now().getTime() - started.getTime(),
  });
  return {
    started: ({ jobs, failed }: Jobs) => {
      const images = [...failed.map((each) => each.image), ...jobs.map((job) => job.label)];
      return send({ type: 'Scan Started', ...base(), images, startedBy });
    },
    progress: (image: ImageOutcome, done: number, total: number) => {
      deps.print(
        `${done} of ${total}  ${image.image}${image.error ? `  FAILED ${image.error}` : ''}`,
      );
      return send({ type: 'Scan Progress', ...base(), done, total, image });
    },
    completed: ({ started, scanned, plan, result, databaseAt, trivyVersion }: Ended) =>
      send({
        ...ending(started),
        counts: result.counts,
        images: scanned.outcomes,
        refused: result.refused.length,
        held: heldIn(plan),
        ...defined({ trivyVersion, databaseAt }),
      }),
    failed: (started: Date, error: unknown) =>
      send({ ...ending(started), error: sentenceOf(error), ...codeOf(error) }),
  };
}

function heldIn(plan: Plan): number {
  return plan.held.reduce((sum, each) => sum + each.findings, 0);
}
