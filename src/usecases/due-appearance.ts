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

/** One appearance of a finding that has to be shown. */
export interface DueAppearance {
  entry: AlertEntry;
  /** `identityText` of the appearance. */
  identity: string;
  /** The earliest time at which it can have been posted. */
  since: Date;
  /** How long until the history would show a message posted just before. */
  unsettledMs: number;
}
