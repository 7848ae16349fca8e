import { randomUUID } from 'node:crypto';
import { isObject, type Json } from '../emulators/aws/json';
import type { Aws } from '../emulators/aws/server';
import { ALARM_PREFIX } from '../src/domain/health';
import { HOUR_MS, NO_SCAN_MS } from '../src/domain/timing';
import { finishedScans } from '../src/event-patterns';
import type { PageFaults } from './page/protocol';

/** The alarms of an installation that people can cause here, as CloudWatch would watch them. */
export interface Alarms {
  /** What a visitor lets go wrong with vulnscan itself. */
  set(faults: Partial<PageFaults>): void;
  /** Looks at everything now, as it does every second. */
  evaluate(): void;
  close(): void;
}

export interface AlarmsDeps {
  aws: Pick<Aws, 'bus' | 'sqs' | 'cloudWatch'>;
  /** Epoch milliseconds. */
  now?: () => number;
  /** How often it looks; 0 leaves that to the caller. */
  everyMillis?: number;
}

interface Watch {
  name: string;
  description: string;
  isWrong(): boolean;
}

/** While scans are stopped an hour passes in half a second, so that 26 of them take 13 seconds. */
const SHORT_HOUR_MS = 500;

/**
 * The same conditions as infra/alarms.ts. The CloudWatch emulator puts changes on the
 * bus; the rule that sends them to actions.fifo is the deployed one.
 */
export function createAlarms({ aws, now = Date.now, everyMillis = 1000 }: AlarmsDeps): Alarms {
  const seen = { finishedAt: now(), stoppedAt: Number.NaN, isTokenRefused: false };
  const stopListening = aws.bus.on(patternOf(finishedScans()), () => {
    seen.finishedAt = now();
  });
  const hours = (): number =>
    Number.isNaN(seen.stoppedAt)
      ? (now() - seen.finishedAt) / HOUR_MS
      : (now() - Math.max(seen.finishedAt, seen.stoppedAt)) / SHORT_HOUR_MS;
  const watches: Watch[] = [
    ...['alerts-dead', 'actions-dead', 'quarantine'].map((queue) => deadLetters(aws, queue)),
    {
      name: 'no-scan',
      description: 'No scan has finished for 26 hours.',
      isWrong: () => hours() >= NO_SCAN_MS / HOUR_MS,
    },
    {
      name: 'token-refused',
      description: "Slack refuses the app's token.",
      isWrong: () => seen.isTokenRefused,
    },
  ];
  for (const { name, description } of watches) {
    // As in an installation that has run for a while.
    aws.cloudWatch.putAlarm(`${ALARM_PREFIX}${name}`, description, 'OK');
  }
  const evaluate = (): void => {
    for (const { name, isWrong } of watches) {
      aws.cloudWatch.setState(`${ALARM_PREFIX}${name}`, isWrong() ? 'ALARM' : 'OK');
    }
  };
  const timer = everyMillis > 0 ? setInterval(evaluate, everyMillis) : undefined;
  timer?.unref();
  return {
    evaluate,
    set({ scansStopped, tokenRefused, poisonMessage }) {
      if (scansStopped !== undefined) seen.stoppedAt = scansStopped ? now() : Number.NaN;
      if (tokenRefused !== undefined) seen.isTokenRefused = tokenRefused;
      if (poisonMessage !== undefined) poison(aws, poisonMessage);
    },
    close() {
      clearInterval(timer);
      stopListening();
    },
  };
}

function deadLetters(aws: AlarmsDeps['aws'], queue: string): Watch {
  return {
    name: `dead-letters-${queue}`,
    description: 'Messages that could not be handled wait in this queue.',
    isWrong: () => (aws.sqs.queue(`vulnscan-${queue}.fifo`)?.depth().visible ?? 0) > 0,
  };
}

/** Somebody's nonsense in the queue of the actions function; taken back, the quarantine it went to is emptied. */
function poison({ sqs }: AlarmsDeps['aws'], isOn: boolean): void {
  if (!isOn) {
    sqs.queue('vulnscan-quarantine.fifo')?.purge();
    return;
  }
  const body = `A message that nobody can read, ${randomUUID()}`;
  sqs.queue('vulnscan-actions.fifo')?.send({ body, groupId: 'poison' });
}

function patternOf(pattern: object) {
  const json: Json = JSON.parse(JSON.stringify(pattern));
  return isObject(json) ? json : {};
}
