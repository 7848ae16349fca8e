import type { ScanEvent, ScanTask } from '../domain/scan';

/** The scanner's ECS task. */
export interface Tasks {
  /** A second request with the same `token` within 24 h returns the same task. */
  start(
    /** Image names or references; none means all that are configured. */
    images: string[],
    options: { token: string; startedBy: string; environment: Record<string, string> },
  ): Promise<ScanTask>;
  describe(taskArn: string): Promise<ScanTask | undefined>;
  /** Scans: not the tasks that a scan over several tasks has beside the first. */
  running(): Promise<ScanTask[]>;
  /** All running tasks of a scan: the one that was started first, and those that scan its shards or reconcile. */
  ofScan(scanId: string): Promise<ScanTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}

/** Emits `Scan Started / Progress / Completed` on EventBridge. */
export interface ScanEvents {
  emit(event: ScanEvent): Promise<void>;
}
