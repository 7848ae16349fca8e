import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { checkKey } from '../../src/adapters/archive-key';
import { Refused } from '../../src/domain/errors';
import type { Archive } from '../../src/ports/archive';

async function onDisk<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new Refused('archive_file', 'Could not use the file.', { cause });
  }
}

/** An archive in memory. */
export function createFakeArchive(): Archive {
  const objects = new Map<string, { body: Uint8Array; etag: string; modifiedAt: string }>();
  const archive: Archive = {
    get: async (key) => {
      checkKey(key);
      const there = objects.get(key);
      return there && { body: there.body, etag: there.etag };
    },
    put: async (key, body, { ifMatch, ifAbsent } = {}) => {
      checkKey(key);
      const there = objects.get(key);
      if (ifAbsent && there !== undefined) return false;
      if (ifMatch !== undefined && there?.etag !== ifMatch) return false;
      const etag = createHash('md5').update(body).digest('hex');
      objects.set(key, { body: body.slice(), etag, modifiedAt: new Date().toISOString() });
      return true;
    },
    putFile: async (key, file, options) => {
      checkKey(key);
      return archive.put(key, await onDisk(() => readFile(file)), options);
    },
    getFile: async (key, file) => {
      const there = await archive.get(key);
      if (there !== undefined) await onDisk(() => writeFile(file, there.body));
      return there !== undefined;
    },
    async *list(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix));
      for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
        const there = objects.get(key);
        if (there) yield { key, size: there.body.length, modifiedAt: there.modifiedAt };
      }
    },
    delete: async (keys) => {
      for (const key of keys) checkKey(key);
      for (const key of keys) objects.delete(key);
    },
  };
  return archive;
}
