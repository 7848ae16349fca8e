import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { IndexAnswer } from './index-answer';
import type { LastScan, RunningScan } from './overview';

/** What a bulk decision would cover: the number of findings and the five to do first. */
export interface Coverage {
  /** ISO 8601: what is overdue then. */
  at: string;
  count: number;
  worst: Finding[];
}

/** CISA's newest catalogue could not be read; date of the copy that was used, ISO 8601, absent without one. */
export interface StaleKev {
  copyOf?: string;
}

/** The answer to a question of /vulnscan. */
export type QueryAnswer =
  | {
      about: 'status';
      running: RunningScan[];
      lastScan?: LastScan;
      openBySeverity: Partial<Record<Severity, number>>;
      open: number;
      /** Of these. */
      overdue: number;
      /** False when there are more open findings than were read. */
      complete: boolean;
      /** Problems of vulnscan itself. */
      troubles: HealthNotice[];
    }
  | {
      about: 'open';
      /** ISO 8601: what is overdue then. */
      at: string;
      /** Those that were asked for; absent for all. */
      severities?: Severity[];
      /** Only those that are overdue were asked for. */
      overdue?: true;
      total: number;
      overdueTotal: number;
      complete: boolean;
      page: number;
      pages: number;
      /** The page that was asked for, where there is none such. */
      pastEnd?: number;
      /** The findings of this page, in the order of what to do first; without those decided a moment ago. */
      findings: Finding[];
      /** Only where nothing is open, which means something only after a scan. */
      lastScan?: LastScan;
    }
  /** At most one finding in scope `vulnerability`, several in scope `image`. */
  | {
      about: 'affected';
      /** ISO 8601: what is overdue then. */
      at: string;
      vulnerabilityId: string;
      findings: Finding[];
      /** By the last scan. */
      staleKev?: StaleKev;
      /** False when there are more findings than were read. */
      complete: boolean;
      /** Only where there is no finding and no index. */
      lastScan?: LastScan;
      /**
       * What the last complete scan found, whether or not it is a finding; or why that is not known: no complete scan is
       * in the archive yet, or the archive did not answer.
       */
      index?: IndexAnswer | 'none' | 'unavailable';
    };
