import { defined } from './defined';
import type { ScoredDetection } from './detection';
import type { Feeds } from './feeds';
import { exposureOf, factsOfVector, type Urgency, urgencyOf } from './urgency';

/** Gives a detection its urgency. `before`: what the finding had. */
export type Assess = (detection: ScoredDetection, before: Urgency | undefined) => ScoredDetection;

/**
 * Answers the questions of urgency for the detections of one scan (issue 14): exploited and EPSS from the feeds, exposure
 * from the images, the others from the CVSS vector. What a feed that is missing now has said before still counts: nothing
 * stops being exploited because a download failed. Vulnerabilities are looked up by their own id: Trivy reports a CVE id
 * where there is one.
 */
export function createAssess(feeds: Feeds, ids: ReadonlySet<string>, now: Date): Assess {
  const scores = feeds.epssOf?.(ids);
  return (detection, before) => {
    const { vulnerabilityId, images, cvss = [] } = detection;
    const listed = feeds.exploited?.get(vulnerabilityId)?.since;
    const facts = {
      exposed: exposureOf(images),
      ...factsOfVector(cvss),
      ...defined({
        exploitedSince: feeds.exploited === undefined ? before?.exploitedSince : listed,
        epss: scores === undefined ? before?.epss : scores.get(vulnerabilityId),
      }),
    };
    return { ...detection, urgency: urgencyOf(facts, before, now) };
  };
}
