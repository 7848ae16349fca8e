import { ALARM_PREFIX } from './domain/health';
import { HOUR_MS, NO_SCAN_MS } from './domain/timing';
import type { FunctionName, QueueName } from './installation';

/* The alarms of the installation as data, and the metrics that they need. */

/** Metrics counted from log lines of functions that contain these words. */
export const LOG_METRICS = {
  /** The slack handler's words for a request without a valid signature. */
  ForgedRequests: { words: 'forged request refused', functions: ['slack'] },
  /** The painter's words when Slack refuses the channel or the token, or does not answer. The function does not fail then. */
  PostingStopped: { words: 'posting is stopped', functions: ['painter'] },
  /** The projector's words when findings could not be written to Security Hub. The function does not fail then. */
  WritingStopped: { words: 'changed findings are left for the next run', functions: ['projector'] },
  /** The part of every error about a refused token (adapters/slack/errors.ts). */
  RefusedTokens: {
    words: 'install the app again and store the new token',
    functions: ['slack', 'decide', 'painter', 'tasks'],
  },
} as const satisfies Record<string, { words: string; functions: FunctionName[] }>;
export type LogMetric = keyof typeof LOG_METRICS;

type Watched =
  /** Records in all dead-letter queues together. */
  | { kind: 'dead-letters' }
  /**
   * The age of the oldest record of a function's queue, in seconds. A handler reports records that failed, and its call
   * succeeds, so Lambda's count of errors would never ring.
   */
  | { kind: 'waiting'; queue: QueueName }
  /** The same, and calls of the function that failed without a record: those of its schedule. */
  | { kind: 'waiting-or-failing'; queue: QueueName; function: FunctionName }
  /** Answers with a status of 500 or more from the address that Slack calls. */
  | { kind: 'address-errors' }
  | { kind: 'log'; metric: LogMetric }
  /** Log lines of a loop that got nowhere, and calls of its function that failed. */
  | { kind: 'loop'; metric: LogMetric; function: FunctionName }
  /** Scans that finished, counted by the hour. */
  | { kind: 'finished-scans' };

export interface AlarmSettings {
  /** The alarm's name in CloudWatch; the rule for alarms matches its prefix. */
  name: string;
  /** What the alarm means and what to do, shown in Slack and in the console. */
  description: string;
  watches: Watched;
  /** The alarm is raised above this number; for finished scans, below it. */
  threshold: number;
  /** In so many periods in a row: of five minutes, for finished scans of an hour. */
  periods: number;
}

const NO_SCAN_HOURS = NO_SCAN_MS / HOUR_MS;
/** A quarter of an hour: the age of a record, and periods of five minutes. */
const MOST_SECONDS = 900;
const QUARTER_HOUR = 3;

/** The alarms, ten at most; docs/operations.md says what to do about each. */
export function alarms(): AlarmSettings[] {
  return [
    alarm('no-scan', { kind: 'finished-scans' }, [1, NO_SCAN_HOURS], NO_SCAN),
    // Nothing can be posted while Slack refuses the token: the event waits in the tasks queue until it is valid.
    alarm('token-refused', { kind: 'log', metric: 'RefusedTokens' }, [0, 1], TOKEN_REFUSED),
    alarm('posting-stopped', loop('painter', 'PostingStopped'), [0, QUARTER_HOUR], POSTING_STOPPED),
    alarm('errors-projector', loop('projector', 'WritingStopped'), [0, QUARTER_HOUR], PROJECTOR),
    alarm('errors-slack', { kind: 'address-errors' }, [2, 1], ADDRESS),
    alarm('errors-intake', INTAKE, [MOST_SECONDS, 1], waitingText('intake', 'events of findings')),
    alarm(
      'errors-decide',
      waiting('decide'),
      [MOST_SECONDS, 1],
      waitingText('decide', 'decisions'),
    ),
    alarm(
      'errors-tasks',
      waiting('tasks'),
      [MOST_SECONDS, 1],
      waitingText('tasks', 'scans and questions'),
    ),
    alarm('dead-letters', { kind: 'dead-letters' }, [0, 1], DEAD_LETTERS),
    alarm('forged-requests', { kind: 'log', metric: 'ForgedRequests' }, [100, 1], FORGED),
  ];
}

/** The sweep calls the function without a record. */
const INTAKE: Watched = { kind: 'waiting-or-failing', queue: 'intake', function: 'intake' };

const NO_SCAN = `No scan has finished for ${NO_SCAN_HOURS} hours: see the last task of the cluster, and why it stopped.`;
const TOKEN_REFUSED =
  "Slack refuses the app's token, so nothing is posted: install the app again and store the new token with npm run setup.";
const POSTING_STOPPED =
  'Nothing can be posted for 15 minutes. npm run doctor tells whether the app was removed from the channel (invite it again), the channel is archived (unarchive it, or set another slack.channel) or the token is refused; if it finds nothing, Slack does not answer, or the log of vulnscan-painter has the error.';
const PROJECTOR =
  'Statuses cannot be written to Security Hub for 15 minutes; they are kept and retried. Look for the reason in the log of vulnscan-projector: a missing permission, or a status that Security Hub refuses.';
const ADDRESS =
  'Slack gets errors from our address, so clicks and commands fail: look for level error in the log of vulnscan-slack.';
const DEAD_LETTERS =
  'Records that could not be handled wait for a person: npm run redrive shows each and why. Fix the cause, then send them again.';
const FORGED =
  'Somebody calls the Slack address without a valid signature. They are refused; rotate the signing secret if it may be known.';

function waitingText(name: FunctionName, what: string): string {
  return `The vulnscan-${name} function fails: ${what} have waited for 15 minutes in its queue. Look for level error in its log. They are kept and retried.`;
}

function alarm(
  name: string,
  watches: Watched,
  [threshold, periods]: [number, number],
  description: string,
): AlarmSettings {
  return { name: `${ALARM_PREFIX}${name}`, watches, threshold, periods, description };
}

function waiting(queue: QueueName): Watched {
  return { kind: 'waiting', queue };
}

function loop(name: FunctionName, metric: LogMetric): Watched {
  return { kind: 'loop', metric, function: name };
}
