/** Cells of a bar; some screen readers read each one. */
const MOST_CELLS = 13;

/** How many of all are done, as a bar: one is full as soon as something is done, one is empty while something is left. */
export function bar(done: number, all: number): string {
  const cells = Math.min(MOST_CELLS, all);
  const share = Math.round((done / Math.max(1, all)) * cells);
  const full = done === 0 ? 0 : done >= all ? cells : Math.min(Math.max(1, share), cells - 1);
  return '■'.repeat(full) + '□'.repeat(cells - full);
}
