import { ALARM_PREFIX } from './domain/health';
import { HOUR_MS, NO_SCAN_MS } from './domain/timing';
import {
  DEAD_LETTER_QUEUES,
  FUNCTION_NAMES,
  type FunctionName,
  QUEUES,
  type QueueName,
} from './installation';

/* The alarms of the installation as data, and the metrics that they need. */

/** Metrics counted from log lines of functions that contain these words. */
export const LOG_METRICS = {
  /** The slack handler's words for a request without a valid signature. */
  ForgedRequests: { words: 'forged request refused', functions: ['slack'] },
  /**
   * The painter's words when Slack refuses the channel or the token, and the part of every error about a refused token
   * (adapters/slack/errors.ts). The functions themselves do not fail then.
   */
  PostingStopped: { words: 'posting is stopped', functions: ['painter'] },
  RefusedTokens: {
    words: 'install the app again and store the new token',
    functions: ['decide', 'painter', 'tasks'],
  },
} as const satisfies Record<string, { words: string; functions: FunctionName[] }>;
export type LogMetric = keyof typeof LOG_METRICS;

export interface AlarmSettings {
  /** The alarm's name in CloudWatch; the rule for alarms matches its prefix. */
  name: string;
  /** What the alarm means and what to do, shown in Slack and in the console. */
  description: string;
  watches:
    | { kind: 'dead-letters'; queue: QueueName }
    | { kind: 'errors'; function: FunctionName }
    | { kind: 'log'; metric: LogMetric }
    /** Scans that finished, counted by the hour. */
    | { kind: 'finished-scans' };
  /** The alarm is raised above this number in five minutes; for finished scans, below it in each of `hours`. */
  threshold: number;
  hours?: number;
}

const NO_SCAN_HOURS = NO_SCAN_MS / HOUR_MS;

/** The alarms; docs/operations.md says what to do about each. Ten alarms are free of charge. */
export function alarms(): AlarmSettings[] {
  return [
    ...DEAD_LETTER_QUEUES.map(deadLettersAlarm),
    ...FUNCTION_NAMES.map(errorsAlarm),
    {
      // Nothing can be posted while Slack refuses the token: the event waits in the tasks queue until it is valid.
      name: `${ALARM_PREFIX}token-refused`,
      description:
        "Slack refuses the app's token, so nothing is posted: install the app again and store the new token with npm run setup.",
      watches: { kind: 'log', metric: 'RefusedTokens' },
      threshold: 0,
    },
    {
      name: `${ALARM_PREFIX}posting-stopped`,
      description:
        'Slack refuses the channel or the token, so nothing is posted: invite the app to the channel, check slack.channel and the token.',
      watches: { kind: 'log', metric: 'PostingStopped' },
      threshold: 0,
    },
    {
      name: `${ALARM_PREFIX}forged-requests`,
      description:
        'Somebody calls the Slack address without a valid signature. They are refused; rotate the signing secret if it may be known.',
      watches: { kind: 'log', metric: 'ForgedRequests' },
      threshold: 100,
    },
    {
      name: `${ALARM_PREFIX}no-scan`,
      description: `No scan has finished for ${NO_SCAN_HOURS} hours: see the last task of the cluster, and why it stopped.`,
      watches: { kind: 'finished-scans' },
      threshold: 1,
      hours: NO_SCAN_HOURS,
    },
  ];
}

function deadLettersAlarm(queue: QueueName): AlarmSettings {
  const name = QUEUES[queue].name.replace('vulnscan-', '').replace('.fifo', '');
  return {
    name: `${ALARM_PREFIX}dead-letters-${name}`,
    description:
      'Messages that could not be handled wait in this queue: see what they have in common, fix it, redrive.',
    watches: { kind: 'dead-letters', queue },
    threshold: 0,
  };
}

function errorsAlarm(name: FunctionName): AlarmSettings {
  return {
    name: `${ALARM_PREFIX}errors-${name}`,
    description: `The ${name} function fails: look for level error in its log.`,
    watches: { kind: 'errors', function: name },
    threshold: 2,
  };
}
