import { mergeDetections, type ScoredDetection } from './detection';
import { findingId, type Scope } from './finding-id';
import { groupBy } from './group-by';
import type { SeenVulnerability } from './seen-vulnerabilities';

/** What was seen of a vulnerability, merged by the finding that it belongs to. */
export function seenFindings(
  { id: vulnerabilityId, detections }: SeenVulnerability,
  scope: Scope,
): [id: string, detection: ScoredDetection][] {
  const groups = groupBy(detections, ({ images: [image] }) =>
    findingId(vulnerabilityId, scope === 'image' ? image?.name : undefined),
  );
  return [...groups].flatMap(([id, [first, ...more]]) =>
    first === undefined ? [] : [[id, mergeDetections(first, more)]],
  );
}
