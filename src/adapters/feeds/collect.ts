import type { Fault } from '../../domain/feed-faults';

/** The whole of a stream; rejects as soon as it is larger than `limit` bytes. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  fault: Fault,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the stream.
  for await (const part of stream) {
    size += part.length;
    if (size > limit) throw fault('feed_large', inMegabytes(limit));
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export function inMegabytes(bytes: number): string {
  return `${bytes / 2 ** 20} MiB`;
}
