/** What became of one record of a queue. */
export type Outcome =
  | { kind: 'done' }
  /**
   * Comes back: after `afterMs` where a service named a time, else after the back-off that its number of receives
   * asks for, and not before `atLeastMs`.
   */
  | { kind: 'retry'; afterMs?: number; atLeastMs?: number }
  /** Nobody can do anything with it. */
  | { kind: 'quarantined'; reason: string };

export const DONE: Outcome = { kind: 'done' };
