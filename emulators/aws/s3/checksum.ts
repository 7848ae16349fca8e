import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './error';

/** A checksum as it is sent: the name of its header, and base64. */
export interface Checksum {
  header: string;
  value: string;
}

const ALGORITHMS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  crc32: (bytes) => fourBytes(crc32(bytes)),
  crc32c: (bytes) => fourBytes(crc32c(bytes)),
  sha1: (bytes) => createHash('sha1').update(bytes).digest(),
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
};

/** Throws unless the checksum is that of the bytes. */
export function checkChecksum({ header, value }: Checksum, bytes: Buffer): void {
  const algorithm = header.replace('x-amz-checksum-', '');
  const compute = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (compute === undefined)
    throw new S3Error('NotImplemented', `This server does not know the checksum ${algorithm}`);
  const right = compute(bytes);
  if (Buffer.from(value, 'base64').length !== right.length)
    throw new S3Error('InvalidRequest', `Value for ${header} header is invalid.`);
  if (right.toString('base64') === value) return;
  throw new S3Error(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  );
}

/** Throws unless the value of Content-MD5 is the MD5 of the bytes. */
export function checkMd5(value: string, bytes: Buffer): void {
  if (Buffer.from(value, 'base64').length !== 16)
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (createHash('md5').update(bytes).digest('base64') === value) return;
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Castagnoli's polynomial, reversed. */
const CRC32C = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CRC32C : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
