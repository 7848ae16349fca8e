import type { AlarmState } from '../domain/health';
import type { MessageRef } from '../domain/message';
import type { ScanReport } from '../domain/scan';

/** A message that says of a trouble with vulnscan itself that it lasts. */
export interface ShownHealth {
  /** `healthKey` of the trouble. */
  key: string;
  ref: MessageRef;
  /** ISO 8601. */
  postedAt: string;
  /** Since when it said that the trouble lasts, ISO 8601. */
  since: string;
}

/** How vulnscan itself stands, by its own messages. */
export interface HealthSummary {
  /** The newest scan that has a message and was done or failed. */
  ended?: ScanReport;
  /** Troubles that are not over: the words of their messages. */
  troubles: string[];
}

/** The installation's own alarms. */
export interface Alarms {
  /** How each stands now; one that can't tell yet is left out. */
  states(): Promise<AlarmState[]>;
}

/** The messages about vulnscan itself, in the same channel. */
export interface HealthMessages {
  /**
   * The messages posted since of every trouble whose newest message does not say that it is over; newest first. A
   * trouble that was told again has several.
   */
  openHealth(since: Date): Promise<ShownHealth[]>;
  /** What the messages posted since tell of vulnscan itself. */
  healthSummary(since: Date): Promise<HealthSummary>;
}
