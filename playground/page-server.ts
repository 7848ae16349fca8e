import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActResult } from '../emulators/slack/acts';
import { readBody, sendJson, sendText, urlOf } from '../emulators/slack/http';
import { parseJson } from '../emulators/slack/json';
import type { RunningSlack } from '../emulators/slack/server';
import { pageAct } from './page/acts';
import type { PageAct, PageEvent, PageFaults, PageState } from './page/protocol';
import { sendFile } from './static-files';

/** The part of the page that is not Slack's. */
export interface AwsPart {
  state(): Omit<PageState, keyof ReturnType<RunningSlack['state']> | 'faults'>;
  /** Undefined when the act is not for AWS. */
  act(act: PageAct): Promise<ActResult> | undefined;
}

export interface PageServerDeps {
  slack: Pick<RunningSlack, 'state' | 'act' | 'faults'>;
  aws: AwsPart;
  /** The folder of the built page; undefined when it is not served. */
  root: string | undefined;
}

export interface PageServer {
  state(): PageState;
  /** Does what a person would do on the page. */
  act(act: PageAct): Promise<ActResult>;
  /** Calls the listener for every event; the returned function stops that. */
  onEvent(listener: (event: PageEvent) => void): () => void;
  publish(event: PageEvent): void;
  /** Answers `/page/...` as described in page/protocol.ts, and sends the page's files. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createPageServer({ slack, aws, root }: PageServerDeps): PageServer {
  const listeners = new Set<(event: PageEvent) => void>();
  let faults = NO_FAULTS;
  const page: PageServer = {
    state: () => ({ ...slack.state(), ...aws.state(), faults }),
    async act(act) {
      if ('user' in act) return slack.act(act);
      if (act.do === 'set-faults') {
        faults = { ...faults, ...act.faults };
        setSlackFaults(slack.faults, faults);
        page.publish({ type: 'faults', faults });
      }
      return (await aws.act(act)) ?? { ok: true };
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    serve: (request, response) => serve(page, root, request, response),
  };
  return page;
}

const NO_FAULTS: PageFaults = {
  slackSlow: false,
  slackDown: false,
  securityHubThrottled: false,
  eventsDuplicated: false,
  scansStopped: false,
  databaseOld: false,
  poisonMessage: false,
  tokenRefused: false,
};

function setSlackFaults(slack: RunningSlack['faults'], faults: PageFaults): void {
  slack.slow = faults.slackSlow;
  slack.down = faults.slackDown;
  slack.tokenRefused = faults.tokenRefused;
}

async function serve(
  page: PageServer,
  root: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = urlOf(request);
  if (!pathname.startsWith('/page/') && root !== undefined) {
    // The page itself shows the message that a link names.
    return sendFile(response, root, pathname.startsWith('/archives/') ? '/' : pathname);
  }
  if (isForeign(request)) return sendText(response, 403, 'Only this page may use this address.');
  switch (`${request.method} ${pathname}`) {
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
  const parsed = pageAct.safeParse(parseJson((await readBody(request)) ?? ''));
  if (parsed.success) return sendJson(response, 200, await page.act(parsed.data));
  sendJson(response, 400, { ok: false, error: 'The page has no such act.' });
}

function streamEvents(page: PageServer, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const write = (event: PageEvent): void =>
    void response.write(`data: ${JSON.stringify(event)}\n\n`);
  write({ type: 'state', state: page.state() });
  response.on('close', page.onEvent(write));
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether another web site made this browser send the request, or it used a host name that is not this machine's. The
 * page can start scans and sign clicks, so both are refused.
 */
function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  if (!LOOPBACK.has(host.replace(/:\d+$/, ''))) return true;
  return origin !== undefined && origin !== `http://${host}`;
}
