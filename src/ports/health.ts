import type { AlarmState } from '../domain/health';
import type { MessageRef } from '../domain/message';
import type { ScanReport } from '../domain/scan';

/** A message about a problem of vulnscan itself that is not over. */
export interface ShownHealth {
  /** `healthKey` of the problem. */
  key: string;
  ref: MessageRef;
  /** ISO 8601. */
  postedAt: string;
  /** When the problem began according to the message, ISO 8601. */
  since: string;
}

/** The health of vulnscan as its own messages in the channel show it. */
export interface HealthSummary {
  /** The newest scan that has a message and was done or failed. */
  ended?: ScanReport;
  /** Problems that are not over: the texts of their messages. */
  troubles: string[];
}

/** The installation's own alarms. */
export interface Alarms {
  /** The state of each alarm; alarms without enough data are left out. */
  states(): Promise<AlarmState[]>;
}

/** The messages about vulnscan itself, in the same channel. */
export interface HealthMessages {
  /**
   * The messages posted since of every problem whose newest message does not say that it is over, newest first. A
   * problem that was posted again has several.
   */
  openHealth(since: Date): Promise<ShownHealth[]>;
  /** Reads the health from the messages posted since. */
  healthSummary(since: Date): Promise<HealthSummary>;
}
