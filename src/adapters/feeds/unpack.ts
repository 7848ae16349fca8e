import { gunzipSync } from 'node:zlib';
import type { Fault } from '../../domain/feed-faults';
import { inMegabytes } from './collect';
import { codeIn } from './error-code';

/** The body itself, or what it holds if it is gzip; stops at `limit` bytes, whatever a small body unpacks to. */
export function unpack(body: Uint8Array, limit: number, fault: Fault): Buffer {
  if (!isGzip(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (error) {
    if (codeIn(error) !== 'ERR_BUFFER_TOO_LARGE') throw fault('feed_gzip', '', error);
    throw fault('feed_gzip_large', inMegabytes(limit), error);
  }
}

export function isGzip(body: Uint8Array): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/** Refuses what can't be a feed, in words that name what it is instead. */
export function requireText(text: Buffer, fault: Fault): void {
  const start = text.toString('latin1', 0, 200).replace(/^ï»¿/, '').trimStart();
  if (start === '') throw fault('feed_empty');
  if (start.startsWith('<')) throw fault('feed_web_page');
}
