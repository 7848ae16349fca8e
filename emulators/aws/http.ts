import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface HttpRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Aborted when the client is gone or the server closes. */
  signal: AbortSignal;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface HttpOptions {
  host: string;
  port: number;
  /** Longest body in bytes; a longer one gets `tooLarge`'s answer. */
  bodyLimit: number;
  answer(request: HttpRequest): Promise<HttpReply>;
  tooLarge(): HttpReply;
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
  const body = await readBody(request, options.bodyLimit);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const reply =
    body === undefined
      ? options.tooLarge()
      : await options.answer({
          method: request.method ?? 'GET',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body,
          signal: gone.signal,
        });
  const length = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': length });
  response.end(reply.body);
}

/** The body, or nothing if it is too long; the rest of a long one is read and dropped. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > limit ? undefined : Buffer.concat(chunks).toString('utf8');
}
