export interface Arrivals {
  /** Wakes every waiting receiver. */
  ring(): void;
  /** Ends on a ring, on an abort, or after so long; never later than half a second from now. */
  wait(millis: number, signal?: AbortSignal): Promise<void>;
}

/** A test clock may jump without a ring, so no receiver waits longer than this. */
const NAP_MILLIS = 500;

export function createArrivals(): Arrivals {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of [...waiting]) wake();
    },
    wait(millis, signal) {
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.max(1, Math.min(millis, NAP_MILLIS)));
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
    },
  };
}
