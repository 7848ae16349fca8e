import { createDetectionStore } from '../../src/adapters/archive/detections';
import { createIndexStore } from '../../src/adapters/archive/index-store';
import { seenIn } from '../../src/domain/collected-scans';
import { defined } from '../../src/domain/defined';
import type { ImageScan, ScoredDetection } from '../../src/domain/detection';
import type { Severity } from '../../src/domain/finding';
import type { IndexAnswer } from '../../src/domain/index-answer';
import type { CompleteScan } from '../../src/domain/index-images';
import type { Archive } from '../../src/ports/archive';
import { archiveScan } from '../../src/usecases/archive-scan';
import { readIndex } from '../../src/usecases/read-index';
import { anImage, NOW, aDetection as someDetection, aScan as someScan } from '../domain/builders';
import { createFakeArchive } from '../fakes/archive';
import { createFakeClock, createFakeLog } from '../fakes/runtime';
import { type Watch, watchedArchive } from '../fakes/watched-archive';

/** The archive in memory, the scanner's writer of its index, and a reader. */
export function createIndexWorld(watch: Watch = () => {}) {
  return indexIn(watchedArchive(createFakeArchive(), watch));
}

export function indexIn(archive: Archive) {
  const clock = createFakeClock(new Date('2027-01-01T00:00:00Z'));
  const log = createFakeLog();
  const index = createIndexStore(archive, log);
  const deps = { index, detections: createDetectionStore(archive, log), clock, log };
  return {
    archive,
    deps,
    log,
    index,
    keys: async (prefix = '') => {
      const keys: string[] = [];
      for await (const { key } of archive.list(prefix)) keys.push(key);
      return keys;
    },
    write: (scan: Partial<WrittenScan> = {}, isComplete = true) => {
      const complete = completeScan(scan);
      return archiveScan(deps, complete, { isComplete, own: complete.seen });
    },
    ask: (...ids: string[]) => readIndex(index, ids),
  };
}

/** A complete scan, whose images are in memory. */
export interface WrittenScan extends Omit<CompleteScan, 'seen'> {
  scans: ImageScan[];
}

function completeScan({ scans = [], ...more }: Partial<WrittenScan> = {}) {
  return {
    scanId: 'scan',
    at: NOW.toISOString(),
    seen: seenIn(scans),
    failed: [],
    vanished: [],
    ...more,
  };
}

/** `minutes` after the first. */
export function at(minutes: number): string {
  return new Date(NOW.getTime() + minutes * 60_000).toISOString();
}

/** A scan of `api:latest` or of another image that shows these vulnerabilities. */
export function scanOf(
  name: string,
  ids: (string | [string, Severity])[] = [],
  more: Partial<ImageScan> = {},
): ImageScan {
  const [repository = '', tag = 'latest'] = name.split(':');
  return someScan(anImage(repository, { tag }), ids, more);
}

export function detectionIn(
  name: string,
  id: string,
  more: Partial<ScoredDetection> = {},
): ScoredDetection {
  return someDetection(id, scanOf(name).image, more);
}

/** The answer in short: repositories by what is known of them. */
export function shortOf(answer: IndexAnswer | undefined) {
  if (answer === undefined) return undefined;
  const label = ({ repository, tag }: { repository: string; tag?: string }) =>
    tag === undefined || tag === 'latest' ? repository : `${repository}:${tag}`;
  const { detection, earlier, unjudged, notFound } = answer;
  return {
    at: answer.at,
    found: (detection?.images ?? []).map(label).sort(),
    notFound: notFound.map(label).sort(),
    unjudged: Object.fromEntries(
      unjudged.map(({ image, why }) => [label(image), why.failed ?? why.doubt?.reason]),
    ),
    ...defined({
      earlier:
        earlier.length === 0
          ? undefined
          : Object.fromEntries(earlier.map(({ image, at }) => [label(image), at])),
    }),
  };
}
