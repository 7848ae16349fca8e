import { Unavailable } from '../../src/domain/errors';
import type { Loop } from './loop';
import type { Fault, Options } from './options';
import type { Random } from './random';

/** One execution of a function: what it remembers dies with it. */
export interface Process {
  isAlive(): boolean;
  kill(): void;
  onDeath(run: () => void): void;
}

type Service = 'table' | 'hub' | 'slack' | 'queue';

/** Every call to the outside goes through here, and may fail in every way there is. */
export type Call = <T>(
  process: Process,
  service: Service,
  effect: () => T,
  what?: CallKind,
) => Promise<T>;

interface CallKind {
  /** Its effect may come late after a lost reply. */
  landsLate?: boolean;
}

export interface Counters {
  /** Calls made so far. */
  steps: number;
  calls: Map<string, number>;
  /** Items of the table. */
  reads: number;
  writes: number;
}

export function createProcess(): Process {
  let alive = true;
  const waiting: (() => void)[] = [];
  return {
    isAlive: () => alive,
    kill: () => {
      if (!alive) return;
      alive = false;
      for (const run of waiting) run();
    },
    onDeath: (run) => waiting.push(run),
  };
}

/** Milliseconds a call takes. */
const LATENCY: Record<Service, [number, number]> = {
  table: [5, 20],
  hub: [50, 300],
  slack: [100, 500],
  queue: [10, 50],
};
const HOUR = 3_600_000;
const SLOW: [number, number] = [100, 1_000];
/** The timeout of a call to Slack; others give up sooner. */
const TIMEOUT_MS = { slack: 8_000, hub: 1_000, table: 500, queue: 500 };

/** Share of the time after which calls don't fail by chance any more: once they work again, everything has to come right. */
const TROUBLE = 7 / 8;

export function createCall(
  loop: Loop,
  random: Random,
  settings: Options,
  counters: Counters,
): Call {
  const quiet = { ...settings, crash: 0, error: 0, lost: 0, throttle: 0 };
  const until = loop.epoch + settings.hours * HOUR * TROUBLE;
  return (process, service, effect, what = {}) => {
    counters.steps += 1;
    counters.calls.set(service, (counters.calls.get(service) ?? 0) + 1);
    const options = loop.now() < until ? settings : quiet;
    const fault = faultOf(random, options, counters.steps);
    const isSlow = service === 'table' && options.slowTable;
    const latency = random.between(...(isSlow ? SLOW : LATENCY[service]));
    return new Promise((resolve, reject) => {
      const answer = (ms: number, run: () => void) =>
        loop.after(ms, () => {
          if (process.isAlive()) run();
        });
      // A dead process waits for ever.
      if (!process.isAlive()) return;
      if (fault === 'crash-before') return void loop.after(latency, process.kill);
      if (fault === undefined && isThrottled(random, options, service)) {
        return answer(latency, () => reject(throttled()));
      }
      if (fault === 'error') return answer(TIMEOUT_MS[service], () => reject(silent()));
      if (fault === 'lost-reply' && what.landsLate && random.chance(options.landLate)) {
        loop.after(random.between(8_000, 38_000), () => attempt(effect));
        return answer(TIMEOUT_MS[service], () => reject(silent()));
      }
      loop.after(latency / 2, () => {
        const result = attempt(effect);
        if (fault === 'crash-after') return void loop.after(1, process.kill);
        if ('error' in result) return answer(latency / 2, () => reject(result.error));
        if (fault === 'lost-reply') return answer(TIMEOUT_MS[service], () => reject(silent()));
        answer(latency / 2, () => resolve(result.value));
      });
    });
  };
}

function attempt<T>(effect: () => T): { value: T } | { error: unknown } {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

function isThrottled(random: Random, { throttle }: Options, service: Service): boolean {
  return (service === 'hub' || service === 'slack') && random.chance(throttle);
}

function faultOf(random: Random, options: Options, step: number): Fault | undefined {
  const { faultsAt, crash, error, lost } = options;
  if (faultsAt !== undefined) return faultsAt[step];
  if (crash + error + lost === 0) return undefined;
  const dice = random.next();
  if (dice < crash / 2) return 'crash-before';
  if (dice < crash) return 'crash-after';
  if (dice < crash + error) return 'error';
  return dice < crash + error + lost ? 'lost-reply' : undefined;
}

function silent(): Error {
  return new Unavailable('silent', 'Nobody answered; try again.', { ambiguous: true });
}

function throttled(): Error {
  return new Unavailable('throttled', 'Too many calls; try again.', { retryAfterMs: 1_000 });
}
