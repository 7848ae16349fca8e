import type { ImageScan, KnownFinding } from './detection';
import { findingId, type Scope } from './finding-id';
import type { Plan, Step } from './plan';
import type { KnownImage } from './scan';
import { hashesIn, hashOfName, imageTest } from './unnamed-images';

/**
 * Images that no finding was in before, and all of whose findings there were before the scan: without a word nobody
 * would learn of them. Each is told once, since the findings name it from now on.
 */
export function knownImages(
  known: KnownFinding[],
  scans: ImageScan[],
  plan: Plan,
  scope: Scope,
): KnownImage[] {
  if (scope === 'image') return [];
  const named = namesIn(known);
  const findings = new Map(known.filter(isActiveAfter(plan)).map((each) => [each.id, each]));
  const posted = new Set(plan.steps.filter(isFirstNews).map(({ content }) => content.id));
  const ids = idsByImage(scans.filter(({ image }) => !named.has(hashOfName(image.name))));
  return [...ids].flatMap(([image, found]) => {
    if (found.some((id) => posted.has(id))) return [];
    const own = found.flatMap((id) => findings.get(id) ?? []);
    const isKnownNext = own.some((finding) => imageTest(finding) !== undefined);
    return isKnownNext ? [{ image, findings: own.length }] : [];
  });
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

/** Ids of the findings that a scan of an image belongs to, whatever their severity. */
function idsByImage(scans: ImageScan[]): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const { image, detections } of scans) {
    const found = ids.get(image.name) ?? new Set();
    for (const { vulnerabilityId } of detections) found.add(findingId(vulnerabilityId));
    ids.set(image.name, found);
  }
  return new Map([...ids].map(([name, found]) => [name, [...found]]));
}
