import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../domain/errors';
import type { Archive, ArchivedObject, ArchiveEntry, PutOptions } from '../ports/archive';
import { checkKey } from './archive-key';
import { digestOfFile } from './file-digest';
import { fileErrorCode } from './file-error';

/** Begins the name of a file that is being written. No object's file begins so. */
const UNFINISHED = '.writing-';

/**
 * The archive in a folder, for a scanner that runs without an installation. A reader sees an object as it was or as it is, and
 * never half of it. Conditions hold within one process only: two processes must not write to the same folder. A key can't be
 * the folder of another key.
 */
export function createFolderArchive(folder: string): Archive {
  const inTurn = createTurns();
  return {
    get: (key) => known(folder, `read ${key}`, () => get(folder, key)),
    put: (key, body, options = {}) =>
      inTurn(() => known(folder, `write ${key}`, () => put(folder, key, () => [body], options))),
    putFile: (key, file, options = {}) =>
      inTurn(() =>
        known(folder, `write ${key}`, () =>
          put(folder, key, () => createReadStream(file), options),
        ),
      ),
    getFile: (key, file) => known(folder, `read ${key}`, () => getFile(folder, key, file)),
    list: (prefix) => list(folder, prefix),
    delete: (keys) =>
      inTurn(() => known(folder, `delete ${keys.length} objects`, () => deleteAll(folder, keys))),
  };
}

/** Runs what changes the folder one after another. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(act: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };
}

async function get(folder: string, key: string): Promise<ArchivedObject | undefined> {
  checkKey(key);
  const body = await unlessMissing(() => readFile(fileOf(folder, key)));
  return body === undefined ? undefined : { body: new Uint8Array(body), etag: etagOf(body) };
}

type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

async function put(
  folder: string,
  key: string,
  open: () => Content,
  { ifMatch, ifAbsent }: PutOptions,
): Promise<boolean> {
  checkKey(key);
  const file = fileOf(folder, key);
  if (ifMatch !== undefined || ifAbsent) {
    const etag = await unlessMissing(() => digestOfFile(file));
    if (ifAbsent && etag !== undefined) return false;
    if (ifMatch !== undefined && etag?.toString('hex') !== ifMatch) return false;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(open(), join(folder, `${UNFINISHED}${randomUUID()}`), file);
  return true;
}

async function getFile(folder: string, key: string, file: string): Promise<boolean> {
  checkKey(key);
  const object = fileOf(folder, key);
  const found = await unlessMissing(() => stat(object));
  if (!found?.isFile()) return false;
  await writeWhole(createReadStream(object), `${file}.${randomUUID()}`, file);
  return true;
}

async function writeWhole(content: Content, unfinished: string, file: string): Promise<void> {
  try {
    await pipeline(content, createWriteStream(unfinished, { flush: true }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function* list(folder: string, prefix: string): AsyncGenerator<ArchiveEntry> {
  const action = `list ${prefix}`;
  for (const key of await known(folder, action, () => keysIn(folder, prefix))) {
    const file = fileOf(folder, key);
    const found = await known(folder, action, () => unlessMissing(() => stat(file)));
    if (found) yield { key, size: found.size, modifiedAt: found.mtime.toISOString() };
  }
}

async function keysIn(folder: string, prefix: string): Promise<string[]> {
  const entries = await unlessMissing(() =>
    readdir(folder, { recursive: true, withFileTypes: true }),
  );
  return (entries ?? [])
    .filter((entry) => entry.isFile() && !entry.name.startsWith(UNFINISHED))
    .map((entry) => keyOf(folder, join(entry.parentPath, entry.name)))
    .filter((key) => key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function deleteAll(folder: string, keys: string[]): Promise<void> {
  for (const key of keys) checkKey(key);
  for (const key of keys) await unlessMissing(() => unlink(fileOf(folder, key)));
}

/** The parts of a key are folders and a file, with what a file system may not allow in a name as %XX. */
function fileOf(folder: string, key: string): string {
  const parts = key.split('/').map((part) => encodeURIComponent(part).replace(/^\./, '%2E'));
  return join(folder, ...parts);
}

function keyOf(folder: string, file: string): string {
  const parts = file.slice(join(folder, '/').length).split(/[\\/]/);
  return parts.map(decodeURIComponent).join('/');
}

function etagOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Codes for what is not there: also where a key is the folder of another, or is below one. */
const MISSING = ['ENOENT', 'EISDIR', 'ENOTDIR'];

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (MISSING.includes(fileErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Makes what the file system says one of our errors. `action` completes "could not ...". */
async function known<Value>(
  folder: string,
  action: string,
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === undefined) throw error;
    throw new Refused(
      'archive_folder',
      `Could not ${action} (${code}); check that the folder ${folder} can be written to and has space.`,
      { cause: error },
    );
  }
}
