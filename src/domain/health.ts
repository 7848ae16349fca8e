import { NO_SCAN_MS } from './timing';
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
  /** When it ended, ISO 8601; only where `over` and known. */
  endedAt?: string;
  /** It was told before, and is not over yet. */
  again?: boolean;
}

/** What one trouble is told apart by. */
export function healthKey(problem: HealthProblem): string {
  if (problem.kind === 'dead-letters') return `dead-letters/${problem.queue}`;
  return problem.kind === 'alarm' ? `alarm/${problem.name}` : problem.kind;
}

/** What the installation's alarms are called before their own name. */
export const ALARM_PREFIX = 'vulnscan-';

/** One of the installation's alarms changed: it began, or it is over. */
export interface AlarmChange {
  /** Without the installation's prefix, such as `no-scan` or `dead-letters-alerts-dead`. */
  name: string;
  description: string;
  over: boolean;
  /** ISO 8601. */
  at: string;
}

/** How an alarm stands now, since `at`. */
export interface AlarmState extends AlarmChange {
  /** When it was made or last given another form, ISO 8601. */
  madeAt: string;
}

export function noticeOf(alarm: AlarmChange): HealthNotice {
  return { problem: problemOf(alarm), since: alarm.at, over: alarm.over };
}

function problemOf({ name, description }: AlarmChange): HealthProblem {
  if (name === 'no-scan' || name === 'token-refused') return { kind: name };
  const queue = /^dead-letters-(.+)$/.exec(name)?.[1];
  return queue === undefined
    ? { kind: 'alarm', name, description }
    : { kind: 'dead-letters', queue };
}

/**
 * An alarm at silence rings as soon as it is made. Until it has watched for as long as it lets pass, that says only
 * that vulnscan was deployed today.
 */
export function isTooNew({ name, madeAt }: AlarmState, now: Date): boolean {
  return name === 'no-scan' && now.getTime() - Date.parse(madeAt) < NO_SCAN_MS;
}
