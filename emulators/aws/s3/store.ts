import { createHash } from 'node:crypto';
import type { Checksum } from './checksum';
import { S3Error } from './error';

export interface StoredObject {
  key: string;
  body: Buffer;
  /** In quotes, as it is sent. */
  etag: string;
  modified: Date;
  /** Headers of the upload that come back with the object. */
  headers: Readonly<Record<string, string>>;
  checksum?: Checksum;
}

export interface Bucket {
  name: string;
  created: Date;
  objects: Map<string, StoredObject>;
  /** Documents by the name of their sub-resource, such as `encryption`. */
  settings: Map<string, string>;
}

export type Buckets = Map<string, Bucket>;

/** Throws NoSuchBucket. */
export function bucketIn(buckets: Buckets, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket !== undefined) return bucket;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
}

/** Throws NoSuchKey. */
export function objectIn({ objects }: Bucket, key: string): StoredObject {
  const object = objects.get(key);
  if (object !== undefined) return object;
  throw new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
}

export function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** In the order of the bytes of UTF-8. */
export function sortedKeys({ objects }: Bucket): string[] {
  return [...objects.keys()].sort(compareKeys);
}

export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
