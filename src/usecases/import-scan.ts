import type { KnownFinding } from '../domain/detection';
import { compareSeverity, type FindingKey } from '../domain/finding';
import type { FindingImport, ImportStamp, ImportTarget } from '../domain/finding-import';
import { groupBy } from '../domain/group-by';
import type { Plan, Step } from '../domain/reconcile';
import type { ScanCounts } from '../domain/scan';
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
  onProgress?: (done: number, total: number) => void;
}

export interface ImportResult {
  counts: ScanCounts;
  refused: RefusedFinding[];
}

/**
 * Carries a plan out: notes on what comes back, then every import, the worst first, then the statuses that follow
 * from them. Stopped anywhere and run again it ends in the same state: an archived finding that is not RESOLVED yet
 * is settled by the next plan, a reopened one that is still RESOLVED or SUPPRESSED is planned again.
 */
export async function importScan(deps: ImportDeps, request: ImportRequest): Promise<ImportResult> {
  const { steps } = request.plan;
  await explainReturns(deps, steps, request.target);
  const imports = steps
    .filter((step) => step.kind !== 'settle')
    .sort((a, b) => compareSeverity(a.content.detection.severity, b.content.detection.severity));
  const findings = stampAll(imports, request, deps.clock.now());
  const outcome = await deps.store.importAll(findings, (done) =>
    request.onProgress?.(done, findings.length),
  );
  const lost = new Set(outcome.refused.map((each) => each.id));
  const refused = [...outcome.refused];
  const due = steps.filter((step) => step.change?.workflowStatus && !lost.has(step.content.id));
  refused.push(...(await writeChanges(deps, due, request.target)));
  for (const each of refused) deps.log.error('finding refused', factsOf(each));
  return { counts: countSteps(request.plan, lost), refused };
}

/**
 * What comes back gets its note while it is still archived: once it is imported it is posted, and then the note may
 * already be a person's. A note that can't be written changes nothing else.
 */
async function explainReturns(
  deps: ImportDeps,
  steps: Step[],
  target: ImportTarget,
): Promise<void> {
  const refused = await updateGroups(
    deps,
    steps.filter((step) => step.kind === 'back'),
    target,
  );
  for (const each of refused) deps.log.warn('note not written', factsOf(each));
}

/** A fact called `message` would take the place of the log's own. */
function factsOf({ id, code, message }: RefusedFinding): Record<string, string> {
  return { finding: id, code, reason: message };
}

/** All are stamped before the first is sent: an alert raised early already knows how many there will be. */
function stampAll(steps: Step[], request: ImportRequest, now: Date): FindingImport[] {
  const { scanId, target, trivyVersion, databaseAt } = request;
  const scan = { id: scanId, newFindings: steps.filter(willBeNew).length };
  return steps.map((step) => {
    const stamp: ImportStamp = {
      at: now.toISOString(),
      scan: waitsForAlert(step) ? (step.known?.scan ?? scan) : scan,
      ...(step.known?.createdAt && { createdAt: step.known.createdAt }),
      ...(trivyVersion !== undefined && { trivyVersion }),
      ...(databaseAt !== undefined && { databaseAt }),
    };
    return { content: step.content, stamp, target };
  });
}

function willBeNew(step: Step): boolean {
  return step.kind === 'new' || step.kind === 'back' || step.kind === 'reopen';
}

/** A finding that is NEW but not posted yet belongs to the digest of the scan that found it. */
function waitsForAlert(step: Step): boolean {
  return step.known?.workflowStatus === 'NEW' && !willBeNew(step);
}

/**
 * Reads the findings again right before, since people decide while a scan runs: a finding whose status is no longer
 * what the plan was made for keeps it, and the next scan looks again.
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

/** One that can't be read is not visible yet, so nobody can have decided on it. */
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
  return {
    new: count('new'),
    reopened: count('back', 'reopen'),
    fixed: count('fixed'),
    unchanged: plan.unchanged,
  };
}
