import type { CollectedScans } from '../src/domain/collected-scans';
import { defined } from '../src/domain/defined';
import { isOsType } from '../src/domain/detection';
import { dueAfter } from '../src/domain/due-after';
import type { Feeds } from '../src/domain/feeds';
import type { VulnerablePackage } from '../src/domain/finding';
import { knownImages } from '../src/domain/known-images';
import { openAfter } from '../src/domain/open-after';
import type { Plan } from '../src/domain/plan';
import { createRebuilds } from '../src/domain/remedy-rebuild';
import type { ImageOutcome, LostShards, StaleFeed } from '../src/domain/scan';
import type { SeenVulnerabilities } from '../src/domain/seen-vulnerabilities';
import { imageCount } from '../src/domain/unnamed-images';
import type { FindingStore } from '../src/ports/findings';
import { type ImportRequest, type ImportResult, importScan } from '../src/usecases/import-scan';
import type { Planned } from '../src/usecases/plan-scan';
import { feedLine } from './feed-line';
import { type KeepDeps, keepDetections } from './keep-detections';
import { type MakePlanDeps, makePlan, type PlanRequest } from './make-plan';
import { countsLine } from './print-tables';
import type { Scanned } from './scan-images';
import type { Jobs } from './scan-jobs';
import type { ReportedScan, Reporter } from './scan-reporter';
import { scanStopped } from './trivy-errors';
import { refuseSuperseded, type WritingDeps, whileWriting } from './while-writing';

export interface CompleteDeps extends MakePlanDeps, WritingDeps {
  store: FindingStore;
  /** Where all detections are kept; absent where there is no archive. */
  keep?: KeepDeps;
}

export interface CompleteRequest extends Omit<ReportedScan, 'options'>, PlanRequest {
  /** Its images were scanned by several tasks. */
  isFannedOut?: true;
}

/** All that a scan found out, in one task or in many. */
export interface Collected {
  started: Date;
  found: Omit<Jobs, 'jobs'>;
  scanned: Pick<Scanned, 'outcomes' | 'failed' | 'leftOut'> & { seen: SeenVulnerabilities };
  /** What this task scanned itself and keeps in the archive; shards kept theirs. */
  own?: CollectedScans;
  feeds: Feeds;
  trivyVersion: string | undefined;
  databaseAt: string | undefined;
  lostShards?: LostShards;
}

/** Of a finding in more images nothing is said: nobody rebuilds so many at once. Chosen. */
const MOST_REBUILT = 32;

/**
 * 0: success. 1: an error of vulnscan or of a service. 2: some images could not be scanned. A step of a scan over several tasks
 * has only 0 and 1: with any other code than 0 its state machine ends as failed.
 */
export type ExitCode = 0 | 1 | 2;

/**
 * The second half of a scan, the same for one task and for many: compares what was found with Security Hub, writes what has
 * changed, then the archive, and says how the scan ended. `collect` is called once no other scan is writing. Interrupted
 * anywhere and run again it ends in the same state.
 */
export async function completeScan(
  deps: CompleteDeps,
  request: CompleteRequest,
  events: Reporter,
  collect: () => Promise<Collected>,
): Promise<ExitCode> {
  if (request.options.dryRun) return showPlan(deps, request, await collect());
  return whileWriting(deps, request, async (guarded) =>
    writeScan(guarded, request, events, await collect()),
  );
}

async function showPlan(
  deps: CompleteDeps,
  request: CompleteRequest,
  collected: Collected,
): Promise<ExitCode> {
  deps.print(feedLine(collected.feeds));
  const { plan } = await makePlan(deps, request, collected);
  if (deps.signal.aborted) throw scanStopped();
  deps.print(`dry run: nothing was written (${plan.steps.length} steps planned).`);
  return 0;
}

async function writeScan(
  deps: CompleteDeps,
  request: CompleteRequest,
  events: Reporter,
  collected: Collected,
): Promise<ExitCode> {
  const { started, found, scanned, feeds, trivyVersion, databaseAt } = collected;
  deps.print(feedLine(feeds));
  if (found.complete) await refuseSuperseded(deps, started);
  const planned = await makePlan(deps, request, collected);
  const { plan, known } = planned;
  if (deps.signal.aborted) throw scanStopped();
  const result = await importScan(deps, {
    plan,
    scanId: request.scanId,
    target: request.reconcile.target,
    ...defined({ trivyVersion, databaseAt, staleKev: staleKevOf(feeds.stale) }),
    rebuildOf: await rebuildOf(planned, scanned),
    onProgress: (done, total) => deps.print(`imported ${done} of ${total} findings`),
  });
  printSummary(deps, plan, result);
  const open = countOpen(planned, result, collected, deps.clock.now());
  const notArchived = await keepDetections(deps, { ...collected, scanId: request.scanId, plan });
  const isTold = await events.completed({
    ...{ started, scanned, plan, databaseAt, trivyVersion, ...open, result, notArchived },
    ...defined({ lostShards: collected.lostShards }),
    staleFeeds: feeds.stale,
    knownImages: await knownImages(known, scanned.seen, plan, request.reconcile.scope),
  });
  // The result says what went wrong. If it did not arrive, the end of the state machine says that there is none.
  if (request.isFannedOut) return isTold ? 0 : 1;
  return exitCode(scanned.outcomes, result);
}

/** Of what is a finding after the scan, whether it is open or decided. */
async function rebuildOf(
  { plan, known }: Planned,
  { seen }: Pick<Collected['scanned'], 'seen'>,
): Promise<NonNullable<ImportRequest['rebuildOf']>> {
  const findings = [...known, ...plan.steps.map(({ content }) => content.detection)];
  const ids = new Set(findings.map(({ vulnerabilityId }) => vulnerabilityId));
  const rebuild = await createRebuilds(seen, (id) => ids.has(id));
  return (detection) =>
    detection.packages.some(isUpdated) && imageCount(detection) <= MOST_REBUILT
      ? rebuild(detection.images)
      : undefined;
}

function isUpdated({ type, fixedVersion }: VulnerablePackage): boolean {
  return isOsType(type) && fixedVersion !== undefined;
}

function staleKevOf(stale: StaleFeed[]): ImportRequest['staleKev'] {
  const kev = stale.find(({ feed }) => feed === 'kev');
  return kev && defined({ copyOf: kev.copyOf });
}

function printSummary(deps: CompleteDeps, plan: Plan, { counts, refused }: ImportResult): void {
  for (const each of refused) deps.print(`REFUSED ${each.id}: ${each.code} ${each.message}`);
  const held = plan.held.reduce((sum, each) => sum + each.findings, 0);
  deps.print(countsLine(counts, refused.length) + (held === 0 ? '' : `, ${held} HELD`));
}

function exitCode(outcomes: ImageOutcome[], result: ImportResult): ExitCode {
  const failed = outcomes.filter((outcome) => outcome.error !== undefined).length;
  if (result.refused.length > 0 || (failed > 0 && failed === outcomes.length)) return 1;
  return failed > 0 ? 2 : 0;
}

/** Open findings of the scanned images, or of all if all were scanned, and what of them is due. */
function countOpen(
  planned: Planned,
  { refused }: ImportResult,
  { found, scanned }: Collected,
  now: Date,
) {
  const imported = { ...planned, refused: refused.map(({ id }) => id) };
  const scannedNames = new Set(scanned.seen.images.map(({ image }) => image.name));
  const names = found.complete ? undefined : scannedNames;
  return { open: openAfter(imported, names), due: dueAfter(imported, now, names) };
}
