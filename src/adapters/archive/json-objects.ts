import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type * as z from 'zod/mini';
import { safeParse } from 'zod/mini';
import { parseJson } from '../../domain/json';
import type { Archive, PutOptions } from '../../ports/archive';
import type { Log } from '../../ports/runtime';

/** Bytes of one object as JSON; a bucket of the index has a few million. */
const MOST_BYTES = 256_000_000;

const compress = promisify(gzip);
const expand = promisify(gunzip);

export interface ArchivedJson<T> {
  etag: string;
  /** Absent where the object is not what it should be, which is logged. */
  value?: T;
}

/** Objects of the archive as JSON, compressed where the key ends in `.gz`. */
export function createJsonObjects(archive: Archive, log: Log) {
  return {
    async read<T>(key: string, schema: z.ZodMiniType<T>): Promise<ArchivedJson<T> | undefined> {
      const object = await archive.get(key);
      if (object === undefined) return undefined;
      const { etag, body } = object;
      const parsed = safeParse(schema, parseJson(await textOf(key, body)));
      if (parsed.success) return { etag, value: parsed.data };
      log.warn('an object of the archive cannot be read', { key, bytes: body.length });
      return { etag };
    },
    async write(key: string, value: unknown, options?: PutOptions): Promise<boolean> {
      const text = Buffer.from(JSON.stringify(value));
      return archive.put(key, isCompressed(key) ? await compress(text) : text, options);
    },
  };
}

function isCompressed(key: string): boolean {
  return key.endsWith('.gz');
}

/** Empty, which is no JSON, where it cannot be expanded. */
async function textOf(key: string, body: Uint8Array): Promise<string> {
  if (!isCompressed(key)) return Buffer.from(body).toString('utf8');
  try {
    return (await expand(body, { maxOutputLength: MOST_BYTES })).toString('utf8');
  } catch {
    return '';
  }
}
