import type { RunningFanOut } from '../domain/fan-out';

/** The state machine that runs the shards of a scan and then reconciles. */
export interface FanOuts {
  /** Once for each `scanId`, however often it is called. */
  start(run: RunningFanOut): Promise<void>;
  running(): Promise<RunningFanOut[]>;
  /** Starts no further task. Tasks that run go on: they are stopped apart. No error where nothing runs. */
  stop(scanId: string, reason: string): Promise<void>;
}
