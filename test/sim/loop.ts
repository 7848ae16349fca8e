/** Virtual time: milliseconds, one event after another, by time and then by order of scheduling. */
export interface Loop {
  /** When the run began. */
  epoch: number;
  now(): number;
  date(): Date;
  at(time: number, run: () => void): void;
  after(ms: number, run: () => void): void;
  /** Runs everything that is due until `end`. */
  run(end: number): Promise<void>;
  /** Events run so far. */
  steps(): number;
}

interface Entry {
  time: number;
  order: number;
  run: () => void;
}

/** A plain date, so that ISO strings compare as in life. */
export const EPOCH = Date.UTC(2026, 0, 5, 8, 0, 0);

export function createLoop(): Loop {
  const heap: Entry[] = [];
  let time = EPOCH;
  let order = 0;
  let steps = 0;
  const at = (when: number, run: () => void): void => {
    order += 1;
    push(heap, { time: Math.max(when, time), order, run });
  };
  return {
    epoch: EPOCH,
    now: () => time,
    date: () => new Date(time),
    at,
    after: (ms, run) => at(time + ms, run),
    steps: () => steps,
    run: async (end) => {
      for (let next = heap[0]; next !== undefined && next.time <= end; next = heap[0]) {
        pop(heap);
        time = next.time;
        steps += 1;
        next.run();
        await settled();
      }
      time = Math.max(time, end);
    },
  };
}

/** Every promise that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function before(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  let index = heap.length - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIf(heap, index, parent)) return;
    index = parent;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  for (let index = 0; ; ) {
    const left = 2 * index + 1;
    const child = smaller(heap, left, left + 1);
    if (child === undefined || !swapIf(heap, child, index)) return;
    index = child;
  }
}

function smaller(heap: Entry[], left: number, right: number): number | undefined {
  const a = heap[left];
  const b = heap[right];
  if (a === undefined) return undefined;
  return b !== undefined && before(b, a) ? right : left;
}

/** Swaps when the entry at `low` belongs before the one at `high`. */
function swapIf(heap: Entry[], low: number, high: number): boolean {
  const a = heap[low];
  const b = heap[high];
  if (a === undefined || b === undefined || !before(a, b)) return false;
  heap[low] = b;
  heap[high] = a;
  return true;
}
