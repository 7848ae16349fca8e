import { defined } from '../domain/defined';
import { Unavailable } from '../domain/errors';
import {
  type CompleteScan,
  type IndexBefore,
  type IndexImages,
  imagesOf,
} from '../domain/index-images';
import { collect, rowsOf, rowsOfSeen, type Seen } from '../domain/index-rows';
import type { SeenVulnerabilities } from '../domain/seen-vulnerabilities';
import { bucketOf, bucketsFor, type IndexPointer, runOf } from '../domain/vulnerability-index';
import type { Clock, Log } from '../ports/runtime';
import type { IndexStore } from '../ports/vulnerability-index';

export interface WriteIndexDeps {
  index: IndexStore;
  clock: Clock;
  log: Log;
}

/** Two scans rarely end within the same minute; each further try writes the whole index again. Chosen. */
const TRIES = 3;

/** The one in force and so many before it stay: somebody may be reading them. Chosen. */
const OLDER_KEPT = 2;

/**
 * Writes the index of a complete scan and puts it into force, unless a scan that began later did so before. Interrupted
 * anywhere, the index before stays in force: the pointer is written last, and only in place of the one that was read.
 */
export async function writeIndex(deps: WriteIndexDeps, scan: CompleteScan): Promise<void> {
  const run = runOf(scan.at, scan.scanId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const present = await deps.index.current();
    if (present?.pointer !== undefined && isNewer(present.pointer, run, deps.clock)) {
      deps.log.info('a later scan is in the index', { run, present: present.pointer.run });
      return;
    }
    const pointer = await writeRun(deps, scan, run, present?.pointer);
    if (await deps.index.commit(pointer, present?.etag)) return removeOld(deps, run);
  }
  throw new Unavailable(
    'archive_conflict',
    'Other scans changed the index in the archive all the time; scan again when they have ended.',
  );
}

/** A time in the future is of a clock that was wrong, and would keep all further scans out of the index. */
function isNewer(pointer: IndexPointer, run: string, clock: Clock): boolean {
  return pointer.run >= run && Date.parse(pointer.at) <= clock.now().getTime();
}

async function writeRun(
  { index }: WriteIndexDeps,
  scan: CompleteScan,
  run: string,
  present: IndexPointer | undefined,
): Promise<IndexPointer> {
  const before = await readBefore(index, scan, present);
  const layout = imagesOf(scan, before);
  const { images } = layout;
  const buckets = bucketsFor(images.length);
  const { at, databaseAt, trivyVersion, scanId } = scan;
  await index.putScan(run, { scanId, at, ...defined({ databaseAt, trivyVersion }), images });
  const judged = images.map(({ digest: _, platform: __, ...image }) => image);
  const written = new Set<number>();
  const write = async ({ number, rows }: Rows): Promise<void> => {
    const carried = await carriedRows(index, layout, before, { number, buckets });
    const vulnerabilities = collect([...rows, ...carried]);
    await index.putBucket(run, number, { images: judged, vulnerabilities });
    written.add(number);
  };
  for await (const rows of byBucket(scan.seen, layout, buckets)) await write(rows);
  for (let number = 0; number < buckets; number += 1) {
    if (!written.has(number)) await write({ number, rows: [] });
  }
  return { run, at, ...defined({ databaseAt }), buckets };
}

interface Rows {
  /** Of the bucket. */
  number: number;
  rows: Seen[];
}

/** The rows of one bucket at a time: what was seen comes in that order. */
async function* byBucket(
  seen: SeenVulnerabilities,
  layout: IndexImages,
  buckets: number,
): AsyncGenerator<Rows> {
  let current: Rows | undefined;
  for await (const vulnerability of seen.read()) {
    const number = bucketOf(vulnerability.id, buckets);
    if (current !== undefined && current.number !== number) yield current;
    if (current?.number !== number) current = { number, rows: [] };
    for (const row of rowsOfSeen(vulnerability, layout)) current.rows.push(row);
  }
  if (current !== undefined) yield current;
}

/** Only where images failed, whose rows are taken over. */
async function readBefore(
  index: IndexStore,
  scan: CompleteScan,
  pointer: IndexPointer | undefined,
): Promise<IndexBefore | undefined> {
  if (pointer === undefined || scan.failed.length === 0) return undefined;
  const before = await index.scan(pointer.run);
  return before && { pointer, images: before.images };
}

interface Part {
  number: number;
  buckets: number;
}

/** Rows of a bucket that are taken over from the index before, which may have another number of buckets. */
async function carriedRows(
  index: IndexStore,
  { carried }: IndexImages,
  before: IndexBefore | undefined,
  part: Part,
): Promise<Seen[]> {
  if (before === undefined || carried.size === 0) return [];
  const rows: Seen[] = [];
  for (const number of overlapping(part, before.pointer.buckets)) {
    const bucket = await index.bucket(before.pointer.run, number);
    if (bucket !== undefined) rows.push(...rowsOf(bucket, carried));
  }
  return rows.filter(({ id }) => bucketOf(id, part.buckets) === part.number);
}

/** The buckets of the other index that may hold ids of this one: both take the remainder of the same hash. */
function overlapping({ number, buckets }: Part, others: number): number[] {
  const all = Array.from({ length: others }, (_, other) => other);
  if (others % buckets !== 0 && buckets % others !== 0) return all;
  const shared = Math.min(buckets, others);
  return all.filter((other) => other % shared === number % shared);
}

/**
 * Deletes older indexes. One that is newer than the one in force may be about to be put into force. What cannot be deleted
 * now is deleted after the next scan.
 */
async function removeOld({ index, log }: WriteIndexDeps, current: string): Promise<void> {
  try {
    const older = (await index.runs()).filter((run) => run < current);
    for (const run of older.slice(0, Math.max(0, older.length - OLDER_KEPT)))
      await index.remove(run);
  } catch (error) {
    log.warn('old indexes are not deleted', { error });
  }
}
