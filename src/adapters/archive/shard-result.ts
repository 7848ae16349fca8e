import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type * as z from 'zod/mini';
import { safeParse } from 'zod/mini';
import { defined } from '../../domain/defined';
import type { ScoredDetection } from '../../domain/detection';
import type { ScannedImage } from '../../domain/fan-out';
import type { AffectedImage, VulnerablePackage } from '../../domain/finding';
import { parseJson } from '../../domain/json';
import { readOrder, type SeenVulnerability } from '../../domain/seen-vulnerabilities';
import type { ShardResult } from '../../ports/runs';
import { linesOf } from './gzip-lines';
import { ResultHeadSchema, ResultLineSchema, VERSION } from './run-schema';

/*
 * The result of a shard as one object: compressed lines of JSON, the first with the images and how they ended, then one
 * for each vulnerability, in the order in which all shards are merged.
 */

export type ResultHead = z.infer<typeof ResultHeadSchema>;
type ResultLine = z.infer<typeof ResultLineSchema>;

/** A result that is not as it was written; its shard counts as lost. */
class DamagedResult extends Error {}

/** Writes line by line: in memory is the compressed result only. */
export async function encodeResult(
  scanId: string,
  shard: number,
  result: ShardResult,
): Promise<Uint8Array> {
  const { vulnerabilities, ...head } = result;
  const positions = new Map(head.images.map(({ image }, index) => [contentKey(image), index]));
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ version: VERSION, scanId, shard, ...head })}\n`;
    for await (const each of vulnerabilities) {
      yield `${JSON.stringify(lineOf(each, positions))}\n`;
    }
  }
  const parts: Buffer[] = [];
  await pipeline(Readable.from(lines()), createGzip(), async (compressed) => {
    for await (const part of compressed) parts.push(part);
  });
  return Buffer.concat(parts);
}

/** The first line. Throws DamagedResult. */
export async function headOf(body: Uint8Array): Promise<ResultHead> {
  for await (const line of linesOf(body)) return parsed(ResultHeadSchema, line);
  throw new DamagedResult('the result is empty');
}

/** All vulnerabilities, in order. Throws DamagedResult where something is not as it was written. */
export async function* vulnerabilitiesOf(
  body: Uint8Array,
  images: ScannedImage[],
): AsyncGenerator<SeenVulnerability> {
  let isHead = true;
  let last = '';
  for await (const text of linesOf(body)) {
    if (!isHead) {
      const line = parsed(ResultLineSchema, text);
      const order = readOrder(line.id);
      if (order <= last) throw new DamagedResult(`${line.id} is not in its place`);
      last = order;
      yield seenOf(line, images);
    }
    isHead = false;
  }
}

function parsed<T>(schema: z.ZodMiniType<T>, line: string): T {
  const read = safeParse(schema, parseJson(line));
  if (read.success) return read.data;
  throw new DamagedResult('a line is not what it should be', { cause: read.error });
}

function lineOf({ id, detections }: SeenVulnerability, positions: Map<string, number>): ResultLine {
  const facts = createTable<ResultLine['facts'][number]>();
  const packages = createTable<VulnerablePackage[]>();
  const rows = detections.map((detection): [number, number, number] => {
    const [image] = detection.images;
    const position = image && positions.get(contentKey(image));
    if (position === undefined) throw new Error(`${id} is in an image that was not scanned`);
    const own = detection.packages.map(({ image: _, tag: __, ...entry }) => entry);
    return [position, facts.add(factsOf(detection)), packages.add(own)];
  });
  return { id, facts: facts.values, packages: packages.values, rows };
}

function factsOf(detection: ScoredDetection): ResultLine['facts'][number] {
  const { severity, title, description, primaryUrl, score, scoreVersion, cvss } = detection;
  return { severity, title, description, ...defined({ primaryUrl, score, scoreVersion, cvss }) };
}

function seenOf(line: ResultLine, images: ScannedImage[]): SeenVulnerability {
  const detections = line.rows.map(([position, fact, list]): ScoredDetection => {
    const { image } = at(images, position);
    const own = defined({ image: image.name, tag: image.tag });
    return {
      vulnerabilityId: line.id,
      ...at(line.facts, fact),
      packages: at(line.packages, list).map((entry) => ({ ...entry, ...own })),
      images: [image],
    };
  });
  return { id: line.id, detections };
}

function at<T>(list: T[], position: number): T {
  const value = list[position];
  if (value === undefined) throw new DamagedResult(`there is no entry ${position}`);
  return value;
}

/** Equal values once, each with its position. */
function createTable<T>() {
  const values: T[] = [];
  const positions = new Map<string, number>();
  return {
    values,
    add(value: T): number {
      const key = JSON.stringify(value);
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, values.length);
      return values.push(value) - 1;
    },
  };
}

/** Two platforms of a tag are two images. */
function contentKey({ name, tag, digest, platform }: AffectedImage): string {
  return JSON.stringify([name, tag, digest, platform]);
}
