import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { digestOfFile } from '../src/adapters/file-digest';
import { defined } from '../src/domain/defined';
import { Refused } from '../src/domain/errors';
import type { ArchivedDatabase } from '../src/domain/fan-out';
import { DAY_MS } from '../src/domain/timing';
import { RUN_DAYS } from '../src/installation';
import type { Archive } from '../src/ports/archive';
import type { Clock, Log } from '../src/ports/runtime';
import {
  asPlanned,
  type DatabaseKind,
  fileNameOf,
  folderOf,
  keysOf,
  METADATA,
  type PlannedDatabases,
  prefixOf,
  readMetadata,
} from './database-objects';
import { type Databases, notDownloaded } from './trivy-databases';

export interface KeepDatabasesDeps {
  archive: Archive;
  clock: Clock;
  log: Log;
  /** Of the task that plans, after `prepare`. */
  databases: Databases;
  /** Trivy's. */
  cacheDir: string;
}

/** Objects that are older are written again: they must not expire while a run needs them. Chosen: a run takes a day at most. */
const FRESH_MS = (RUN_DAYS - 2) * DAY_MS;

/**
 * Puts the databases of a run into the archive, each once for each content, and says where they are. With `java` also the
 * Java database, which is downloaded for it if the archive has none that is new enough for Trivy. Where that cannot be had the
 * plan names none: images that need it then fail, and the others are scanned. Rejects as the archive does.
 */
export async function keepDatabases(
  deps: KeepDatabasesDeps,
  wanted: { java: boolean },
): Promise<PlannedDatabases> {
  const vulnerability = await keep(deps, 'vulnerability');
  if (!wanted.java) return { vulnerability };
  return { vulnerability, ...defined({ java: await keepJava(deps) }) };
}

async function keepJava(deps: KeepDatabasesDeps): Promise<ArchivedDatabase | undefined> {
  if (existsSync(join(folderOf(deps.cacheDir, 'java'), METADATA))) return keep(deps, 'java');
  const kept = await newestKept(deps, 'java');
  if (kept !== undefined) return kept;
  const ran = await deps.databases.java();
  if (!('failed' in ran)) return keep(deps, 'java');
  deps.log.warn('the scan has no Java database', { error: notDownloaded(ran.failed) });
  return undefined;
}

/** The newest that is whole, does not expire soon, and is one that Trivy would not download again. */
async function newestKept(
  deps: KeepDatabasesDeps,
  kind: DatabaseKind,
): Promise<ArchivedDatabase | undefined> {
  let newest: ArchivedDatabase | undefined;
  for (const digest of await freshIn(deps, kind)) {
    const { key, metadata } = keysOf(kind, digest);
    const object = await deps.archive.get(metadata);
    const said = object && readMetadata(object.body);
    const { NextUpdate = '', UpdatedAt } = said ?? {};
    if (UpdatedAt === undefined || !(Date.parse(NextUpdate) > deps.clock.now().getTime())) continue;
    const found = asPlanned(key, { UpdatedAt });
    if ((found.updatedAt ?? '') > (newest?.updatedAt ?? '')) newest = found;
  }
  return newest;
}

async function keep(deps: KeepDatabasesDeps, kind: DatabaseKind): Promise<ArchivedDatabase> {
  const { archive, cacheDir, log } = deps;
  const folder = folderOf(cacheDir, kind);
  const file = join(folder, fileNameOf(kind));
  const description = await readFile(join(folder, METADATA)).catch(() => undefined);
  const said = description && readMetadata(description);
  if (description === undefined || said === undefined || !existsSync(file)) throw missing(folder);
  const digest = (await digestOfFile(file)).toString('hex');
  const { key, content, metadata } = keysOf(kind, digest);
  if (!(await freshIn(deps, kind, digest)).includes(digest)) {
    await putCompressed(archive, content, file, cacheDir);
    await archive.put(metadata, description);
    log.info('database put into the archive', { key });
  }
  return asPlanned(key, said);
}

/** The digests of which both objects are there, and young enough. */
async function freshIn(
  { archive, clock }: KeepDatabasesDeps,
  kind: DatabaseKind,
  only = '',
): Promise<string[]> {
  const prefix = prefixOf(kind);
  const oldest = clock.now().getTime() - FRESH_MS;
  const young = new Set<string>();
  for await (const { key, modifiedAt } of archive.list(`${prefix}${only}`))
    if (Date.parse(modifiedAt) > oldest) young.add(key);
  const digests = new Set([...young].map((key) => key.slice(prefix.length).split('/')[0] ?? ''));
  return [...digests].filter((digest) => {
    const { content, metadata } = keysOf(kind, digest);
    return young.has(content) && young.has(metadata);
  });
}

/** The fastest level: higher ones take many times longer for a tenth less (measured for tools/bench). */
async function putCompressed(
  archive: Archive,
  key: string,
  file: string,
  cacheDir: string,
): Promise<void> {
  const folder = await mkdtemp(join(cacheDir, 'packing-'));
  const packed = join(folder, 'packed');
  try {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    await pipeline(createReadStream(file), gzip, createWriteStream(packed));
    await archive.putFile(key, packed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function missing(folder: string): Refused {
  return new Refused(
    'database_missing',
    `There is no database of Trivy in ${folder}; let the scanner download it (no SCAN_OFFLINE), or put it there.`,
  );
}
