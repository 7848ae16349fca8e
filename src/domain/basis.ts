import type { Severity } from './finding';
import type { Place } from './workflow';

/** What was so when a decision was made. Absent where it was not known. */
export interface Assumptions {
  severity: Severity;
  /** CISA listed it as exploited. */
  exploited?: boolean;
  /** One of its images could be reached from the internet, or that was not known. */
  exposed?: boolean;
  /** A fixed version was out. */
  fixable?: boolean;
}

/** How far a decision holds: where, and under which assumptions. */
export interface Basis extends Assumptions {
  place: Place;
  /** Names of the images that the finding was in; absent where not all of them were known. */
  images?: string[];
  /** Hashes of the names of further images that it was in: `Unnamed.names`. */
  unnamed?: string;
}
