import { randomUUID } from 'node:crypto';
import { isObject, type Json } from '../emulators/aws/json';
import type { Aws } from '../emulators/aws/server';
import { type AlarmSettings, alarms } from '../src/alarms';
import { HOUR_MS } from '../src/domain/timing';
import { finishedScans } from '../src/event-patterns';
import { DEAD_LETTER_QUEUES, QUEUES, type QueueName } from '../src/installation';
import type { PageFaults } from './page/protocol';

/** The installation's alarms, evaluated as CloudWatch would; the page can cause some of them. */
export interface Alarms {
  /** What a visitor lets go wrong with vulnscan itself. */
  set(faults: Partial<PageFaults>): void;
  /** Evaluates every alarm now, as happens every second. */
  evaluate(): void;
  close(): void;
}

export interface AlarmsDeps {
  aws: Pick<Aws, 'bus' | 'sqs' | 'cloudWatch'>;
  /** Epoch milliseconds. */
  now?: () => number;
  /** How often it evaluates; 0 leaves that to the caller. */
  everyMillis?: number;
}

/** While scans are stopped an hour passes in half a second, so that 26 of them take 13 seconds. */
const SHORT_HOUR_MS = 500;

/** An alarm that changes is an event on the bus, and the deployed rule sends it to the tasks queue. */
export function createAlarms({ aws, now = Date.now, everyMillis = 1000 }: AlarmsDeps): Alarms {
  const state = { finishedAt: now(), stoppedAt: Number.NaN, isTokenRefused: false };
  const stopListening = aws.bus.on(patternOf(finishedScans()), () => {
    state.finishedAt = now();
  });
  const hoursWithoutScan = (): number =>
    Number.isNaN(state.stoppedAt)
      ? (now() - state.finishedAt) / HOUR_MS
      : (now() - Math.max(state.finishedAt, state.stoppedAt)) / SHORT_HOUR_MS;
  const visibleIn = (queue: QueueName) => aws.sqs.queue(QUEUES[queue].name)?.depth().visible ?? 0;
  const ageIn = (queue: QueueName): number => {
    const sent =
      aws.sqs
        .queue(QUEUES[queue].name)
        ?.peek()
        .map(({ sentAt }) => sentAt) ?? [];
    return sent.length === 0 ? 0 : (now() - Math.min(...sent)) / 1000;
  };
  const goesOff = ({ watches, threshold, periods }: AlarmSettings): boolean => {
    switch (watches.kind) {
      case 'dead-letters':
        return DEAD_LETTER_QUEUES.some((queue) => visibleIn(queue) > threshold);
      case 'waiting':
      case 'waiting-or-failing':
        return ageIn(watches.queue) > threshold;
      case 'finished-scans':
        return hoursWithoutScan() >= periods;
      case 'log':
        return watches.metric === 'RefusedTokens' && state.isTokenRefused;
      case 'loop':
      case 'address-errors':
        return false;
    }
  };
  const all = alarms();
  // OK from the start, as in an installation that has run for a while.
  for (const { name, description } of all) aws.cloudWatch.putAlarm(name, description, 'OK');
  const evaluate = (): void => {
    for (const alarm of all) {
      aws.cloudWatch.setState(alarm.name, goesOff(alarm) ? 'ALARM' : 'OK');
    }
  };
  const timer = everyMillis > 0 ? setInterval(evaluate, everyMillis) : undefined;
  timer?.unref();
  return {
    evaluate,
    set({ scansStopped, tokenRefused, poisonMessage }) {
      if (scansStopped !== undefined) state.stoppedAt = scansStopped ? now() : Number.NaN;
      if (tokenRefused !== undefined) state.isTokenRefused = tokenRefused;
      if (poisonMessage !== undefined) poison(aws, poisonMessage);
    },
    close() {
      clearInterval(timer);
      stopListening();
    },
  };
}

/** Sends the tasks function a record that it can't read, or empties the quarantine where it put such records. */
function poison({ sqs }: AlarmsDeps['aws'], isOn: boolean): void {
  if (!isOn) {
    sqs.queue(QUEUES.quarantine.name)?.purge();
    return;
  }
  const body = `A message that nobody can read, ${randomUUID()}`;
  sqs.queue(QUEUES.tasks.name)?.send({ body, groupId: 'poison' });
}

function patternOf(pattern: object) {
  const json: Json = JSON.parse(JSON.stringify(pattern));
  return isObject(json) ? json : {};
}
