import { addAbortSignal, Readable } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isKnownError } from '../../domain/errors';
import type { Fault } from '../../domain/feed-faults';
import { statusOf } from '../aws-errors';
import { collect } from './collect';

export interface ObjectSettings {
  timeoutMs: number;
  /** Bytes. */
  limit: number;
  client?: S3Client;
}

/** The object at `s3://bucket/key`, in whatever Region and account, with the permissions of the task's role. */
export async function readObject(
  place: string,
  { timeoutMs, limit, client = newClient() }: ObjectSettings,
  fault: Fault,
  stop: AbortSignal,
): Promise<Buffer> {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(place) ?? [];
  const timeout = AbortSignal.timeout(timeoutMs);
  const abortSignal = AbortSignal.any([timeout, stop]);
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
    if (!(Body instanceof Readable)) throw fault('feed_empty');
    // The SDK's own abort ends with the headers.
    return await collect(addAbortSignal(abortSignal, Body), limit, fault);
  } catch (error) {
    if (timeout.aborted) throw fault('feed_slow', `${timeoutMs / 1_000} s`, error);
    throw fromS3(error, fault);
  }
}

function newClient(): S3Client {
  return new S3Client({ maxAttempts: 3, followRegionRedirects: true });
}

function fromS3(error: unknown, fault: Fault): unknown {
  if (isKnownError(error)) return error;
  const name = error instanceof Error ? error.name : String(error);
  const status = statusOf(error);
  if (name === 'NoSuchKey') return fault('feed_missing', name, error);
  if (status !== undefined && status < 500) return fault('feed_bucket', name, error);
  return fault('feed_failed', status === undefined ? name : String(status), error);
}
