import type { Severity } from '../domain/finding';
import type { AlertEntry } from '../domain/message';
import type { Channel } from '../ports/channel';
import type { Clock } from '../ports/runtime';
import type { MarkDeps } from './mark-notified';
import type { ProcessCache } from './process-cache';

export interface RaiseDeps extends MarkDeps {
  channel: Channel;
  clock: Clock;
  memory: ProcessCache;
  rules: { severities: Severity[]; digestAbove: number };
}

/** One appearance of a finding, and the records of the batch that speak of it. */
export interface DueAppearance {
  entry: AlertEntry;
  /** `identityText` of the appearance. */
  identity: string;
  /** From when on it can have been posted. */
  since: Date;
  /** Its message may have been posted so lately that the history does not show it yet. */
  unsettledMs: number;
}
