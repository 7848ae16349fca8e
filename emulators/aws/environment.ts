import type { Changes } from './changes';
import type { Faults } from './faults';
import type { Timers } from './timers';

/** What every service shares: account, Region, clock, timers, faults and the feed of changes. */
export interface Environment {
  account: string;
  region: string;
  now(): Date;
  random(): number;
  timers: Timers;
  faults: Faults;
  changes: Changes;
}
