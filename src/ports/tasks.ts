import type { ScanEvent, ScanTask } from '../domain/scan';

/** The scanner's ECS task. */
export interface Tasks {
  /** `token` makes a doubled request one task (24 h). */
  start(
    /** Image names or references; none means all that are configured. */
    images: string[],
    options: { token: string; startedBy: string; environment: Record<string, string> },
  ): Promise<ScanTask>;
  describe(taskArn: string): Promise<ScanTask | undefined>;
  running(): Promise<ScanTask[]>;
  stop(taskArn: string, reason: string): Promise<void>;
}

/** Tells the world how a scan goes: `Scan Started / Progress / Completed` through EventBridge. */
export interface ScanEvents {
  emit(event: ScanEvent): Promise<void>;
}
