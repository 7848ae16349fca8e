import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes that are expanded at a time. */
const CHUNK = 64 * 1024;

/** The lines of a compressed text, a part at a time. Rejects with the error of zlib where it is damaged or cut off. */
export async function* linesOf(body: Uint8Array): AsyncGenerator<string> {
  const source = Readable.from([body]);
  const expanded = createGunzip({ chunkSize: CHUNK });
  source.pipe(expanded).setEncoding('utf8');
  let rest = '';
  try {
    for await (const part of expanded) {
      const lines = `${rest}${part}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    source.destroy();
    expanded.destroy();
  }
}
