import { Unavailable } from '../../src/domain/errors';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Random } from './random';

/** One execution environment: what it remembers dies with it. */
export interface Process {
  name: string;
  isAlive(): boolean;
  kill(): void;
  onDeath(run: () => void): void;
}

type Service = 'hub' | 'slack' | 'sqs';

/** Every call to the outside goes through here, and may fail in every way there is. */
export type Io = <T>(
  process: Process,
  service: Service,
  call: string,
  effect: () => Promise<T>,
) => Promise<T>;

export interface Counters {
  /** I/O calls made so far. */
  steps: number;
  crashes: number;
  calls: Map<string, number>;
  /** Calls of each kind in the last minute, when they were made; only kept under quotas. */
  recent: Map<string, number[]>;
  /** Calls over a quota. */
  violations: number;
  /** Times that NOTIFIED was applied over a decision. */
  overwritten: number;
}

export function createProcess(name: string): Process {
  let alive = true;
  const mourners: (() => void)[] = [];
  return {
    name,
    isAlive: () => alive,
    kill: () => {
      if (!alive) return;
      alive = false;
      for (const run of mourners) run();
    },
    onDeath: (run) => mourners.push(run),
  };
}

export function createIo(loop: Loop, random: Random, options: Options, counters: Counters): Io {
  return (process, service, call, effect) => {
    counters.steps += 1;
    counters.calls.set(call, (counters.calls.get(call) ?? 0) + 1);
    if (options.quotas) meter(loop, counters, call);
    const plan = planFaults(loop, random, options, { step: counters.steps, service });
    return new Promise((resolve, reject) => {
      const answer = (run: () => void) =>
        loop.after(plan.latency / 2, () => process.isAlive() && run());
      const die = () => {
        counters.crashes += 1;
        process.kill();
      };
      // A dead process waits for ever; what it had sent off still arrives.
      if (!process.isAlive()) return;
      if (plan.crash === 'before') return die();
      loop.after(plan.latency / 2, () => {
        if (plan.error?.when === 'before') return answer(() => reject(plan.error?.error));
        effect().then(
          (value) => {
            if (plan.crash === 'after') return die();
            answer(() => (plan.error === undefined ? resolve(value) : reject(plan.error.error)));
          },
          (refusal) => answer(() => reject(refusal)),
        );
      });
    });
  };
}

/** What the services count: calls in a window of so many seconds. */
const QUOTAS: Record<string, { calls: number; seconds: number }> = {
  get: { calls: 3 * 10 + 6, seconds: 10 },
  update: { calls: 10 * 10 + 30, seconds: 10 },
  post: { calls: 10 + 1, seconds: 10 },
  // 50 a minute, and the burst with which a bucket begins.
  history: { calls: 50 + 5, seconds: 60 },
};

function meter(loop: Loop, counters: Counters, call: string): void {
  const quota = QUOTAS[call];
  if (quota === undefined) return;
  const since = loop.now() - quota.seconds * 1000;
  const recent = (counters.recent.get(call) ?? []).filter((at) => at > since);
  recent.push(loop.now());
  counters.recent.set(call, recent);
  if (recent.length > quota.calls) counters.violations += 1;
}

interface Faults {
  latency: number;
  crash?: 'before' | 'after';
  error?: { when: 'before' | 'after'; error: Error };
}

function planFaults(
  loop: Loop,
  random: Random,
  options: Options,
  { step, service }: { step: number; service: Service },
): Faults {
  const latency = random.between(50, 300);
  const crash = crashOf(random, options, step);
  const error = errorOf(loop, random, options, service);
  return { latency, ...(crash && { crash }), ...(error && { error }) };
}

function crashOf(random: Random, options: Options, step: number): Faults['crash'] {
  if (options.crashAt.includes(step)) return 'before';
  if (options.crashAt.includes(step + 0.5)) return 'after';
  if (!random.chance(options.crash)) return undefined;
  return random.chance(0.5) ? 'before' : 'after';
}

function errorOf(loop: Loop, random: Random, options: Options, service: Service): Faults['error'] {
  if (service === 'slack' && isOut(loop, options)) {
    return { when: 'before', error: random.chance(0.3) ? rateLimited() : silent() };
  }
  if (service === 'hub' && random.chance(options.throttled)) {
    return { when: 'before', error: new Unavailable('throttled', 'slow down') };
  }
  if (!random.chance(options.error)) return undefined;
  if (random.chance(0.5)) return { when: 'after', error: silent() };
  const definite = service === 'slack' && random.chance(0.5);
  return { when: 'before', error: definite ? rateLimited() : silent() };
}

function isOut(loop: Loop, { outage }: Options): boolean {
  if (outage === undefined) return false;
  const [from, to] = outage;
  const seconds = (loop.now() - loop.epoch) / 1000;
  return seconds >= from && seconds < to;
}

function silent(): Error {
  return new Unavailable('silent', 'nobody answered', { ambiguous: true });
}

function rateLimited(): Error {
  return new Unavailable('rate_limited', 'later', { retryAfterMs: 30_000 });
}
