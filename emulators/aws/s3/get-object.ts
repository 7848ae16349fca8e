import type { HttpReply } from '../http';
import { isUnchanged } from './conditions';
import { S3Error } from './error';
import type { S3Request } from './request';
import { type Bucket, objectIn, type StoredObject } from './store';

/** GetObject and HeadObject: the server sends no body to HEAD. */
export function getObject(bucket: Bucket, request: S3Request): HttpReply {
  const object = objectIn(bucket, request.key);
  const headers = {
    etag: object.etag,
    'last-modified': object.modified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (isUnchanged(request, object)) return { status: 304, headers, body: '' };
  const range = rangeOf(request.header('range'), object.body.length);
  const all = { ...headers, ...object.headers, 'x-amz-server-side-encryption': 'AES256' };
  if (range === undefined) {
    return { status: 200, headers: { ...all, ...checksumOf(request, object) }, body: object.body };
  }
  const { first, last } = range;
  const contentRange = `bytes ${first}-${last}/${object.body.length}`;
  return {
    status: 206,
    headers: { ...all, 'content-range': contentRange },
    body: object.body.subarray(first, last + 1),
  };
}

/** The checksum of the whole object, for who asks. */
function checksumOf(request: S3Request, { checksum }: StoredObject): Record<string, string> {
  if (checksum === undefined || request.header('x-amz-checksum-mode') !== 'ENABLED') return {};
  return { [checksum.header]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** Undefined for all of it, also where the header can't be read or names several ranges. Throws InvalidRange. */
function rangeOf(
  header: string | undefined,
  size: number,
): { first: number; last: number } | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (found === null) return undefined;
  const [, from = '', to = ''] = found;
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first <= last) return { first, last };
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header ?? '',
    ActualObjectSize: String(size),
  });
}
