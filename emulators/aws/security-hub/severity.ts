import type { JsonObject } from '../json';
import { textAt } from '../json';

const LABELS = [
  { label: 'INFORMATIONAL', from: 0, upTo: 0 },
  { label: 'LOW', from: 1, upTo: 39 },
  { label: 'MEDIUM', from: 40, upTo: 69 },
  { label: 'HIGH', from: 70, upTo: 89 },
  { label: 'CRITICAL', from: 90, upTo: 100 },
] as const;

/** Fills what was left out: a label gives the lowest number of its band, a number gives its label. */
export function completeSeverity(severity: JsonObject): JsonObject {
  const label = textAt(severity, 'Label');
  if (label) {
    const band = LABELS.find((candidate) => candidate.label === label);
    return { ...severity, Normalized: band?.from ?? 0 };
  }
  const number = severity['Normalized'];
  const band = LABELS.find(({ upTo }) => typeof number === 'number' && number <= upTo);
  return { ...severity, Label: band?.label ?? 'INFORMATIONAL' };
}
