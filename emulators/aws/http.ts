import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface HttpRequest {
  method: string;
  path: string;
  /** Path and query as they were sent. */
  target: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  /** The same as text. */
  body: string;
  /** Aborted when the client is gone or the server closes. */
  signal: AbortSignal;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

export interface HttpOptions {
  host: string;
  port: number;
  /** Longest body in bytes; a longer one gets `tooLarge`'s answer. */
  bodyLimit(headers: IncomingHttpHeaders): number;
  answer(request: HttpRequest): Promise<HttpReply>;
  tooLarge(headers: IncomingHttpHeaders): HttpReply;
}

export interface HttpServer {
  port: number;
  /** Ends long polls, cuts what is still open and frees the port. */
  close(): Promise<void>;
}

/** A plain HTTP server: whole bodies in, whole answers out. */
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const closing = new AbortController();
  // Every open request listens.
  setMaxListeners(0, closing.signal);
  const server = createServer((request, response) => {
    exchange(request, response, options, closing.signal).catch(() => response.destroy());
  });
  // Node's five seconds end connections under callers that pause on a busy machine.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  const hangUp = () => gone.abort();
  closing.addEventListener('abort', hangUp);
  response.once('close', () => {
    closing.removeEventListener('abort', hangUp);
    gone.abort();
  });
  const bytes = await readBody(request, options.bodyLimit(request.headers));
  const reply =
    bytes === undefined
      ? options.tooLarge(request.headers)
      : await options.answer(toHttpRequest(request, bytes, gone.signal));
  // These two have no body, and no length.
  const isEmpty = reply.status === 204 || reply.status === 304;
  const length = { 'content-length': Buffer.byteLength(reply.body) };
  response.writeHead(reply.status, { ...reply.headers, ...(!isEmpty && length) });
  response.end(reply.body);
}

function toHttpRequest(request: IncomingMessage, bytes: Buffer, signal: AbortSignal): HttpRequest {
  const { method = 'GET', url: target = '/', headers } = request;
  const { pathname: path, searchParams: query } = new URL(target, 'http://localhost');
  let text: string | undefined;
  return {
    method,
    path,
    target,
    query,
    headers,
    bytes,
    get body() {
      text ??= bytes.toString('utf8');
      return text;
    },
    signal,
  };
}

/** The body, or nothing if it is too long; the rest of a long one is read and dropped. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > limit ? undefined : Buffer.concat(chunks);
}
