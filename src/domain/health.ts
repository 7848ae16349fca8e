import { fingerprint } from './text';
import { NO_SCAN_MS } from './timing';

/** What can be wrong with vulnscan itself. */
export type HealthProblem =
  | { kind: 'no-scan' }
  | { kind: 'old-database'; databaseAt: string }
  | { kind: 'token-refused' }
  /** An alarm of the installation: its name without ALARM_PREFIX, and its description, which says what to do. */
  | { kind: 'alarm'; name: string; description: string }
  /** Slack refuses the message of these findings, however it is drawn. */
  | { kind: 'set-aside'; findings: string[]; reason: string };

export interface HealthNotice {
  problem: HealthProblem;
  /** ISO 8601. */
  since: string;
  over: boolean;
  /** When it ended, ISO 8601; only where `over` and known. */
  endedAt?: string;
  /** It was posted before and is not over yet. */
  again?: boolean;
}

/** Identifies a problem. */
export function healthKey(problem: HealthProblem): string {
  switch (problem.kind) {
    case 'alarm':
      return `alarm/${problem.name}`;
    case 'set-aside':
      return `set-aside/${fingerprint(problem.findings.toSorted().join('\n'))}`;
    default:
      return problem.kind;
  }
}

/** A problem that was posted and is not over. */
export interface OpenProblem {
  /** Key of the card. */
  card: string;
  notice: HealthNotice;
  /** ISO 8601. */
  postedAt: string;
}

/**
 * The card of a problem, so that what is reported twice is posted once. Without fractions of a second: an event of an
 * alarm has none, and the state of the alarm does. `reminders`: how often the same problem was posted before.
 */
export function healthCard({ problem, since }: HealthNotice, reminders = 0): string {
  const second = new Date(Math.floor(Date.parse(since) / 1000) * 1000).toISOString();
  return `health/${healthKey(problem)}/${second}${reminders === 0 ? '' : `+${reminders}`}`;
}

/** The newest notice of each problem. */
export function troublesIn(open: OpenProblem[]): HealthNotice[] {
  const newest = new Map<string, HealthNotice>();
  for (const { notice } of open.toSorted((a, b) => a.postedAt.localeCompare(b.postedAt))) {
    newest.set(healthKey(notice.problem), notice);
  }
  return [...newest.values()];
}

/** Prefix of the installation's alarm names. */
export const ALARM_PREFIX = 'vulnscan-';

/** A change of one of the installation's alarms: the problem began or is over. */
export interface AlarmChange {
  /** Without the installation's prefix, such as `no-scan` or `dead-letters`. */
  name: string;
  description: string;
  over: boolean;
  /** ISO 8601. */
  at: string;
}

/** The state of an alarm, since `at`. */
export interface AlarmState extends AlarmChange {
  /** When its configuration was created or last changed, ISO 8601. */
  madeAt: string;
}

export function noticeOf(alarm: AlarmChange): HealthNotice {
  return { problem: problemOf(alarm), since: alarm.at, over: alarm.over };
}

function problemOf({ name, description }: AlarmChange): HealthProblem {
  if (name === 'no-scan' || name === 'token-refused') return { kind: name };
  return { kind: 'alarm', name, description };
}

/**
 * True for a no-scan alarm that has existed for less than its own period. It is in alarm from its creation, which
 * then means only that vulnscan was deployed today.
 */
export function isTooNew({ name, madeAt }: AlarmState, now: Date): boolean {
  return name === 'no-scan' && now.getTime() - Date.parse(madeAt) < NO_SCAN_MS;
}
