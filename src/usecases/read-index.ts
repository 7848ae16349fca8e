import { Unavailable } from '../domain/errors';
import { answerOf, type IndexAnswer } from '../domain/index-answer';
import { bucketOf, type IndexBucket, type IndexPointer } from '../domain/vulnerability-index';
import type { IndexStore } from '../ports/vulnerability-index';

/** Reads the pointer and one bucket; a further one for a former id that is in another. */
export type IndexReader = Pick<IndexStore, 'current' | 'bucket'>;

/** An index that was read just before it was replaced twice over is gone; the pointer then names the new one. */
const TRIES = 2;

/**
 * What the last complete scan says about a vulnerability that is known under these ids. Undefined before the first one;
 * rejects with `Unavailable` where the index cannot be read.
 */
export async function readIndex(
  index: IndexReader,
  ids: string[],
): Promise<IndexAnswer | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const present = await index.current();
    if (present === undefined) return undefined;
    if (present.pointer === undefined) break;
    const bucket = await readBuckets(index, present.pointer, ids);
    if (bucket !== undefined) return answerOf(bucket, ids, present.pointer);
  }
  throw new Unavailable(
    'archive_index',
    'The index of vulnerabilities in the archive cannot be read; the next complete scan writes it again.',
  );
}

/** Names of all images of the last complete scan; none before the first one. Every bucket has them. */
export async function readImageNames(index: IndexReader): Promise<string[]> {
  const { pointer } = (await index.current()) ?? {};
  const bucket = pointer && (await index.bucket(pointer.run, 0));
  return bucket?.images.map(({ name }) => name) ?? [];
}

/** The buckets of all ids as one; undefined if one is missing. */
async function readBuckets(
  index: IndexReader,
  { run, buckets }: IndexPointer,
  ids: string[],
): Promise<IndexBucket | undefined> {
  const numbers = [...new Set(ids.map((id) => bucketOf(id, buckets)))];
  const read = await Promise.all(numbers.map((number) => index.bucket(run, number)));
  const found = read.filter((bucket) => bucket !== undefined);
  const [first] = found;
  if (first === undefined || found.length < read.length) return undefined;
  return {
    images: first.images,
    vulnerabilities: found.flatMap(({ vulnerabilities }) => vulnerabilities),
  };
}
