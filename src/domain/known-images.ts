import type { KnownFinding } from './detection';
import { findingId, type Scope } from './finding-id';
import type { Plan, Step } from './plan';
import type { KnownImage } from './scan';
import type { SeenVulnerabilities } from './seen-vulnerabilities';
import { hashesIn, hashOfName, imageTest } from './unnamed-images';

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
  const named = namesIn(known);
  const fresh = seen.images
    .map(({ image }) => image.name)
    .filter((name) => !named.has(hashOfName(name)));
  const tally = new Map(fresh.map((name) => [name, newTally()]));
  if (tally.size === 0) return [];
  const findings = new Map(known.filter(isActiveAfter(plan)).map((each) => [each.id, each]));
  const posted = new Set(plan.steps.filter(isFirstNews).map(({ content }) => content.id));
  for await (const { id: vulnerabilityId, detections } of seen.read()) {
    const id = findingId(vulnerabilityId);
    const names = new Set(detections.flatMap(({ images }) => images.map(({ name }) => name)));
    for (const name of names) count(tally.get(name), findings.get(id), posted.has(id));
  }
  return [...tally].flatMap(([image, { findings, isPosted, isKnownNext }]) =>
    isKnownNext && !isPosted ? [{ image, findings }] : [],
  );
}

/** What was seen in a new image. */
interface Tally {
  findings: number;
  /** One of its findings is posted. */
  isPosted: boolean;
  /** One of its findings is known to be in it from now on. */
  isKnownNext: boolean;
}

function newTally(): Tally {
  return { findings: 0, isPosted: false, isKnownNext: false };
}

function count(tally: Tally | undefined, finding: KnownFinding | undefined, isPosted: boolean) {
  if (tally === undefined) return;
  if (isPosted) tally.isPosted = true;
  if (finding === undefined) return;
  tally.findings += 1;
  if (imageTest(finding) !== undefined) tally.isKnownNext = true;
}

/** Hashes of the names of all images that a finding is in. */
function namesIn(known: KnownFinding[]): Set<string> {
  const names = new Set(known.flatMap(({ images }) => images.map(({ name }) => name)));
  const hashes = new Set([...names].map(hashOfName));
  for (const { unnamed } of known) {
    for (const hash of hashesIn(unnamed?.names)) hashes.add(hash);
  }
  return hashes;
}

function isActiveAfter({ steps }: Plan): (finding: KnownFinding) => boolean {
  const states = new Map(steps.map(({ content }) => [content.id, content.recordState]));
  return ({ id, recordState }) => (states.get(id) ?? recordState) === 'ACTIVE';
}

/** True for a finding that there was not before, or that was gone. */
function isFirstNews({ kind }: Step): boolean {
  return kind === 'new' || kind === 'back';
}
