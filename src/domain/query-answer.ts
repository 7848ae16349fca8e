import type { Finding, Severity } from './finding';
import type { LastScan } from './overview';

/** What a bulk decision would cover: how many, and the worst five. */
export interface Coverage {
  count: number;
  worst: Finding[];
}

/** What a question of /vulnscan is answered with. */
export type QueryAnswer =
  | {
      about: 'status';
      running: { images: string[]; startedAt?: string }[];
      lastScan?: LastScan;
      openBySeverity: Partial<Record<Severity, number>>;
      open: number;
      /** False when there are more open ones than were counted. */
      complete: boolean;
      /** What is wrong with vulnscan itself, in words. */
      troubles: string[];
    }
  | {
      about: 'open';
      severity?: string;
      total: number;
      complete: boolean;
      page: number;
      pages: number;
      /** Those of this page, worst first. */
      findings: Finding[];
    }
  /** With one finding a vulnerability at most one; with one an image and vulnerability, several. */
  | { about: 'affected'; vulnerabilityId: string; findings: Finding[] };
