import type { SeenVulnerability } from './seen-vulnerabilities';
import { bucketOf } from './vulnerability-index';

/** The buckets that the order of vulnerabilities begins with: the most that an index has, which any other number divides. */
const BUCKETS = 256;

/** The place of an id in the order in which vulnerabilities are read: by bucket, then by id. */
export interface Place {
  bucket: number;
  id: string;
}

export function placeOf(id: string): Place {
  return { bucket: bucketOf(id, BUCKETS), id };
}

export function comparePlaces(a: Place, b: Place): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

interface Head {
  place: Place;
  seen: SeenVulnerability;
  rest: AsyncIterator<SeenVulnerability>;
}

/**
 * Sources that are each in order, read as one: of a vulnerability that is in several of them the detections follow each
 * other in the order of the sources. One vulnerability of each source is in memory.
 */
export async function* mergeSeen(
  sources: AsyncIterable<SeenVulnerability>[],
): AsyncGenerator<SeenVulnerability> {
  const all = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    let heads = await advance(all);
    for (let next = firstOf(heads); next !== undefined; next = firstOf(heads)) {
      const { id } = next;
      const same = heads.filter(({ place }) => place.id === id);
      const [only] = same;
      yield only !== undefined && same.length === 1 ? only.seen : joined(id, same);
      heads = await replaced(heads, same);
    }
  } finally {
    for (const each of all) await each.return?.();
  }
}

function joined(id: string, heads: Head[]): SeenVulnerability {
  return { id, detections: heads.flatMap(({ seen }) => seen.detections) };
}

function firstOf(heads: Head[]): Place | undefined {
  let first: Place | undefined;
  for (const { place } of heads) {
    if (first === undefined || comparePlaces(place, first) < 0) first = place;
  }
  return first;
}

async function advance(all: AsyncIterator<SeenVulnerability>[]): Promise<Head[]> {
  const heads: Head[] = [];
  for (const rest of all) {
    const next = await rest.next();
    if (!next.done) heads.push({ place: placeOf(next.value.id), seen: next.value, rest });
  }
  return heads;
}

/** The heads, in the same order, with the next of those that were read. */
async function replaced(heads: Head[], read: Head[]): Promise<Head[]> {
  const next: Head[] = [];
  for (const head of heads) {
    if (read.includes(head)) next.push(...(await advance([head.rest])));
    else next.push(head);
  }
  return next;
}
