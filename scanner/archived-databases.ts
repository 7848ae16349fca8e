import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { digestOfFile } from '../src/adapters/file-digest';
import { fileErrorCode } from '../src/adapters/file-error';
import { isKnownError, Refused, Unavailable } from '../src/domain/errors';
import type { ArchivedDatabase } from '../src/domain/fan-out';
import type { Archive } from '../src/ports/archive';
import type { Log } from '../src/ports/runtime';
import {
  type DatabaseKind,
  digestOf,
  fileNameOf,
  folderOf,
  keysOf,
  METADATA,
  notAsPlanned,
  type PlannedDatabases,
} from './database-objects';
import type { Databases } from './trivy-databases';
import type { Ran } from './trivy-run';

export interface ArchivedDatabasesDeps {
  archive: Archive;
  log: Log;
  /** Trivy's. */
  cacheDir: string;
}

/**
 * The databases of a plan, from the archive and never from elsewhere: for `createTrivy` in a shard and in the reconciliation.
 * `prepare` loads the vulnerability database, and the first `java` the Java database. Both reject with `Unavailable`
 * `planned_database` where the archive does not have what the plan names, or has something else under that name.
 */
export function createArchivedDatabases(
  deps: ArchivedDatabasesDeps,
  planned: PlannedDatabases,
): Databases {
  let java: Promise<Ran> | undefined;
  const loadJava = async (): Promise<Ran> => {
    if (planned.java === undefined) throw notAsPlanned('java', 'none', 'it was not downloaded');
    await load(deps, 'java', planned.java);
    return { stdout: '', stderr: '' };
  };
  return {
    prepare: () => load(deps, 'vulnerability', planned.vulnerability),
    java() {
      java ??= loadJava();
      return java;
    },
  };
}

/** Into a folder of its own, which is moved when it is complete: other runs of Trivy look for it meanwhile. */
async function load(
  deps: ArchivedDatabasesDeps,
  kind: DatabaseKind,
  database: ArchivedDatabase,
): Promise<void> {
  const digest = digestOf(kind, database);
  const target = folderOf(deps.cacheDir, kind);
  if (await isThere(join(target, fileNameOf(kind)), digest)) return;
  await mkdir(deps.cacheDir, { recursive: true });
  const folder = await mkdtemp(join(deps.cacheDir, 'loading-'));
  try {
    await loadInto(deps, kind, digest, folder);
    await rm(target, { recursive: true, force: true });
    await rename(join(folder, 'whole'), target);
    deps.log.info('database loaded from the archive', { key: database.key });
  } catch (error) {
    throw explained(error, kind, database.key);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A task that runs on a machine of its own never finds it there; those of the playground share a folder. */
async function isThere(file: string, digest: string): Promise<boolean> {
  const found = await digestOfFile(file).catch(() => undefined);
  return found?.toString('hex') === digest;
}

async function loadInto(
  { archive }: ArchivedDatabasesDeps,
  kind: DatabaseKind,
  digest: string,
  folder: string,
): Promise<void> {
  const { key, content, metadata } = keysOf(kind, digest);
  const described = await archive.get(metadata);
  const packed = join(folder, 'packed');
  if (described === undefined || !(await archive.getFile(content, packed)))
    throw notAsPlanned(kind, key, 'it is not there');
  const whole = join(folder, 'whole');
  await mkdir(whole);
  const found = await unpack(packed, join(whole, fileNameOf(kind)));
  if (found !== digest) throw notAsPlanned(kind, key, `its content is another: ${found}`);
  await writeFile(join(whole, METADATA), described.body);
}

/** Returns the SHA-256 of what was unpacked. */
async function unpack(packed: string, file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(packed),
    createGunzip(),
    (content: AsyncIterable<Uint8Array>) => hashed(content, hash),
    createWriteStream(file, { flush: true }),
  );
  return hash.digest('hex');
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash) {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

function explained(error: unknown, kind: DatabaseKind, key: string): unknown {
  if (isKnownError(error)) {
    const isPassing = error instanceof Unavailable && error.code !== 'planned_database';
    return isPassing ? notAsPlanned(kind, key, error.code, error) : error;
  }
  if (fileErrorCode(error) === 'ENOSPC') {
    const text = 'The database was not unpacked: the disk is full; raise scan.disk.';
    return new Refused('disk_full', text, { cause: error });
  }
  const said = error instanceof Error ? error.message : String(error);
  return notAsPlanned(kind, key, said, error);
}
