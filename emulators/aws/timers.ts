export interface Timers {
  /** Runs once after so many milliseconds, unless everything is cleared before. */
  later(millis: number, run: () => void): void;
  clear(): void;
}

/** Time-outs that can all be taken back, so that closing the server leaves nothing ticking. */
export function createTimers(): Timers {
  const pending = new Set<NodeJS.Timeout>();
  return {
    later(millis, run) {
      const timer = setTimeout(() => {
        pending.delete(timer);
        run();
      }, millis);
      pending.add(timer);
    },
    clear() {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}
