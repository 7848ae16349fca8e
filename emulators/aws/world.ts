import type { Changes } from './changes';
import type { Faults } from './faults';
import type { Timers } from './timers';

/** What every service shares: where it stands, what time it is, and what may go wrong. */
export interface World {
  account: string;
  region: string;
  now(): Date;
  random(): number;
  timers: Timers;
  faults: Faults;
  changes: Changes;
}
