import type { CollectedScans } from '../src/domain/collected-scans';
import { defined } from '../src/domain/defined';
import { imageName, parseImageReference } from '../src/domain/image';
import type { FailedImage } from '../src/domain/index-images';
import type { Plan } from '../src/domain/plan';
import type { NotArchived } from '../src/domain/scan';
import type { SeenVulnerabilities } from '../src/domain/seen-vulnerabilities';
import type { Clock, Log } from '../src/ports/runtime';
import { type ArchiveDeps, archiveScan } from '../src/usecases/archive-scan';
import { notArchivedLine } from './print-tables';
import type { Scanned } from './scan-images';
import { codeOf, type Jobs, sentenceOf } from './scan-jobs';
import { CANCELLED } from './while-writing';

export type KeepDeps = Pick<ArchiveDeps, 'index' | 'detections'>;

interface RunDeps {
  keep?: KeepDeps;
  clock: Clock;
  log: Log;
  print(line: string): void;
}

interface Run {
  scanId: string;
  started: Date;
  found: Omit<Jobs, 'jobs'>;
  scanned: Pick<Scanned, 'failed'> & { seen: SeenVulnerabilities };
  own?: CollectedScans;
  plan: Pick<Plan, 'held'>;
  databaseAt: string | undefined;
  trivyVersion: string | undefined;
}

/**
 * Puts all that was found into the archive, after the import: findings do not wait for it. A scan whose detections are not
 * archived says so, also where it lost the lease meanwhile: its findings are complete, and the scan that took its place writes
 * the index. Rejects only if a person cancelled it.
 */
export async function keepDetections(
  { keep, clock, log, print }: RunDeps,
  { scanId, started, found, scanned, own, plan, databaseAt, trivyVersion }: Run,
): Promise<NotArchived | undefined> {
  if (keep === undefined) return undefined;
  const scan = {
    scanId,
    at: started.toISOString(),
    ...defined({ databaseAt, trivyVersion }),
    seen: scanned.seen,
    failed: [...notFound(found), ...scanned.failed],
    vanished: plan.held.flatMap(({ image, reason }) =>
      reason === 'mass-vanishing' ? [image] : [],
    ),
  };
  try {
    await archiveScan({ ...keep, clock, log }, scan, {
      isComplete: found.complete,
      ...defined({ own }),
    });
    return undefined;
  } catch (error) {
    if (codeOf(error).errorCode === CANCELLED) throw error;
    const notArchived = {
      reason: sentenceOf(error),
      code: codeOf(error).errorCode ?? 'unexpected',
    };
    log.warn('detections not archived', { error });
    print(notArchivedLine(notArchived));
    return notArchived;
  }
}

/** The images that could not even be looked up. In a scan of all images `unread` has the name of each. */
function notFound({ failed, unread }: Omit<Jobs, 'jobs'>): FailedImage[] {
  return failed.map(({ image, errorCode: code = 'unexpected' }, index) => {
    const { name, tag } = readLabel(image);
    return { name: unread[index] ?? name, ...defined({ tag }), code };
  });
}

function readLabel(label: string): { name: string; tag?: string } {
  try {
    const reference = parseImageReference(label);
    return { name: imageName(reference), ...defined({ tag: reference.tag }) };
  } catch {
    // A file.
    return { name: label };
  }
}
