import { createHash } from 'node:crypto';
import { type Checksum, checkChecksum, checkMd5 } from './checksum';
import { type Chunked, decodeChunked, incomplete } from './chunked';
import { S3Error } from './error';
import type { S3Request } from './request';

export interface Body {
  bytes: Buffer;
  /** What the caller sent beside it, and is right. */
  checksum?: Checksum;
  /** Whether the caller sent Content-MD5. */
  hasMd5: boolean;
}

const CHECKSUMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'].map(
  (name) => `x-amz-checksum-${name}`,
);

/** The body as its sender meant it. Throws if it is not whole, or differs from a checksum that came with it. */
export function bodyOf(request: S3Request): Body {
  const { bytes, trailer } = unpacked(request);
  const md5 = request.header('content-md5');
  const checksum = checksumOf(request, trailer);
  checkSigned(request);
  if (md5 !== undefined) checkMd5(md5, bytes);
  if (checksum !== undefined) checkChecksum(checksum, bytes);
  return { bytes, hasMd5: md5 !== undefined, ...(checksum !== undefined && { checksum }) };
}

function unpacked(request: S3Request): Chunked {
  const signed = request.header('x-amz-content-sha256') ?? '';
  if (!signed.startsWith('STREAMING-')) return { bytes: request.bytes, trailer: {} };
  const length = request.header('x-amz-decoded-content-length');
  if (length === undefined)
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const chunked = decodeChunked(request.bytes);
  if (chunked.bytes.length !== Number(length)) throw incomplete();
  return chunked;
}

function checksumOf(request: S3Request, trailer: Record<string, string>): Checksum | undefined {
  const announced = request.header('x-amz-trailer');
  if (announced !== undefined && trailer[announced] === undefined)
    throw new S3Error(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  const given = CHECKSUMS.flatMap((header) => {
    const value = request.header(header) ?? trailer[header];
    return value === undefined ? [] : [{ header, value }];
  });
  if (given.length > 1)
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  if (given.length === 0 && request.header('x-amz-sdk-checksum-algorithm') !== undefined)
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  return given[0];
}

/** The hash that was signed with a request. A presigned URL has none. */
function checkSigned(request: S3Request): void {
  const signed = request.header('x-amz-content-sha256');
  if (signed === undefined) {
    if (request.query.has('X-Amz-Signature')) return;
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  if (!/^[\da-f]{64}$/.test(signed)) return;
  if (createHash('sha256').update(request.bytes).digest('hex') === signed) return;
  throw new S3Error(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}
