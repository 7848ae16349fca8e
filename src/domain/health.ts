/** What can be wrong with vulnscan itself. One message each; `over` says that it has ended. */
export type HealthProblem =
  | { kind: 'no-scan'; lastScanAt?: string }
  | { kind: 'old-database'; databaseAt: string }
  | { kind: 'dead-letters'; queue: string; count?: number }
  | { kind: 'token-refused'; reason?: string }
  /** An alarm of the installation: its name without our prefix, and what it says to do. */
  | { kind: 'alarm'; name: string; description: string };

export interface HealthNotice {
  problem: HealthProblem;
  since: string;
  over: boolean;
}

/** What one trouble is told apart by: at most one message stands open for each. */
export function healthKey(problem: HealthProblem): string {
  if (problem.kind === 'dead-letters') return `dead-letters/${problem.queue}`;
  return problem.kind === 'alarm' ? `alarm/${problem.name}` : problem.kind;
}

/** One of the installation's alarms changed: it began, or it is over. */
export interface AlarmNews {
  /** Without the installation's prefix, such as `no-scan` or `dead-letters-alerts-dead`. */
  name: string;
  description: string;
  over: boolean;
  /** ISO 8601. */
  at: string;
}
