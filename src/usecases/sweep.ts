import { chunksOf } from '../domain/group-by';
import { SWEEP_INTERVAL_MS } from '../domain/timing';
import type { FindingStore } from '../ports/findings';
import type { Log } from '../ports/runtime';
import { type IntakeDeps, intake } from './intake';

export interface SweepDeps extends IntakeDeps {
  store: Pick<FindingStore, 'list'>;
  log: Log;
}

/** Most findings of one sweep; the next one follows after SWEEP_INTERVAL_MS. */
const MOST = 2_000;
const AT_ONCE = 10;

/**
 * Hands NEW findings whose event may have been lost to intake, as reads: a read may be old, so it can only create a
 * finding or have its status written again. Returns how many it read.
 */
export async function sweep(deps: SweepDeps): Promise<number> {
  const updatedBefore = new Date(deps.clock.now().getTime() - SWEEP_INTERVAL_MS).toISOString();
  const filter = { workflowStatus: ['NEW' as const], recordState: ['ACTIVE' as const] };
  const found = [];
  for await (const finding of deps.store.list({ ...filter, updatedBefore })) {
    found.push({ finding, time: 0 });
    if (found.length === MOST) break;
  }
  for (const part of chunksOf(found, AT_ONCE)) {
    await Promise.all(part.map((snapshot) => intake(deps, snapshot)));
  }
  if (found.length > 0)
    deps.log.info('the sweep read findings that are NEW', { read: found.length });
  return found.length;
}
