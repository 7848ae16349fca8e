import { defined } from '../src/domain/defined';
import { isOsType } from '../src/domain/detection';
import { dueAfter } from '../src/domain/due-after';
import type { Feeds } from '../src/domain/feeds';
import type { VulnerablePackage } from '../src/domain/finding';
import { knownImages } from '../src/domain/known-images';
import { openAfter } from '../src/domain/open-after';
import type { Plan } from '../src/domain/plan';
import { createRebuilds } from '../src/domain/remedy-rebuild';
import type { ImageOutcome, StaleFeed } from '../src/domain/scan';
import { OLD_DATABASE_MS } from '../src/domain/timing';
import type { FindingStore } from '../src/ports/findings';
import { type ImportRequest, type ImportResult, importScan } from '../src/usecases/import-scan';
import type { Planned } from '../src/usecases/plan-scan';
import { createCount } from './count-wanted';
import { dropSboms } from './drop-sboms';
import { feedLine } from './feed-line';
import { type KeepDeps, keepDetections } from './keep-detections';
import { type MakePlanDeps, makePlan, type PlanRequest } from './make-plan';
import type { Options } from './options';
import { exposureLines } from './print-exposure';
import { countsLine, imageTable, judgedLine, leftOutLine } from './print-tables';
import { type Scanned, scanImages } from './scan-images';
import { findJobs, isRecorded, type JobDeps, type Jobs, keysOf, sentenceOf } from './scan-jobs';
import {
  createReporter,
  type ReportedScan,
  type Reporter,
  type ReporterDeps,
} from './scan-reporter';
import type { Trivy, TrivyFacts } from './trivy';
import { scanStopped } from './trivy-errors';

export interface RunDeps extends JobDeps, ReporterDeps, MakePlanDeps {
  store: FindingStore;
  trivy: Trivy;
  /** Reads what is known to be exploited, and EPSS, while images are scanned. Never rejects. */
  feeds(signal: AbortSignal): Promise<Feeds>;
  /** Where all detections are kept; absent where there is no installation. */
  keep?: KeepDeps;
  /** Ends the scan before anything is written. */
  signal: AbortSignal;
}

export interface RunRequest extends ReportedScan, PlanRequest {
  parallel: number;
  options: Options;
  /** `exposed` of vulnscan.yml: names of images and services that the internet reaches. */
  exposed?: string[];
}

/** Of a finding in more images nothing is said: nobody rebuilds so many at once. Chosen. */
const MOST_REBUILT = 32;

/** 0: success. 1: an error of vulnscan or of a service. 2: some images could not be scanned. */
export type ExitCode = 0 | 1 | 2;

/** Runs a whole scan: finds the images, scans them, plans and imports. Never rejects; every outcome has an exit code. */
export async function runScan(deps: RunDeps, request: RunRequest): Promise<ExitCode> {
  const started = deps.clock.now();
  const events = createReporter(deps, request);
  const ended = new AbortController();
  const reading = deps.feeds(AbortSignal.any([deps.signal, ended.signal]));
  try {
    const facts = isRecorded(request.options) ? undefined : await deps.trivy.prepare();
    if (facts !== undefined) warnIfOld(deps, facts);
    const found = await findJobs(deps, request.options);
    await events.started(found);
    const scanned = await scanAll(deps, request, { found, reading, events });
    const feeds = await reading;
    if (deps.signal.aborted) throw scanStopped();
    deps.print(feedLine(feeds));
    const trivyVersion = facts?.version ?? scanned.trivyVersion;
    const databaseAt =
      facts === undefined ? databaseOf(scanned, request.options) : facts.databaseAt;
    const planned = await makePlan(deps, request, { found, feeds, scanned });
    const { plan, known } = planned;
    if (deps.signal.aborted) throw scanStopped();
    if (request.options.dryRun) return printDryRun(deps, plan);
    const result = await importScan(deps, {
      plan,
      scanId: request.scanId,
      target: request.reconcile.target,
      ...defined({ trivyVersion, databaseAt, staleKev: staleKevOf(feeds.stale) }),
      rebuildOf: await rebuildOf(planned, scanned),
      onProgress: (done, total) => deps.print(`imported ${done} of ${total} findings`),
    });
    printSummary(deps, plan, result);
    const open = countOpen(planned, result, found, scanned, deps.clock.now());
    const run = { started, scanned, plan, databaseAt, trivyVersion };
    const notArchived = await keepDetections(deps, { ...run, found, scanId: request.scanId });
    if (deps.once && found.present) await dropSboms(deps.once, keysOf(found));
    await events.completed({
      ...{ ...run, ...open, result, notArchived, staleFeeds: feeds.stale },
      knownImages: await knownImages(known, scanned.seen, plan, request.reconcile.scope),
    });
    return exitCode(scanned.outcomes, result);
  } catch (error) {
    deps.log.error('scan failed', { error });
    deps.print(`FAILED  ${sentenceOf(error)}`);
    await events.failed(started, error);
    return 1;
  } finally {
    // A download that nobody waits for would keep the process running.
    ended.abort();
  }
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
  deps.print(imageTable(scanned.outcomes, severities));
  tellJudged(deps, scanned);
  tellLeftOut(deps, scanned);
  tellExposure(deps, request, found, scanned);
  return scanned;
}

