import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ActResult, PageEvent, PageState } from '../../../playground/page/protocol';
import { aPageState } from './fixtures/page-state';

export interface FixedPage {
  url: string;
  /** Every act the page sent, oldest first, as it came over the wire. */
  acts: unknown[];
  /** What the next acts are answered with. */
  answer: ActResult;
  /** Sends an event to every open page. */
  emit(event: PageEvent): void;
  /** Drops every open stream, as a restart would. */
  drop(): void;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '/index.html': 'text/html; charset=utf-8',
  '/page.js': 'text/javascript; charset=utf-8',
  '/page.css': 'text/css; charset=utf-8',
};

/** Serves a built page over a fixed state. It only records what people do. */
export async function startFixedPage(
  directory: string,
  state: PageState = aPageState(),
): Promise<FixedPage> {
  const streams = new Set<ServerResponse>();
  const acts: unknown[] = [];
  const answer: ActResult = { ok: true };
  const page: FixedPage = {
    url: '',
    acts,
    answer,
    emit: (event) => {
      for (const stream of streams) stream.write(line(event));
    },
    drop: () => {
      for (const stream of streams) stream.destroy();
    },
    close: () => {
      page.drop();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const server = createServer((request, response) => {
    void route(request, response).catch(() => response.writeHead(500).end());
  });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url === '/' ? '/index.html' : (request.url ?? '');
    if (url === '/page/events') return openStream(response);
    if (url === '/page/state') return sendJson(response, state);
    if (url === '/page/act') {
      acts.push(JSON.parse(await readBody(request)));
      return sendJson(response, page.answer);
    }
    const type = TYPES[url];
    if (type === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type });
    response.end(await readFile(path.join(directory, url)));
  }

  function openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(line({ type: 'state', state }));
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  page.url = `http://127.0.0.1:${portOf(server.address())}`;
  return page;
}

function line(event: PageEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
