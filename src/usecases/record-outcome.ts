/** The outcome of one record of a queue. */
export type Outcome =
  | { kind: 'done' }
  /**
   * Received again: after `afterMs` where a service named a time, else after the back-off for its number of receives
   * and not before `atLeastMs`.
   */
  | { kind: 'retry'; afterMs?: number; atLeastMs?: number }
  /** Can never be handled. */
  | { kind: 'quarantined'; reason: string };

export const DONE: Outcome = { kind: 'done' };
