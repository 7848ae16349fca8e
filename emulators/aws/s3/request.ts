import type { HttpRequest } from '../http';
import { S3Error } from './error';

export interface S3Request {
  method: string;
  /** Empty for a request about all buckets. */
  bucket: string;
  /** Empty for a request about a bucket. */
  key: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** The headers `x-amz-meta-...`. */
  metadata: Record<string, string>;
  /** The body as it was sent. */
  bytes: Buffer;
}

/** A host such as `bucket.localhost:4566`, and not an address such as 127.0.0.1. */
const HOST = /^(.+?)(?:\.s3)?\.localhost(?::\d+)?$/;

/** The bucket is in the host name or the first part of the path. */
export function s3RequestOf({ method, target, query, headers, bytes }: HttpRequest): S3Request {
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const [rawPath = '/'] = target.split('?');
  const path = decoded(rawPath.slice(1));
  const bucketOfHost = HOST.exec(header('host') ?? '')?.[1];
  const slash = path.indexOf('/');
  const bucketOfPath = slash < 0 ? path : path.slice(0, slash);
  const keyOfPath = slash < 0 ? '' : path.slice(slash + 1);
  return {
    method,
    query,
    header,
    metadata: Object.fromEntries(
      Object.keys(headers)
        .filter((name) => name.startsWith('x-amz-meta-'))
        .map((name) => [name, header(name) ?? '']),
    ),
    bytes,
    bucket: bucketOfHost ?? bucketOfPath,
    key: bucketOfHost === undefined ? keyOfPath : path,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}
