import { compareSeverity, type Detection, hasFix } from './finding';
import { compareText } from './text';

/**
 * For sorting what a person does first (issue 14): the soonest due date, which puts the overdue first, then with a fix,
 * known to be exploited, severity, score, number of services, name.
 */
export function byUrgency(a: Detection, b: Detection): number {
  const [one, other] = [keyOf(a), keyOf(b)];
  return (
    compareText(one.dueAt, other.dueAt) ||
    Number(other.isFixable) - Number(one.isFixable) ||
    Number(other.isExploited) - Number(one.isExploited) ||
    compareSeverity(a.severity, b.severity) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    other.services - one.services ||
    compareText(one.name, other.name)
  );
}

/** After every date: what is due at the next rebuild. */
const NO_DATE = '~';

function keyOf(detection: Detection) {
  const { urgency, images, packages, vulnerabilityId } = detection;
  const services = new Set(images.flatMap((image) => image.services));
  return {
    isExploited: urgency?.exploitedSince !== undefined,
    dueAt: urgency?.dueAt ?? NO_DATE,
    isFixable: hasFix(detection),
    services: services.size,
    name: [packages[0]?.name, vulnerabilityId, images[0]?.name].join('\u0000'),
  };
}
