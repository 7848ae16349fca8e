import type { AlarmState, HealthNotice } from '../domain/health';
import type { ScanReport } from '../domain/scan';

/** The health of vulnscan as its own messages show it. */
export interface HealthSummary {
  /** The newest scans that were done or failed, the newest first. */
  scans: ScanReport[];
  /** Problems that are not over. */
  troubles: HealthNotice[];
}

/** The installation's own alarms. */
export interface Alarms {
  /** The state of each alarm; alarms without enough data are left out. */
  states(): Promise<AlarmState[]>;
}
