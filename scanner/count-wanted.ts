import { createAssess } from '../src/domain/assess';
import type { ImageScan, ScoredDetection } from '../src/domain/detection';
import type { Feeds } from '../src/domain/feeds';
import { type FindingRules, isWanted } from '../src/domain/wanted';

/**
 * Gives what of an image becomes a finding by what is known of this image, once the feeds are read. EPSS makes no finding,
 * so its scores are not looked up.
 */
export function createCount(
  rules: FindingRules,
  reading: Promise<Feeds>,
  now: Date,
): (scan: ImageScan) => Promise<ScoredDetection[]> {
  return async ({ detections }) => {
    const { epssOf: _, ...feeds } = await reading;
    const assess = createAssess(feeds, new Set(), now);
    return detections.filter((each) => isWanted(assess(each, undefined), rules));
  };
}
