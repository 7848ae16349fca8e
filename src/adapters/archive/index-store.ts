import { ARCHIVE_PREFIXES } from '../../installation';
import type { Archive } from '../../ports/archive';
import type { Log } from '../../ports/runtime';
import type { IndexStore } from '../../ports/vulnerability-index';
import { BucketSchema, PointerSchema, ScanSchema, VERSION } from './index-schema';
import { createJsonObjects } from './json-objects';

const PREFIX = ARCHIVE_PREFIXES.index;
const POINTER = `${PREFIX}current`;

/**
 * The index by vulnerability: `index/current`, and for each run `index/<run>/scan.json.gz` and
 * `index/<run>/<bucket>.json.gz`.
 */
export function createIndexStore(archive: Archive, log: Log): IndexStore {
  const { read, write } = createJsonObjects(archive, log);
  return {
    async current() {
      const found = await read(POINTER, PointerSchema);
      if (found?.value === undefined) return found && { etag: found.etag };
      return { etag: found.etag, pointer: found.value };
    },
    commit: (pointer, replaced) =>
      write(
        POINTER,
        { version: VERSION, ...pointer },
        replaced === undefined ? { ifAbsent: true } : { ifMatch: replaced },
      ),
    scan: async (run) => (await read(scanKey(run), ScanSchema))?.value,
    putScan: async (run, scan) => void (await write(scanKey(run), { version: VERSION, ...scan })),
    bucket: async (run, number) => (await read(bucketKey(run, number), BucketSchema))?.value,
    putBucket: async (run, number, bucket) =>
      void (await write(bucketKey(run, number), { version: VERSION, ...bucket })),
    async runs() {
      const runs = new Set<string>();
      for await (const { key } of archive.list(PREFIX)) {
        const [run, object] = key.slice(PREFIX.length).split('/');
        if (run !== undefined && object !== undefined) runs.add(run);
      }
      return [...runs].sort();
    },
    async remove(run) {
      const keys: string[] = [];
      for await (const { key } of archive.list(`${PREFIX}${run}/`)) keys.push(key);
      await archive.delete(keys);
    },
  };
}

function scanKey(run: string): string {
  return `${PREFIX}${run}/scan.json.gz`;
}

function bucketKey(run: string, number: number): string {
  return `${PREFIX}${run}/${String(number).padStart(3, '0')}.json.gz`;
}
