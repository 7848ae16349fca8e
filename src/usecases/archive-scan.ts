import type { CollectedScans } from '../domain/collected-scans';
import { defined } from '../domain/defined';
import { detectionsByContent, type ScanFacts } from '../domain/image-detections';
import type { CompleteScan } from '../domain/index-images';
import type { DetectionStore } from '../ports/detections';
import { type WriteIndexDeps, writeIndex } from './write-index';

export interface ArchiveDeps extends WriteIndexDeps {
  detections: DetectionStore;
}

/** Objects that are written at a time. Chosen. */
const PARALLEL = 4;

/**
 * Keeps all that a scan found: by image what this task scanned itself (`own`), and of a scan of all images the index by
 * vulnerability. Rejects with the archive's error; what was written until then stays and does no harm.
 */
export async function archiveScan(
  deps: ArchiveDeps,
  scan: CompleteScan,
  { isComplete, own }: { isComplete: boolean; own?: CollectedScans },
): Promise<void> {
  const { scanId, at, databaseAt, trivyVersion, seen } = scan;
  const facts = { scanId, at, ...defined({ databaseAt, trivyVersion }) };
  if (own !== undefined) await archiveDetections(deps, own, facts);
  const isEmpty = seen.images.length + scan.failed.length === 0;
  if (isComplete && !isEmpty) await writeIndex(deps, scan);
}

/** Keeps what a task found, by image. Rejects with the archive's error. */
export async function archiveDetections(
  { detections }: Pick<ArchiveDeps, 'detections'>,
  scans: CollectedScans,
  facts: ScanFacts,
): Promise<void> {
  const waiting = detectionsByContent(scans, facts);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await detections.put(next.key, next.content());
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
