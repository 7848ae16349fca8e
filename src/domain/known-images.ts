import type { KnownFinding } from './detection';
import { findingId, type Scope } from './finding-id';
import type { Plan, Step } from './plan';
import type { KnownImage } from './scan';
import type { SeenVulnerabilities } from './seen-vulnerabilities';

/** Security Hub's fields of a finding hold the names of at least so many images. */
const NAMED = 300;

/**
 * Images that no finding was in before, and all of whose findings there were before the scan: without a word nobody
 * would learn of them. Each is told once, since the findings name it from now on.
 */
export async function knownImages(
  known: KnownFinding[],
  seen: SeenVulnerabilities,
  plan: Plan,
  scope: Scope,
): Promise<KnownImage[]> {
  if (scope === 'image') return [];
  const named = new Set(known.flatMap(({ images }) => images.map(({ name }) => name)));
  const fresh = seen.images.map(({ image }) => image.name).filter((name) => !named.has(name));
  const tally = new Map(fresh.map((name) => [name, newTally()]));
  if (tally.size === 0) return [];
  const findings = new Map(known.filter(isActiveAfter(plan)).map((each) => [each.id, each]));
  const posted = new Set(plan.steps.filter(isFirstNews).map(({ content }) => content.id));
  for await (const { id: vulnerabilityId, detections } of seen.read()) {
    const id = findingId(vulnerabilityId);
    const names = new Set(detections.flatMap(({ images }) => images.map(({ name }) => name)));
    for (const name of names) count(tally.get(name), findings.get(id), posted.has(id));
  }
  return [...tally].flatMap(([image, { findings, isPosted, isNamedNext }]) =>
    isNamedNext && !isPosted ? [{ image, findings }] : [],
  );
}

/** What was seen in a new image. */
interface Tally {
  findings: number;
  /** One of its findings is posted. */
  isPosted: boolean;
  /** One of its findings names it from now on. */
  isNamedNext: boolean;
}

function newTally(): Tally {
  return { findings: 0, isPosted: false, isNamedNext: false };
}

function count(tally: Tally | undefined, finding: KnownFinding | undefined, isPosted: boolean) {
  if (tally === undefined) return;
  if (isPosted) tally.isPosted = true;
  if (finding === undefined) return;
  tally.findings += 1;
  if (finding.images.length < NAMED) tally.isNamedNext = true;
}

function isActiveAfter({ steps }: Plan): (finding: KnownFinding) => boolean {
  const states = new Map(steps.map(({ content }) => [content.id, content.recordState]));
  return ({ id, recordState }) => (states.get(id) ?? recordState) === 'ACTIVE';
}

/** True for a finding that there was not before, or that was gone. */
function isFirstNews({ kind }: Step): boolean {
  return kind === 'new' || kind === 'back';
}
