import { byUrgency } from '../domain/by-urgency';
import { defined } from '../domain/defined';
import type { KnownFinding } from '../domain/detection';
import type { Detection, FindingKey } from '../domain/finding';
import type { FindingImport, ImportStamp, ImportTarget } from '../domain/finding-import';
import { groupBy } from '../domain/group-by';
import type { Plan, Step } from '../domain/plan';
import type { Rebuild } from '../domain/remedy';
import type { PlacedFindings, ScanCounts } from '../domain/scan';
import { groupByCard, isUrgentPage, placeOnPages } from '../domain/scan-pages';
import type { FindingStore, RefusedFinding } from '../ports/findings';
import type { Clock, Log } from '../ports/runtime';

export interface ImportDeps {
  store: Pick<FindingStore, 'get' | 'importAll' | 'update'>;
  clock: Clock;
  log: Log;
}

export interface ImportRequest {
  plan: Plan;
  scanId: string;
  target: ImportTarget;
  trivyVersion?: string;
  databaseAt?: string;
  /** What updating the operating system's packages would clear in the images of a finding. */
  rebuildOf?: (detection: Detection) => Rebuild | undefined;
  /** Where the newest of CISA's catalogue could not be read: of when the copy is that was used, if there is one. */
  staleKev?: { copyOf?: string };
  onProgress?: (done: number, total: number) => void;
}

export interface ImportResult {
  counts: ScanCounts;
  /** Absent where nothing is new. */
  placed?: PlacedFindings;
  refused: RefusedFinding[];
}

/**
 * Carries out a plan: writes notes on findings that come back, imports everything (the most urgent first, because findings
 * are shown in that order), then writes the statuses. Interrupted anywhere and run again it ends in the same state: the
 * next plan settles an archived finding that is not RESOLVED yet, and reopens a finding that is not NEW yet.
 */
export async function importScan(deps: ImportDeps, request: ImportRequest): Promise<ImportResult> {
  const { steps } = request.plan;
  await noteReturns(deps, steps, request.target);
  const imports = steps
    .filter((step) => step.kind !== 'settle')
    .sort((a, b) => byUrgency(a.content.detection, b.content.detection));
  const { findings, placed } = stampAll(imports, request, deps.clock.now());
  const outcome = await deps.store.importAll(findings, (done) =>
    request.onProgress?.(done, findings.length),
  );
  const lost = new Set(outcome.refused.map((each) => each.id));
  const refused = [...outcome.refused];
  const due = steps.filter(
    (step) => step.kind !== 'back' && step.change !== undefined && !lost.has(step.content.id),
  );
  refused.push(...(await writeChanges(deps, due, request.target)));
  for (const each of refused) deps.log.error('finding refused', factsOf(each));
  const counts = countSteps(request.plan, lost);
  return { counts, refused, ...(counts.new + counts.reopened > 0 && { placed }) };
}

/**
 * A finding that comes back gets its note while it is still archived: after the import it is posted, and a person's
 * note could be overwritten. A note that can't be written is only logged.
 */
async function noteReturns(deps: ImportDeps, steps: Step[], target: ImportTarget): Promise<void> {
  const refused = await updateGroups(
    deps,
    steps.filter((step) => step.kind === 'back'),
    target,
  );
  for (const each of refused) deps.log.warn('note not written', factsOf(each));
}

/** The log has a field called `message` already. */
function factsOf({ id, code, message }: RefusedFinding): Record<string, string> {
  return { finding: id, code, reason: message };
}

/**
 * Stamps all findings before the first is sent, so that the first one already says how many there will be, on how many
 * cards, and on which page it is shown with how many others.
 */
function stampAll(
  steps: Step[],
  request: ImportRequest,
  now: Date,
): { findings: FindingImport[]; placed: PlacedFindings } {
  const { scanId, target, trivyVersion, databaseAt } = request;
  const fresh = steps.filter(willBeNew);
  const detectionOf = ({ content }: Step) => content.detection;
  const pages = placeOnPages(fresh, detectionOf, now);
  const cards = groupByCard(fresh, detectionOf);
  const newCards = cards.length;
  const stampOf = (step: Step): FindingImport['stamp']['scan'] => ({
    id: scanId,
    newFindings: fresh.length,
    newCards,
    ...defined({
      page: pages.get(step),
      rebuild: request.rebuildOf?.(step.content.detection),
      inherited: step.inherited,
      staleKev: request.staleKev,
    }),
  });
  const findings = steps.map((step) => {
    const stamp: ImportStamp = {
      at: now.toISOString(),
      scan: (waitsForAlert(step) ? step.known?.scan : undefined) ?? stampOf(step),
      ...defined({ createdAt: step.known?.createdAt, trivyVersion, databaseAt }),
    };
    return { content: step.content, stamp, target };
  });
  const urgent = cards.filter(([first]) => {
    const page = first && pages.get(first);
    return page !== undefined && isUrgentPage(page);
  });
  return { findings, placed: { findings: fresh.length, cards: newCards, urgent: urgent.length } };
}

function willBeNew(step: Step): boolean {
  return step.kind === 'new' || step.kind === 'back' || step.kind === 'reopen';
}

/** A finding that is NEW but not posted yet belongs to the digest of the scan that found it, and stays on its page. */
function waitsForAlert(step: Step): boolean {
  return step.known?.workflowStatus === 'NEW' && !willBeNew(step);
}

/**
 * Reads the findings again first, because people decide while a scan runs. A finding whose status has changed since
 * the plan keeps it; the next scan plans it again.
 */
async function writeChanges(
  deps: ImportDeps,
  steps: Step[],
  target: ImportTarget,
): Promise<RefusedFinding[]> {
  if (steps.length === 0) return [];
  const current = await deps.store.get(steps.map((step) => keyOf(step, target)));
  const byId = new Map(current.map((finding) => [finding.id, finding]));
  const valid = steps.filter((step) => stillHolds(step, byId.get(step.content.id)));
  return updateGroups(deps, valid, target);
}

/** One update writes the same values to many findings, so those with the same note go together. */
async function updateGroups(
  deps: ImportDeps,
  steps: Step[],
  target: ImportTarget,
): Promise<RefusedFinding[]> {
  const refused: RefusedFinding[] = [];
  const groups = groupBy(steps, (step) => JSON.stringify(step.change));
  for (const group of groups.values()) {
    const change = group[0]?.change;
    if (change === undefined) continue;
    const keys = group.map((step) => keyOf(step, target));
    const outcome = await deps.store.update(keys, change);
    refused.push(...outcome.refused);
  }
  return refused;
}

/** A finding that can't be read is not indexed yet, so nobody can have decided on it. */
function stillHolds(step: Step, current: KnownFinding | undefined): boolean {
  if (current === undefined) return true;
  const planned = step.known;
  return (
    current.workflowStatus === planned?.workflowStatus &&
    current.note?.updatedBy === planned.note?.updatedBy
  );
}

function keyOf(step: Step, target: ImportTarget): FindingKey {
  return { id: step.content.id, productArn: target.productArn };
}

function countSteps(plan: Plan, lost: Set<string>): ScanCounts {
  const count = (...kinds: Step['kind'][]) =>
    plan.steps.filter((step) => kinds.includes(step.kind) && !lost.has(step.content.id)).length;
  const unscanned = count('unscanned');
  return {
    new: count('new'),
    reopened: count('back', 'reopen'),
    fixed: count('fixed'),
    unchanged: plan.unchanged,
    ...(unscanned > 0 && { unscanned }),
  };
}
