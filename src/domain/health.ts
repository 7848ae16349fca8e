/** What can be wrong with vulnscan itself. One message each; `over` says that it has ended. */
export type HealthProblem =
  | { kind: 'no-scan'; lastScanAt?: string }
  | { kind: 'old-database'; databaseAt: string }
  | { kind: 'dead-letters'; queue: string; count: number }
  | { kind: 'token-refused'; reason: string };

export interface HealthNotice {
  problem: HealthProblem;
  since: string;
  over: boolean;
}
