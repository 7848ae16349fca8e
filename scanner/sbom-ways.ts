import { defined } from '../src/domain/defined';
import { contentKey } from '../src/domain/image-detections';
import { type Way, wayOf } from '../src/domain/sbom-record';
import type { ScanTarget } from '../src/domain/scan';
import type { SbomStore } from '../src/ports/sboms';

export interface WaysDeps {
  sboms: SbomStore;
  /** The Trivy that scans. */
  trivyVersion: string;
  now: Date;
}

/** Records that are read at a time. Chosen. */
const PARALLEL = 16;

/**
 * How each of these contents will be judged: one small read for each of them. The SBOM itself is not read, so an image may
 * have to be pulled all the same.
 */
export async function waysOf(deps: WaysDeps, targets: ScanTarget[]): Promise<Way[]> {
  const ways: Way[] = [];
  const waiting = targets.entries();
  const worker = async (): Promise<void> => {
    for (const [index, target] of waiting) ways[index] = await wayOfTarget(deps, target);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return ways;
}

/** How the next scan judges one content. */
export async function wayOfTarget(
  { sboms, trivyVersion, now }: WaysDeps,
  { digest, platform }: Pick<ScanTarget, 'digest' | 'platform'>,
): Promise<Way> {
  if (digest === undefined) return { by: 'pull', why: 'not-kept' };
  const record = await sboms.record(contentKey({ digest, ...defined({ platform }) }));
  return wayOf(record, { trivyVersion, now });
}
