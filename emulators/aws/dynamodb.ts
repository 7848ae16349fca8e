import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import dynalite from 'dynalite';
import type { HttpReply, HttpRequest } from './http';
import { createIndexLag, type IndexLag } from './index-lag';

export interface DynamoDbOptions {
  /** How long a write takes until a secondary index shows it, in milliseconds; 0 by default. */
  indexLagMs?: number;
  now?: () => Date;
}

export interface DynamoDb {
  /** Answers a request of DynamoDB's API. The operation is in its X-Amz-Target header. */
  answer(request: Pick<HttpRequest, 'headers' | 'body'>): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Headers that dynalite reads. */
const PASSED = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'] as const;

/**
 * DynamoDB: dynalite, in memory, on a port of its own that nobody else needs to know. It starts with the first
 * request. Its secondary indexes are immediate, so index-lag.ts makes them late.
 */
export function createDynamoDb(options: DynamoDbOptions = {}): DynamoDb {
  const { indexLagMs = 0, now = () => new Date() } = options;
  const lag = createIndexLag(indexLagMs, () => now().getTime());
  let started: Promise<{ server: Server; port: number }> | undefined;
  return {
    async answer({ headers, body }) {
      started ??= start();
      const { port } = await started;
      const sent = Object.fromEntries(
        PASSED.flatMap((name) => {
          const value = headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      );
      const reply = await forward(port, sent, body);
      return reply.status === 200 ? late(lag, sent['x-amz-target'] ?? '', body, reply) : reply;
    },
    async close() {
      if (started === undefined) return;
      const { server } = await started;
      started = undefined;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function start(): Promise<{ server: Server; port: number }> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  return { server, port: address.port };
}

function late(lag: IndexLag, target: string, body: string, reply: HttpReply): HttpReply {
  const operation = target.slice(target.indexOf('.') + 1);
  return { ...reply, body: lag.pass(operation, body, String(reply.body)) };
}

/** The answer without its checksum, which would not be that of a late one. */
function forward(port: number, headers: Record<string, string>, body: string): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method: 'POST', path: '/', headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const type = response.headers['content-type'] ?? 'application/x-amz-json-1.0';
          const id = response.headers['x-amzn-requestid'];
          resolve({
            status: response.statusCode ?? 500,
            headers: {
              'content-type': type,
              ...(typeof id === 'string' && { 'x-amzn-requestid': id }),
            },
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
