import { createServer, type ServerResponse } from 'node:http';
import { createChannel } from '../../../src/adapters/slack/channel';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { english, IDENTITY } from './kit';

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The connection is closed without an answer. */
  reset?: boolean;
  /** The connection stays open without an answer. */
  silent?: boolean;
}

export interface Answering {
  url: string;
  /** Paths and form bodies of the requests, oldest first. */
  paths: string[];
  bodies: URLSearchParams[];
  close(): Promise<void>;
}

const running: Answering[] = [];

/** Closes every server, also those of tests that failed. */
export async function closeServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}

/** A server in place of Slack; `answer` gets the number of the call, from 1. */
export async function answering(answer: (call: number) => Answer): Promise<Answering> {
  const bodies: URLSearchParams[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      paths.push(request.url ?? '');
      bodies.push(new URLSearchParams(text));
      give(answer(bodies.length), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const started = { url: `http://127.0.0.1:${port}`, paths, bodies, close };
  running.push(started);
  return started;
}

function give({ status = 200, headers, body, reset, silent }: Answer, response: ServerResponse) {
  if (silent) return;
  if (reset) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body ?? { ok: true, ts: '1.2', channel: 'C0SECURITY' }));
}

/** The channel adapter on the real client, against such a server. */
export function channelAt({ url }: Answering) {
  const client = createWebClient(IDENTITY.token, `${url}/api/`);
  return createChannel({ client, channel: 'C0SECURITY', app: IDENTITY.appId, context: english });
}
