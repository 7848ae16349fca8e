import type { RunningFanOut } from '../../src/domain/fan-out';
import type { FanOuts } from '../../src/ports/fan-out';

export interface FakeFanOuts extends FanOuts {
  /** Every scan that was ever started, by its id. */
  runs: Map<string, RunningFanOut>;
  stopped: { scanId: string; reason: string }[];
}

/** The state machine in memory. An execution runs until it is stopped. */
export function createFakeFanOuts(): FakeFanOuts {
  const fake: FakeFanOuts = {
    runs: new Map(),
    stopped: [],
    start: async (run) => {
      if (!fake.runs.has(run.scanId)) fake.runs.set(run.scanId, run);
    },
    running: async () =>
      [...fake.runs.values()].filter(
        (run) => !fake.stopped.some(({ scanId }) => scanId === run.scanId),
      ),
    stop: async (scanId, reason) => {
      if (fake.runs.has(scanId)) fake.stopped.push({ scanId, reason });
    },
  };
  return fake;
}
