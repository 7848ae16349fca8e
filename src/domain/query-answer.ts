import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { LastScan, RunningScan } from './overview';

/** What a bulk decision would cover: the number of findings and the five most severe. */
export interface Coverage {
  count: number;
  worst: Finding[];
}

/** The answer to a question of /vulnscan. */
export type QueryAnswer =
  | {
      about: 'status';
      running: RunningScan[];
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
      /** Those that were asked for; absent for all. */
      severities?: Severity[];
      total: number;
      complete: boolean;
      page: number;
      pages: number;
      /** The page that was asked for, where there is none such. */
      pastEnd?: number;
      /** The findings of this page, most severe first; without those decided a moment ago. */
      findings: Finding[];
      /** Only where nothing is open, which means something only after a scan. */
      lastScan?: LastScan;
    }
  /** At most one finding in scope `vulnerability`, several in scope `image`. */
  | {
      about: 'affected';
      vulnerabilityId: string;
      findings: Finding[];
      /** False when there are more findings than were read. */
      complete: boolean;
      /** Only where there is no finding. */
      lastScan?: LastScan;
    };
