import type { StaleFeed } from './scan';
import type { Epss } from './urgency';

/** What the feeds say at the time of a scan. */
export interface Feeds {
  /** CISA's catalogue of known exploited vulnerabilities by CVE id; undefined where it is not known. */
  exploited?: ReadonlyMap<string, { since: string; ransomware: boolean }>;
  /** Date of the catalogue, ISO 8601. */
  exploitedAsOf?: string;
  /** EPSS scores of these ids; undefined where none are known. */
  epssOf?(ids: ReadonlySet<string>): Map<string, Epss>;
  /** Date of the scores, ISO 8601. */
  epssAsOf?: string;
  stale: StaleFeed[];
}
