import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { SbomRecord } from '../../domain/sbom-record';
import { ARCHIVE_PREFIXES } from '../../installation';
import type { Archive } from '../../ports/archive';
import type { Log } from '../../ports/runtime';
import type { SbomStore } from '../../ports/sboms';
import { createJsonObjects } from './json-objects';

/** Of the form of the records. An image whose record has another form is pulled. */
const VERSION = 1;

const optionalText = z.exactOptional(z.string());

const RecordSchema: z.ZodMiniType<SbomRecord> = z.object({
  version: z.literal(VERSION),
  digest: z.string(),
  platform: optionalText,
  builtOn: optionalText,
  trivyVersion: z.string(),
  comparedAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  hasJars: z.boolean(),
  sha256: optionalText,
  differs: optionalText,
});

/** Bytes of one SBOM; one of 10,000 packages has some 15 million. */
const MOST_BYTES = 256_000_000;

const PREFIX = ARCHIVE_PREFIXES.sboms;
const RECORD = '.json';
const SBOM = '.cdx.json.gz';

/** SBOMs as `sboms/<digest>/<platform>.cdx.json.gz`, each with its record beside it, in `<platform>.json`. */
export function createSbomStore(archive: Archive, log: Log): SbomStore {
  const { read, write } = createJsonObjects(archive, log);
  return {
    record: async (key) => (await read(`${PREFIX}${key}${RECORD}`, RecordSchema))?.value,
    sbom: (key, record) => readSbom(archive, log, key, record),
    async put(key, record, sbom) {
      if (sbom !== undefined) await archive.put(`${PREFIX}${key}${SBOM}`, await compress(sbom));
      await write(`${PREFIX}${key}${RECORD}`, { version: VERSION, ...record });
      if (record.sha256 === undefined) await archive.delete([`${PREFIX}${key}${SBOM}`]);
    },
    list: () => listKeys(archive),
    remove: (keys) =>
      archive.delete(keys.flatMap((key) => [RECORD, SBOM].map((end) => `${PREFIX}${key}${end}`))),
  };
}

const compress = promisify(gzip);
const expand = promisify(gunzip);

async function readSbom(
  archive: Archive,
  log: Log,
  key: string,
  { sha256 }: SbomRecord,
): Promise<Uint8Array | undefined> {
  const object = await archive.get(`${PREFIX}${key}${SBOM}`);
  const bytes = object && (await expanded(object.body));
  if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256) {
    return bytes;
  }
  log.warn('an SBOM is missing or damaged', { key, bytes: object?.body.length });
  return undefined;
}

async function expanded(body: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await expand(body, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}

/** Both objects of a key follow each other, the record last. What a write left half done has an SBOM only. */
async function* listKeys(archive: Archive): AsyncGenerator<{ key: string; writtenAt: string }> {
  let last: { key: string; writtenAt: string } | undefined;
  for await (const { key: name, modifiedAt: writtenAt } of archive.list(PREFIX)) {
    const end = [SBOM, RECORD].find((each) => name.endsWith(each));
    if (end === undefined) continue;
    const key = name.slice(PREFIX.length, -end.length);
    if (last !== undefined && last.key !== key) yield last;
    last = { key, writtenAt };
  }
  if (last !== undefined) yield last;
}
