import { S3Error } from './error';

/** A body in the encoding `aws-chunked`: chunks with their size and perhaps a signature, then headers. */
export interface Chunked {
  bytes: Buffer;
  /** Headers after the last chunk, by name in lower case. */
  trailer: Record<string, string>;
}

/** Throws IncompleteBody if it is not whole. Signatures of chunks are not checked, like that of the request. */
export function decodeChunked(body: Buffer): Chunked {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [line, next] = lineAt(body, at);
    const size = /^([\da-f]+)(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    if (length === 0) return { bytes: Buffer.concat(chunks), trailer: trailerAt(body, next) };
    const end = next + length;
    if (body.toString('latin1', end, end + 2) !== '\r\n') throw incomplete();
    chunks.push(body.subarray(next, end));
    at = end + 2;
  }
}

function trailerAt(body: Buffer, start: number): Record<string, string> {
  const lines = body.toString('latin1', start).split('\r\n');
  const entries = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return Object.fromEntries(entries);
}

/** The text up to the end of the line, and where the next line begins. */
function lineAt(body: Buffer, start: number): [line: string, next: number] {
  const end = body.indexOf('\r\n', start);
  if (end < 0) throw incomplete();
  return [body.toString('latin1', start, end), end + 2];
}

export function incomplete(): S3Error {
  return new S3Error(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
