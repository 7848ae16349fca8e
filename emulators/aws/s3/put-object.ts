import type { HttpReply } from '../http';
import type { Body } from './body';
import { checkPut } from './conditions';
import { S3Error } from './error';
import type { S3Request } from './request';
import { type Bucket, etagOf, type StoredObject } from './store';

const KEY_BYTES = 1_024;
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
];

export function putObject(bucket: Bucket, request: S3Request, body: Body, now: Date): HttpReply {
  if (Buffer.byteLength(request.key) > KEY_BYTES)
    throw new S3Error('KeyTooLongError', 'Your key is too long');
  checkPut(request, bucket);
  const { bytes, checksum } = body;
  const object: StoredObject = {
    key: request.key,
    body: bytes,
    etag: etagOf(bytes),
    modified: now,
    headers: headersOf(request),
    ...(checksum !== undefined && { checksum }),
  };
  bucket.objects.set(object.key, object);
  return {
    status: 200,
    headers: {
      etag: object.etag,
      'x-amz-server-side-encryption': 'AES256',
      ...(checksum !== undefined && {
        [checksum.header]: checksum.value,
        'x-amz-checksum-type': 'FULL_OBJECT',
      }),
    },
    body: '',
  };
}

function headersOf(request: S3Request): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = request.header(name);
    return value === undefined ? [] : [[name, value]];
  });
  const encoding = encodingOf(request.header('content-encoding'));
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...request.metadata,
    ...(encoding !== '' && { 'content-encoding': encoding }),
  };
}

/** `aws-chunked` is the encoding of the request and not that of the object. */
function encodingOf(header = ''): string {
  const encodings = header.split(',').map((each) => each.trim());
  return encodings.filter((each) => each !== '' && each !== 'aws-chunked').join(',');
}
