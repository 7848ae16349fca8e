import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Act, ActResult, PageEvent, PageState } from '../../../playground/page/protocol';
import { parseJson } from '../json';
import { readBody, sendJson, sendText, urlOf } from './body';
import { readAct } from './page-act';

/** What the page's routes need of the server. */
export interface PageServer {
  state(): PageState;
  act(act: Act): Promise<ActResult>;
  /** Tells of every event until the returned function is called. */
  listen(listener: (event: PageEvent) => void): () => void;
}

/** Serves `/page/...` as the page's protocol says. Other web sites in the same browser are turned away. */
export async function servePage(
  page: PageServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isForeign(request)) return sendText(response, 403, 'This page answers to itself alone.');
  switch (`${request.method} ${urlOf(request).pathname}`) {
    case 'GET /page/state':
      return sendJson(response, 200, page.state());
    case 'GET /page/events':
      return streamEvents(page, response);
    case 'POST /page/act':
      return act(page, request, response);
    default:
      return sendText(response, 404, 'Not found.');
  }
}

async function act(
  page: PageServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parsed = readAct(parseJson((await readBody(request)) ?? ''));
  if (parsed === undefined) {
    return sendJson(response, 400, {
      ok: false,
      error: 'This is not something a person can do here.',
    });
  }
  sendJson(response, 200, await page.act(parsed));
}

function streamEvents(page: PageServer, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const write = (event: PageEvent): void =>
    void response.write(`data: ${JSON.stringify(event)}\n\n`);
  write({ type: 'state', state: page.state() });
  response.on('close', page.listen(write));
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * A request that another web site made this browser send, or that came under a name that is not this
 * machine's: the page can start scans and sign clicks, so neither may use it.
 */
function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  if (!LOOPBACK.has(host.replace(/:\d+$/, ''))) return true;
  return origin !== undefined && origin !== `http://${host}`;
}
