import type { Severity } from './finding';

/** One image to scan. `reference` is Trivy's argument: registry/repository@digest where a digest is known. */
export interface ScanTarget {
  reference: string;
  /** Identity: registry/repository. */
  name: string;
  repository: string;
  tag?: string;
  digest?: string;
  platform?: string;
  services: string[];
}

/** Number of findings by what the scan changed. */
export interface ScanCounts {
  new: number;
  reopened: number;
  fixed: number;
  unchanged: number;
}

export interface ImageOutcome {
  image: string;
  /** Distinct findings at or above the configured severities; absent when it failed. */
  findings?: Partial<Record<Severity, number>>;
  /** Why it could not be scanned, as a sentence that ends in the next step. */
  error?: string;
  /** The error's code, by which it is translated. */
  errorCode?: string;
}

/** An event of the scanner on EventBridge, source `vulnscan`. */
export type ScanEvent =
  | {
      type: 'Scan Started';
      scanId: string;
      at: string;
      images: string[];
      startedBy: string;
      taskArn?: string;
    }
  | {
      type: 'Scan Progress';
      scanId: string;
      at: string;
      done: number;
      total: number;
      image: ImageOutcome;
      taskArn?: string;
    }
  | {
      type: 'Scan Completed';
      scanId: string;
      at: string;
      taskArn?: string;
      counts: ScanCounts;
      images: ImageOutcome[];
      refused: number;
      held: number;
      durationMs: number;
      /** Trivy's version and its database's date, where known. */
      trivyVersion?: string;
      databaseAt?: string;
      error?: string;
      errorCode?: string;
    };

/** The scanner's ECS task, from ECS. */
export interface ScanTask {
  arn: string;
  lastStatus: string;
  startedBy?: string;
  createdAt?: string;
  startedAt?: string;
  stoppedAt?: string;
  stopCode?: string;
  stoppedReason?: string;
  exitCode?: number;
  /** The environment variables given to RunTask. */
  environment: Record<string, string>;
}

/** The content of a scan's message. */
export interface ScanReport {
  /** Requested image names; empty means all. */
  images: string[];
  taskArn: string;
  requestedBy?: string;
  state: 'queued' | 'pulling' | 'scanning' | 'done' | 'failed' | 'cancelled';
  done?: number;
  total?: number;
  current?: string;
  completed?: Extract<ScanEvent, { type: 'Scan Completed' }>;
  /** Why it failed and what to do. */
  problem?: string;
  problemCode?: string;
  startedAt: string;
}