function tellJudged(deps: RunDeps, { judged }: Scanned): void {
  const line = judgedLine(judged);
  if (line === undefined) return;
  deps.log.info('images judged by their SBOM, and pulled', { ...judged });
  deps.print(line);
}

/** Once per scan: a report may hold thousands of entries that are no vulnerabilities. */
function tellLeftOut(deps: RunDeps, { leftOut }: Scanned): void {
  if (Object.values(leftOut).every((count) => count === 0)) return;
  deps.log.info('entries that are not vulnerabilities were left out', { ...leftOut });
  deps.print(leftOutLine(leftOut));
}

function tellExposure(deps: RunDeps, { exposed }: RunRequest, found: Jobs, scanned: Scanned): void {
  const lines = exposureLines({
    images: scanned.seen.images.map(({ image }) => image),
    isEverything: found.complete && found.failed.length + scanned.failed.length === 0,
    unclear: found.unclear,
    names: exposed,
  });
  for (const line of lines) deps.print(line);
}

/** Of what is a finding after the scan, whether it is open or decided. */
async function rebuildOf(
  { plan, known }: Planned,
  { seen }: Pick<Scanned, 'seen'>,
): Promise<NonNullable<ImportRequest['rebuildOf']>> {
  const findings = [...known, ...plan.steps.map(({ content }) => content.detection)];
  const ids = new Set(findings.map(({ vulnerabilityId }) => vulnerabilityId));
  const rebuild = await createRebuilds(seen, (id) => ids.has(id));
  return ({ packages, images }) =>
    packages.some(isUpdated) && images.length <= MOST_REBUILT ? rebuild(images) : undefined;
}

function isUpdated({ type, fixedVersion }: VulnerablePackage): boolean {
  return isOsType(type) && fixedVersion !== undefined;
}

function printDryRun(deps: RunDeps, plan: Plan): ExitCode {
  deps.print(`dry run: nothing was written (${plan.steps.length} steps planned).`);
  return 0;
}

function staleKevOf(stale: StaleFeed[]): ImportRequest['staleKev'] {
  const kev = stale.find(({ feed }) => feed === 'kev');
  return kev && defined({ copyOf: kev.copyOf });
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

/** Open findings of the scanned images, or of all if all were scanned, and what of them is due. */
function countOpen(
  planned: Planned,
  { refused }: ImportResult,
  found: Jobs,
  scanned: Scanned,
  now: Date,
) {
  const imported = { ...planned, refused: refused.map(({ id }) => id) };
  const scannedNames = new Set(scanned.seen.images.map(({ image }) => image.name));
  const names = found.complete ? undefined : scannedNames;
  return { open: openAfter(imported, names), due: dueAfter(imported, now, names) };
}

/** The oldest date that the reports say; unknown if one of them says none. */
function databaseOf({ databases }: Scanned, { databaseAt }: Options): string | undefined {
  const dates = databases.map((at) => at ?? databaseAt);
  const known = dates.filter((at) => at !== undefined);
  return known.length < dates.length ? undefined : known.sort()[0];
}
