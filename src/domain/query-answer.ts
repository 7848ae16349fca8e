import type { Finding, Severity } from './finding';
import type { HealthNotice } from './health';
import type { IndexAnswer } from './index-answer';
import type { MessageRef, RemedyLine } from './message';
import type { OpenFilter } from './open-filter';
import type { LastScan, RunningScan } from './overview';

/** What a bulk decision would cover now. */
export interface Coverage {
  count: number;
  /** Upgrades of these findings: the first ones, and how many there are. */
  lines: RemedyLine[];
  upgrades: number;
  /** What the filters can choose from. */
  open: OpenCounts;
}

/** What is open of a scan, whatever was chosen. */
export interface OpenCounts {
  total: number;
  bySeverity: Partial<Record<Severity, number>>;
  /** Image names, most findings first. */
  images: { name: string; count: number }[];
  fixable: number;
  overdue: number;
  /** Due within three days, the overdue ones included. */
  soon: number;
}

/** CISA's newest catalogue could not be read; date of the copy that was used, ISO 8601, absent without one. */
export interface StaleKev {
  copyOf?: string;
}

/** The message of a finding and the appearance that it shows. */
export interface ShownFinding {
  base: number;
  message?: MessageRef;
}

/** Upgrades in one answer to `open`: each has a menu, and private messages are read between others. */
export const OPEN_PER_PAGE = 5;

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
      /** Upgrades and packages without a fixed version that they are on. */
      upgrades: number;
      /** False when there are more open findings than were read. */
      complete: boolean;
      /** Problems of vulnscan itself. */
      troubles: HealthNotice[];
    }
  | {
      about: 'open';
      /** ISO 8601: what is overdue then. */
      at: string;
      /** What was asked for. */
      filter: OpenFilter;
      /** Open findings that were asked for, and of these. */
      total: number;
      critical: number;
      overdue: number;
      complete: boolean;
      /** Upgrades that have one of them, and how many are before this page. */
      upgrades: { total: number; before: number };
      /** From 1. */
      page: number;
      /** The page that was asked for, where there is none such. */
      pastEnd?: number;
      /** The upgrades of this page, in the order of what to do first; without those decided a moment ago. */
      lines: RemedyLine[];
      /** Images that an image filter offers, most open findings first. */
      images: { name: string; count: number }[];
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
      /** Where these findings are shown, by their ids; those whose card is not posted are left out. */
      shown?: Record<string, ShownFinding>;
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
