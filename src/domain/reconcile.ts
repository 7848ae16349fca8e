import { createAssess } from './assess';
import { defined } from './defined';
import type { ImageScan, KnownFinding, ScoredDetection } from './detection';
import { createEvidence, type Held } from './evidence';
import { findingId } from './finding-id';
import type { Plan, ReconcileOptions } from './plan';
import { type Planned, planFinding } from './plan-finding';
import { findRenames, inheritedFrom, named, type Renames, renamedNote } from './renamed';
import { seenById } from './seen-by-id';
import { createNaming, type NamesOfRun } from './unnamed-images';
import { withRemedies } from './with-remedies';

/** Plans what has to change in Security Hub (`known`) so that it agrees with the scans. Pure. */
export function reconcile(
  known: KnownFinding[],
  scans: ImageScan[],
  options: ReconcileOptions,
): Plan {
  const own = known.filter((finding) => isOwn(finding, options));
  const seen = seenById(scans, options.scope);
  const renames = findRenames(own, seen);
  const evidence = createEvidence(
    scans,
    own.filter(({ id }) => !renames.to.has(id)),
    options,
  );
  const byId = new Map(own.map((finding) => [finding.id, finding]));
  const held = new Map<string, Held>();
  const assess = createAssess(
    options.feeds,
    vulnerabilityIds([...own, ...seen.values()]),
    options.now,
  );
  const describe = (detection: ScoredDetection, finding: KnownFinding | undefined) =>
    withRemedies(assess(detection, finding?.urgency), finding?.remedies, options);
  const context = { evidence, options, held, assess: describe };
  const withNames = createNaming(namesOf(scans, options));
  const plan: Plan = { steps: [], unchanged: 0, held: [] };
  for (const id of new Set([...byId.keys(), ...seen.keys()])) {
    const cut = byId.get(id);
    const known = cut && withNames(cut);
    const old = renames.from.get(id);
    const detection = named(seen.get(id), known, old);
    const assessed = detection && describe(detection, known ?? old);
    const planned = withRenamed(
      planFinding({ id, known, seen: assessed }, context),
      renames,
      options,
    );
    if (planned.step !== undefined) plan.steps.push(planned.step);
    if (planned.unchanged) plan.unchanged += 1;
  }
  plan.held = [...held.values()];
  return plan;
}

/** The images that the run looked at or could not look at, by which it knows those that a finding does not name. */
function namesOf(
  scans: ImageScan[],
  { failed = new Set(), present }: ReconcileOptions,
): NamesOfRun {
  const names = [...scans.map(({ image }) => image.name), ...failed];
  return { names, ...defined({ present }), isWhole: failed.size === 0 };
}

function vulnerabilityIds(detections: ScoredDetection[]): Set<string> {
  return new Set(detections.map(({ vulnerabilityId }) => vulnerabilityId));
}

/** Findings of another scope, product or tool are left alone. */
function isOwn(finding: KnownFinding, options: ReconcileOptions): boolean {
  if (finding.productArn !== options.target.productArn) return false;
  const { vulnerabilityId, images } = finding;
  if (options.scope === 'vulnerability') return finding.id === findingId(vulnerabilityId);
  return images.some((image) => finding.id === findingId(vulnerabilityId, image.name));
}

/** A plan for a renamed vulnerability: the new finding takes over the decision, the old one says its new id. */
function withRenamed(
  planned: Planned,
  { from, to }: Renames,
  { now, reask }: ReconcileOptions,
): Planned {
  const { step } = planned;
  if (step?.kind === 'new') {
    const old = from.get(step.content.id);
    const inherited = old && inheritedFrom(old, step.content.detection, reask);
    if (inherited === undefined) return planned;
    return { step: { ...step, kind: 'inherited', inherited }, unchanged: true };
  }
  const newId = step && to.get(step.content.id);
  if (step?.kind !== 'fixed' || step.known === undefined || newId === undefined) return planned;
  const change = { ...step.change, note: renamedNote(step.known, newId, now) };
  return { step: { ...step, kind: 'renamed', change }, unchanged: false };
}
