import { isKnownError } from '../../src/domain/errors';
import type { Loop } from './loop';
import { createProcess, type Process } from './process';
import type { Random } from './random';

interface Settings {
  loop: Loop;
  random: Random;
  /** An error that is none of ours. */
  surprised(error: unknown): void;
}

/** A standard queue and its function: three records at a time, in any order. */
export interface Queue {
  send(run: (process: Process) => Promise<void>, delayMs: number): void;
  size(): number;
}

const WORKERS = 3;
/** Visibility time of a record whose process died. */
const HIDDEN_MS = 180_000;

export function createQueue({ loop, random, surprised }: Settings): Queue {
  const waiting: { run(process: Process): Promise<void>; visibleAt: number }[] = [];
  let busy = 0;

  function pump(): void {
    while (busy < WORKERS) {
      const index = waiting.findIndex(({ visibleAt }) => visibleAt <= loop.now());
      const [record] = index < 0 ? [] : waiting.splice(index, 1);
      if (record === undefined) return;
      start(record);
    }
  }

  function start(record: (typeof waiting)[number]): void {
    busy += 1;
    const process = createProcess();
    let isOver = false;
    const end = (hiddenMs?: number) => {
      if (isOver) return;
      isOver = true;
      busy -= 1;
      if (hiddenMs !== undefined) {
        record.visibleAt = loop.now() + hiddenMs;
        waiting.push(record);
        loop.at(record.visibleAt, pump);
      }
      loop.after(1, pump);
    };
    process.onDeath(() => end(HIDDEN_MS));
    record.run(process).then(
      () => end(),
      (error: unknown) => {
        if (!isKnownError(error)) surprised(error);
        end(random.between(1_000, 20_000));
      },
    );
  }

  return {
    send: (run, delayMs) => {
      loop.after(delayMs, () => {
        waiting.push({ run, visibleAt: loop.now() });
        pump();
      });
    },
    size: () => waiting.length + busy,
  };
}

/** A FIFO queue of wake-ups with one group, and the function that runs once for each batch. */
export interface RepeatedRun {
  wake(names: string[]): void;
  /** A wake-up in the background: the queue drops all but the first of each second. */
  wakeSoon(names: string[]): void;
}

const BATCH = 10;
const TIMEOUT_MS = 30_000;
const BUCKET_MS = 1_000;

export function createRepeatedRun(
  { loop, random, surprised }: Settings,
  /** Resolves to a pause in milliseconds. */
  run: (process: Process, names: string[]) => Promise<number>,
): RepeatedRun {
  const waiting: string[][] = [];
  const buckets = new Set<number>();
  let isBusy = false;
  let blockedUntil = 0;

  function pump(): void {
    if (isBusy || waiting.length === 0) return;
    if (loop.now() < blockedUntil) return;
    const batch = waiting.splice(0, BATCH);
    isBusy = true;
    const process = createProcess();
    let isOver = false;
    const end = (hiddenMs: number, isAgain: boolean) => {
      if (isOver) return;
      isOver = true;
      isBusy = false;
      if (isAgain) waiting.unshift(...batch);
      blockedUntil = loop.now() + hiddenMs;
      loop.at(blockedUntil + 1, pump);
    };
    process.onDeath(() => end(HIDDEN_MS, true));
    loop.after(TIMEOUT_MS, () => isOver || process.kill());
    run(process, [...new Set(batch.flat())]).then(
      (pauseMs) => end(pauseMs, pauseMs > 0),
      (error: unknown) => {
        if (!isKnownError(error)) surprised(error);
        end(random.between(5_000, 15_000), true);
      },
    );
  }

  function wake(names: string[]): void {
    waiting.push(names);
    loop.after(random.between(10, 50), pump);
  }

  return {
    wake,
    wakeSoon: (names) => {
      const bucket = Math.floor(loop.now() / BUCKET_MS);
      if (buckets.has(bucket)) return;
      buckets.add(bucket);
      wake(names);
    },
  };
}
