import { createCompare } from '../src/adapters/versions/compare';
import { defined } from '../src/domain/defined';
import type { KnownFinding } from '../src/domain/detection';
import type { Feeds } from '../src/domain/feeds';
import { groupBy } from '../src/domain/group-by';
import type { FailedImage } from '../src/domain/index-images';
import type { ReconcileOptions } from '../src/domain/plan';
import { type Remedies, readFacts, remediesOfScan } from '../src/domain/remedies-of-scan';
import type { SeenVulnerabilities } from '../src/domain/seen-vulnerabilities';
import type { FindingStore } from '../src/ports/findings';
import type { Clock, Log } from '../src/ports/runtime';
import { type CompareDeps, compareLedger } from '../src/usecases/compare-ledger';
import { type Planned, planScan } from '../src/usecases/plan-scan';
import { confirmRemedies } from './confirm-remedies';
import type { Options } from './options';
import { heldLine, planTable } from './print-tables';
import { upgradeTable } from './print-upgrades';
import type { Scanned } from './scan-images';
import { isRecorded, type Jobs } from './scan-jobs';
import type { Trivy } from './trivy';

export interface MakePlanDeps {
  store: Pick<FindingStore, 'list'>;
  /** The ledger and intake's queue; absent where there is no installation. */
  comparison?: CompareDeps;
  trivy: Pick<Trivy, 'ask'>;
  clock: Clock;
  log: Log;
  print(line: string): void;
}

export interface PlanRequest {
  options: Options;
  reconcile: Omit<
    ReconcileOptions,
    | 'now'
    | 'acceptVanished'
    | 'complete'
    | 'failed'
    | 'failedTags'
    | 'present'
    | 'feeds'
    | 'remediesOf'
  >;
}

interface PlannedFrom {
  found: Pick<Jobs, 'complete' | 'unread' | 'present'>;
  feeds: Feeds;
  scanned: Pick<Scanned, 'failed'> & { seen: SeenVulnerabilities };
}

const ROWS_SHOWN = 40;

/** Plans what has to change, with the upgrades that clear what was found, and prints it. */
export async function makePlan(
  deps: MakePlanDeps,
  request: PlanRequest,
  { found, feeds, scanned }: PlannedFrom,
): Promise<Planned> {
  const { store } = deps;
  const compare = (known: KnownFinding[]) => compareWithLedger(deps, request.options, known);
  const remedies = (seen: SeenVulnerabilities, known: KnownFinding[]) =>
    findRemedies(deps, request.options, seen, known);
  const planned = await planScan({ store, compare, remedies }, scanned.seen, {
    ...request.reconcile,
    feeds,
    now: deps.clock.now(),
    complete: found.complete,
    failed: new Set([...found.unread, ...scanned.failed.map(({ name }) => name)]),
    failedTags: numbersOf(scanned.failed),
    ...defined({ present: found.present }),
    acceptVanished: request.options.acceptVanished,
  });
  const { plan } = planned;
  const unscanned = plan.steps.filter(({ kind }) => kind === 'unscanned').length;
  if (unscanned > 0) {
    deps.print(`GONE  ${unscanned} findings are in images that are no longer scanned.`);
  }
  const limit = request.options.dryRun ? Number.POSITIVE_INFINITY : ROWS_SHOWN;
  deps.print(planTable(plan, limit));
  const upgrades = upgradeTable(plan, limit);
  if (upgrades !== '') deps.print(upgrades);
  for (const held of plan.held) {
    deps.log.warn('findings held', { ...held });
    deps.print(heldLine(held));
  }
  return planned;
}

/** With recorded reports there is no Trivy to ask. */
async function findRemedies(
  deps: MakePlanDeps,
  options: Options,
  seen: SeenVulnerabilities,
  known: KnownFinding[],
): Promise<Remedies> {
  const compare = createCompare();
  const facts = await readFacts(seen);
  if (isRecorded(options)) return remediesOfScan(facts, { compare, known });
  return confirmRemedies({ ...deps, compare }, facts, known);
}

/** A scan finds and closes findings whether or not the ledger answers; the next scan compares again. */
async function compareWithLedger(
  { comparison, log }: MakePlanDeps,
  { dryRun }: Options,
  known: KnownFinding[],
): Promise<KnownFinding[]> {
  if (comparison === undefined) return known;
  const { ledger, queue } = comparison;
  try {
    const compared = await compareLedger({ ledger, ...(!dryRun && queue && { queue }) }, known);
    const { different } = compared;
    log.info('findings compared with the ledger', { findings: known.length, different });
    return compared.known;
  } catch (error) {
    log.warn('findings not compared with the ledger', { error });
    return known;
  }
}

/** How many of these have each name. */
function numbersOf(images: FailedImage[]): Map<string, number> {
  const byName = groupBy(images, ({ name }) => name);
  return new Map([...byName].map(([name, { length }]) => [name, length]));
}
