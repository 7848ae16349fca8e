import type { Exposure } from '../../../domain/urgency';

/** An exposure as text: `yes (configured)`, `no (derived)` or `not known`. */
export function writeExposure(exposure: Exposure): string {
  return exposure.exposed === 'unknown' ? UNKNOWN : `${exposure.exposed} (${exposure.source})`;
}

/** Undefined for what `writeExposure` did not write. */
export function readExposure(text: string | undefined): Exposure | undefined {
  return EXPOSURES.find((each) => writeExposure(each) === text);
}

const UNKNOWN = 'not known';

const EXPOSURES: Exposure[] = [
  { exposed: 'unknown' },
  { exposed: 'yes', source: 'configured' },
  { exposed: 'yes', source: 'derived' },
  { exposed: 'no', source: 'configured' },
  { exposed: 'no', source: 'derived' },
];
