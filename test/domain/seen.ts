import { seenIn } from '../../src/domain/collected-scans';
import type { ImageScan, KnownFinding, ScoredDetection } from '../../src/domain/detection';
import { createEvidence, type Evidence, type EvidenceOptions } from '../../src/domain/evidence';
import { groupBy } from '../../src/domain/group-by';
import { createMassVanishing } from '../../src/domain/mass-vanishing';
import type { SeenFacts } from '../../src/domain/remedies-of-scan';
import { factsOf } from '../../src/domain/remedy-facts';
import { seenFindings } from '../../src/domain/seen-findings';

/** What scans show of each vulnerability, in all images. */
export function mergedIn(scans: ImageScan[]): ScoredDetection[] {
  const all = scans.flatMap(({ detections }) => detections);
  return [...groupBy(all, ({ vulnerabilityId }) => vulnerabilityId)].flatMap(([id, detections]) =>
    seenFindings({ id, detections }, 'vulnerability').map(([, merged]) => merged),
  );
}

/** All facts of scans, without reading them one vulnerability at a time. */
export function factsIn(scans: ImageScan[]): SeenFacts {
  return {
    facts: scans.flatMap(({ detections }) => detections.flatMap(factsOf)),
    scanned: new Set(scans.map(({ image }) => image.name)),
  };
}

/** The evidence of scans about what Security Hub holds. */
export async function evidenceOf(
  scans: ImageScan[],
  known: KnownFinding[],
  options: EvidenceOptions,
): Promise<Evidence> {
  const seen = seenIn(scans);
  const vanishing = createMassVanishing(seen.images, known);
  for await (const vulnerability of seen.read()) vanishing.see(vulnerability);
  return createEvidence(seen.images, vanishing.names(new Set()), options);
}
