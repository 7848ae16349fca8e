import { randomUUID } from 'node:crypto';
import { InvalidInput, isKnownError, Refused } from '../src/domain/errors';
import { chunksOf } from '../src/domain/group-by';
import type { FindingStore, ImportOutcome } from '../src/ports/findings';
import type { RunStore } from '../src/ports/runs';
import type { Clock, Log } from '../src/ports/runtime';
import type { IndexStore } from '../src/ports/vulnerability-index';
import { type HeldLease, type LeaseDeps, takeLease } from '../src/usecases/lease';
import { scanStopped } from './trivy-errors';

/** Findings that are imported between two looks whether this may go on. Chosen: ten calls, a second. */
const IMPORTED_AT_A_TIME = 1_000;

/** Of a scan over several tasks that a person cancelled, whose message says so already. */
export const CANCELLED = 'scan_cancelled';

export interface WritingDeps {
  store: FindingStore;
  /** Where all detections are kept; absent where there is no archive. */
  keep?: { index: IndexStore };
  /** Of the installation; absent where there is no archive. */
  lease?: Omit<LeaseDeps, 'clock' | 'log'>;
  /** Scans over several tasks; absent where there is no archive. */
  runs?: Pick<RunStore, 'isCancelled'>;
  clock: Clock;
  log: Log;
  /** Ends the scan before anything is written. */
  signal: AbortSignal;
}

interface WritingScan {
  scanId: string;
  /** Its images were scanned by several tasks. */
  isFannedOut?: true;
}

/** Rejects if this scan may write no more. */
type MayWrite = () => Promise<void>;

/**
 * Calls `act` while no other scan compares with Security Hub or writes to it. What it gets writes only as long as this scan
 * holds the lease and nobody has cancelled it.
 */
export async function whileWriting<Deps extends WritingDeps, T>(
  deps: Deps,
  request: WritingScan,
  act: (guarded: Deps) => Promise<T>,
): Promise<T> {
  const lease = await leaseOf(deps, request);
  const mayWrite = async () => {
    await lease?.check();
    if (request.isFannedOut) await refuseCancelled(deps, request.scanId);
  };
  try {
    await mayWrite();
    return await act(guarded(deps, mayWrite));
  } finally {
    await lease?.release();
  }
}

/**
 * Of a scan in one task the findings do not depend on the archive: where it does not answer there is no lease, and no scan
 * over several tasks that could write now, either.
 */
async function leaseOf(
  { lease, clock, log, signal }: WritingDeps,
  { scanId, isFannedOut }: WritingScan,
): Promise<HeldLease | undefined> {
  if (lease === undefined) return undefined;
  const stopped = () => {
    if (signal.aborted) throw scanStopped();
  };
  try {
    return await takeLease({ ...lease, clock, log }, `scan/${scanId}/${randomUUID()}`, stopped);
  } catch (error) {
    const isOfArchive = isKnownError(error) && !(error instanceof InvalidInput);
    const isFinal = isFannedOut || !isOfArchive || error.code === 'lease_held' || signal.aborted;
    if (isFinal) throw error;
    log.warn('no lease, because the archive does not answer', { error });
    return undefined;
  }
}

export async function refuseCancelled(
  { runs }: Pick<WritingDeps, 'runs'>,
  scanId: string,
): Promise<void> {
  if (!(await runs?.isCancelled(scanId))) return;
  throw new Refused(CANCELLED, 'The scan was cancelled; scan again when it suits.');
}

/** A scan of all images that began later and has ended knows better: what this one would write is older. */
export async function refuseSuperseded(
  { keep, clock, log }: Pick<WritingDeps, 'keep' | 'clock' | 'log'>,
  started: Date,
): Promise<void> {
  const present = await keep?.index.current().catch((error: unknown) => {
    log.warn('the index in the archive was not read', { error });
    return undefined;
  });
  if (present?.pointer === undefined) return;
  const at = Date.parse(present.pointer.at);
  // A time ahead is of a clock that was wrong.
  if (at <= started.getTime() || at > clock.now().getTime()) return;
  throw new Refused(
    'scan_superseded',
    `A scan of all images that began later, at ${present.pointer.at}, has ended before this one, so its result stays; nothing needs to be done.`,
  );
}

function guarded<Deps extends WritingDeps>(deps: Deps, mayWrite: MayWrite): Deps {
  const { store, keep } = deps;
  return {
    ...deps,
    store: guardedStore(store, mayWrite),
    ...(keep && { keep: { ...keep, index: guardedIndex(keep.index, mayWrite) } }),
  };
}

function guardedStore(store: FindingStore, mayWrite: MayWrite): FindingStore {
  return {
    ...store,
    async importAll(findings, onBatch) {
      const total: ImportOutcome = { imported: 0, refused: [] };
      let before = 0;
      for (const part of chunksOf(findings, IMPORTED_AT_A_TIME)) {
        await mayWrite();
        const done = before;
        const { imported, refused } = await store.importAll(part, (some) => onBatch?.(done + some));
        before += part.length;
        total.imported += imported;
        total.refused.push(...refused);
      }
      return total;
    },
    async update(keys, change) {
      await mayWrite();
      return store.update(keys, change);
    },
  };
}

function guardedIndex(index: IndexStore, mayWrite: MayWrite): IndexStore {
  const after = <Arguments extends unknown[], T>(write: (...all: Arguments) => Promise<T>) => {
    return async (...all: Arguments): Promise<T> => {
      await mayWrite();
      return write(...all);
    };
  };
  const { putScan, putBucket, commit, remove } = index;
  return {
    ...index,
    putScan: after(putScan),
    putBucket: after(putBucket),
    commit: after(commit),
    remove: after(remove),
  };
}
