import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { LastScan } from './overview';

/** What a bulk decision would cover: the number of findings and the five most severe. */
export interface Coverage {
  count: number;
  worst: Finding[];
}

/** The answer to a question of /vulnscan. */
export type QueryAnswer =
  | {
      about: 'status';
      running: { images: string[]; startedAt?: string }[];
      lastScan?: LastScan;
      openBySeverity: Partial<Record<Severity, number>>;
      open: number;
      /** False when there are more open findings than were read. */
      complete: boolean;
      /** Problems of vulnscan itself. */
      troubles: HealthNotice[];
    }
  | {
      about: 'open';
      severity?: string;
      total: number;
      complete: boolean;
      page: number;
      pages: number;
      /** The findings of this page, most severe first; without those decided a moment ago. */
      findings: Finding[];
    }
  /** At most one finding in scope `vulnerability`, several in scope `image`. */
  | { about: 'affected'; vulnerabilityId: string; findings: Finding[] };
