import { type ImageScan, mergeDetections, type ScoredDetection } from './detection';
import { findingId, type Scope } from './finding-id';
import { groupBy } from './group-by';

/** What the scans saw, merged by the finding that it belongs to. */
export function seenById(scans: ImageScan[], scope: Scope): Map<string, ScoredDetection> {
  const parts = scans.flatMap((scan) =>
    scan.detections.map((detection) => ({
      id: findingId(detection.vulnerabilityId, scope === 'image' ? scan.image.name : undefined),
      detection,
    })),
  );
  const grouped = [...groupBy(parts, (part) => part.id)];
  return new Map(
    grouped.flatMap(([id, group]) => {
      const [first, ...more] = group.map((part) => part.detection);
      return first === undefined ? [] : [[id, mergeDetections(first, more)] as const];
    }),
  );
}
