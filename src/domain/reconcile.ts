import { createAssess } from './assess';
import { cutContent } from './cut-content';
import { defined } from './defined';
import type { KnownFinding, ScoredDetection } from './detection';
import { createEvidence, type Held } from './evidence';
import { findingId } from './finding-id';
import { createMassVanishing } from './mass-vanishing';
import type { Plan, ReconcileOptions, Step } from './plan';
import { type Context, type Planned, planFinding } from './plan-finding';
import { inheritedFrom, named, type Renames, renamedNote, searchRenames } from './renamed';
import { seenFindings } from './seen-findings';
import type { SeenVulnerabilities } from './seen-vulnerabilities';
import { createTextSharing } from './share-texts';
import { createNaming, type NamesOfRun } from './unnamed-images';
import { withRemedies } from './with-remedies';

/**
 * Plans what has to change in Security Hub (`known`) so that it agrees with the scans. What was seen is read twice, and of
 * what needs no step nothing is kept. Pure, except that `seen` may reject.
 */
export async function reconcile(
  known: KnownFinding[],
  seen: SeenVulnerabilities,
  options: ReconcileOptions,
): Promise<Plan> {
  const own = known.filter((finding) => isOwn(finding, options));
  const { renames, vanished, ids } = await survey(own, seen, options);
  const assess = createAssess(options.feeds, ids, options.now);
  const context: Context = {
    evidence: createEvidence(seen.images, vanished, options),
    options,
    held: new Map<string, Held>(),
    assess: (detection, finding) =>
      withRemedies(assess(detection, finding?.urgency), finding?.remedies, options),
  };
  const planOne = createPlanOne(context, renames, createNaming(namesOf(seen, options)));
  const listed = new Map(own.map((finding) => [finding.id, finding]));
  const left = new Map(listed);
  const plan: Plan = { steps: [], unchanged: 0, held: [] };
  const cutStep = createCutStep();
  const take = ({ step, unchanged }: Planned): void => {
    if (step !== undefined) plan.steps.push(cutStep(step, listed.get(step.content.id)));
    if (unchanged) plan.unchanged += 1;
  };
  for await (const vulnerability of seen.read()) {
    for (const [id, detection] of seenFindings(vulnerability, options.scope)) {
      take(planOne(id, left.get(id), detection));
      left.delete(id);
    }
  }
  for (const [id, finding] of left) take(planOne(id, finding, undefined));
  return { ...plan, steps: inOrder(plan.steps, own), held: [...context.held.values()] };
}

/** With no more than an import needs: all steps are in memory until then. `listed`: without names that only this run knows. */
function createCutStep() {
  const shared = createTextSharing();
  return ({ known, ...step }: Step, listed: KnownFinding | undefined): Step => {
    const content = cutContent(step.content);
    const detection = shared(content.detection);
    return { ...step, content: { ...content, detection }, ...defined({ known: listed ?? known }) };
  };
}

/** Findings that there were first, in their order, and then the new ones as they were seen. */
function inOrder(steps: Step[], own: KnownFinding[]): Step[] {
  const places = new Map(own.map(({ id }, place) => [id, place]));
  const placeOf = ({ content }: Step) => places.get(content.id) ?? own.length;
  return steps.sort((a, b) => placeOf(a) - placeOf(b));
}

/** What has to be known of everything that was seen before the first finding is planned. */
async function survey(
  own: KnownFinding[],
  seen: SeenVulnerabilities,
  { scope }: ReconcileOptions,
): Promise<{ renames: Renames; vanished: Set<string>; ids: Set<string> }> {
  const search = searchRenames(own);
  const vanishing = createMassVanishing(seen.images, own);
  const ids = new Set(own.map(({ vulnerabilityId }) => vulnerabilityId));
  for await (const vulnerability of seen.read()) {
    ids.add(vulnerability.id);
    vanishing.see(vulnerability);
    if (!search.isNeeded) continue;
    for (const [id, detection] of seenFindings(vulnerability, scope)) search.see(id, detection);
  }
  const renames = search.found();
  return { renames, vanished: vanishing.names(renames.to), ids };
}

function createPlanOne(
  context: Context,
  renames: Renames,
  withNames: (finding: KnownFinding) => KnownFinding,
) {
  const { assess, options } = context;
  return (
    id: string,
    cut: KnownFinding | undefined,
    seen: ScoredDetection | undefined,
  ): Planned => {
    const known = cut && withNames(cut);
    const old = renames.from.get(id);
    const detection = named(seen, known, old);
    const assessed = detection && assess(detection, known ?? old);
    const one = { id, known, listed: cut, seen: assessed };
    return withRenamed(planFinding(one, context), renames, options);
  };
}

/** The images that the run looked at or could not look at, by which it knows those that a finding does not name. */
function namesOf(
  { images }: SeenVulnerabilities,
  { failed = new Set(), present }: ReconcileOptions,
): NamesOfRun {
  const names = [...images.map(({ image }) => image.name), ...failed];
  return { names, ...defined({ present }), failed: failed.size };
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
