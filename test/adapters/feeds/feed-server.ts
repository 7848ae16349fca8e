import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';

const file = (name: string) => readFileSync(join(__dirname, '../../fixtures/tls', name), 'utf8');
export const CA = file('cert.pem');

export type Answer = (response: ServerResponse, base: string) => void;

export interface FeedServer {
  /** https://localhost:PORT */
  base: string;
  /** Addresses that were asked for. */
  asked: string[];
  /** From now on this path gets this answer. */
  on(path: string, answer: Answer): string;
  close(): Promise<void>;
}

/** A real HTTPS server on this machine. */
export async function startFeedServer(): Promise<FeedServer> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer({ cert: CA, key: file('key.pem') }, (request, response) => {
    const { url = '' } = request;
    asked.push(url);
    const answer = answers.get(new URL(url, base).pathname);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, base);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  const base = `https://localhost:${typeof address === 'object' ? address?.port : 0}`;
  return {
    base,
    asked,
    on: (path, answer) => {
      answers.set(path, answer);
      return `${base}${path}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The whole body at once. */
export function whole(body: string | Uint8Array): Answer {
  return (response) => void response.end(body);
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end('no');
}
