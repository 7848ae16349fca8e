import { SBOM_KEPT_MS } from '../src/domain/sbom-record';
import type { Clock, Log } from '../src/ports/runtime';
import type { SbomStore } from '../src/ports/sboms';

/** Keys of one deletion. Chosen: two objects each, within S3's 1,000. */
const BATCH = 400;

/**
 * Drops what no image has had for 30 days. For the end of a complete scan, which renewed what is in use: without scans nothing
 * is dropped, however old. `inUse` are the keys of all contents of the scan, of those that could not be scanned, too. Never
 * rejects; what stays is dropped by the next scan.
 */
export async function dropSboms(
  { store, clock, log }: { store: SbomStore; clock: Clock; log: Log },
  inUse: ReadonlySet<string>,
): Promise<void> {
  const before = clock.now().getTime() - SBOM_KEPT_MS;
  const old: string[] = [];
  try {
    for await (const { key, writtenAt } of store.list()) {
      if (Date.parse(writtenAt) < before && !inUse.has(key)) old.push(key);
    }
    for (let start = 0; start < old.length; start += BATCH) {
      await store.remove(old.slice(start, start + BATCH));
    }
    if (old.length > 0)
      log.info('SBOMs of images that are gone were dropped', { count: old.length });
  } catch (error) {
    log.warn('SBOMs of images that are gone were not dropped', { error });
  }
}
