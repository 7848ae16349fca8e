import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type {
  Act,
  ActResult,
  PageEvent,
  PageSettings,
  PageState,
  PageTraffic,
} from '../../playground/page/protocol';
import { createTimestamps, type Slack } from './context';
import { createFaults, type Faults } from './faults';
import { readBody, sendJson, sendText, urlOf } from './http/body';
import { type PageServer, servePage } from './http/page-routes';
import { sendFile } from './http/static-files';
import { actInSlack, isSlackAct } from './interaction/act';
import { createDelivery } from './interaction/deliver';
import { verifyUrl } from './interaction/events';
import { respond } from './interaction/respond';
import { parseJson } from './json';
import type { Channel, Person } from './people';
import { createRates } from './rates';
import { createResponseUrls } from './response-urls';
import { createTriggers } from './triggers';
import { serveWebApi, type WebApi } from './web-api/route';
import { type AppIdentity, createWorkspace, slackState, type Workspace } from './workspace';

/** The half of the page that is not Slack's. */
export interface AwsHalf {
  state(): Pick<PageState, 'findings' | 'queues' | 'tasks' | 'traffic' | 'settings'>;
  /** Undefined when the act is none of its business. */
  act(act: Act): Promise<ActResult> | undefined;
}

export interface SlackOptions extends AppIdentity {
  /** 3000 unless told; 0 takes any free port. */
  port?: number;
  host?: string;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** The app's endpoint: takes what a Lambda Function URL hands to its function. */
  deliver: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  /** Whether Slack's rate limits hold. */
  rates: boolean;
  /** The page: its built files, and extra routes by exact path. */
  page?: { root: string; routes?: Readonly<Record<string, Handler>> };
  aws?: AwsHalf;
  users?: Person[];
  channels?: Channel[];
  /** The slash commands the app has registered; `/vulnscan` unless told. */
  commands?: readonly string[];
  /** The bot scopes the app was granted; all of them unless told. */
  scopes?: readonly string[];
  historyLagMillis?: number;
  /** How long Slack waits for an answer; 3000 unless told. */
  ackMillis?: number;
  /** Hears of every call and every delivery. */
  record?: (hop: Omit<PageTraffic, 'id'>) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface RunningSlack {
  url: string;
  port: number;
  workspace: Workspace;
  faults: Faults;
  /** Does what a person would do on the page. */
  act(act: Act): Promise<ActResult>;
  /** Slack's handshake with the app's endpoint. */
  verifyUrl(): Promise<ActResult>;
  state(): PageState;
  /** Calls the listener for every event; the returned function ends that. */
  onEvent(listener: (event: PageEvent) => void): () => void;
  /** Shows an event of the other half on the page. */
  publish(event: PageEvent): void;
  close(): Promise<void>;
}

const NO_SETTINGS: PageSettings = { awsUrl: '', language: 'en', images: [] };
const NO_AWS: AwsHalf = {
  state: () => ({ findings: [], queues: [], tasks: [], traffic: [], settings: NO_SETTINGS }),
  act: () => undefined,
};

/** Starts the stand-in for Slack: its Web API, `response_url`s, the page, and a signer that calls the app. */
export async function startSlack(options: SlackOptions): Promise<RunningSlack> {
  const listeners = new Set<(event: PageEvent) => void>();
  const publish = (event: PageEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const onEvent: RunningSlack['onEvent'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const address = { url: '' };
  const slack = createSlack(options, publish, () => address.url);
  const aws = options.aws ?? NO_AWS;
  const state = (): PageState => ({
    ...slackState(slack.workspace),
    ...aws.state(),
    faults: slack.faults.page,
  });
  const act = (done: Act): Promise<ActResult> => actAnywhere(slack, aws, done);
  const api: WebApi = {
    slack,
    rates: options.rates ? createRates(slack.clock) : undefined,
    scopes: options.scopes,
  };
  const page: PageServer = {
    state,
    act,
    listen: onEvent,
  };
  const server = createServer(
    (request, response) => void route({ api, page, options }, request, response),
  );
  const port = await listen(server, options.port ?? 3000, options.host ?? '127.0.0.1');
  address.url = `http://${options.host ?? '127.0.0.1'}:${port}`;
  return {
    url: address.url,
    port,
    workspace: slack.workspace,
    faults: slack.faults,
    act,
    verifyUrl: () => verifyUrl(slack),
    state,
    onEvent,
    publish,
    close: () => close(server),
  };
}

function createSlack(
  options: SlackOptions,
  emit: (event: PageEvent) => void,
  base: () => string,
): Slack {
  const clock = options.clock ?? Date.now;
  const record = options.record ?? ((): void => undefined);
  const { token, botId, botUserId, appId, teamId, signingSecret } = options;
  return {
    workspace: createWorkspace({ token, botId, botUserId, appId, teamId, signingSecret }, options),
    faults: createFaults(options.historyLagMillis ?? 0),
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls(clock, base),
    clock,
    emit,
    record,
    commands: options.commands ?? ['/vulnscan'],
    nextTs: createTimestamps(clock),
    door: createDelivery({
      signingSecret,
      clock,
      ackMillis: options.ackMillis ?? 3000,
      deliver: options.deliver,
      record,
    }),
  };
}

/** Faults concern both halves; all else one of them. */
async function actAnywhere(slack: Slack, aws: AwsHalf, act: Act): Promise<ActResult> {
  if (isSlackAct(act)) return actInSlack(slack, act);
  if (act.do === 'set-faults') {
    slack.faults.page = { ...slack.faults.page, ...act.faults };
    slack.emit({ type: 'faults', faults: slack.faults.page });
    return (await aws.act(act)) ?? { ok: true };
  }
  return (await aws.act(act)) ?? { ok: false, error: 'There is no AWS behind this page.' };
}

interface Routes {
  api: WebApi;
  page: PageServer;
  options: SlackOptions;
}

async function route(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await serve(routes, request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendText(response, 500, error instanceof Error ? error.message : 'The stand-in failed.');
  }
}

async function serve(
  { api, page, options }: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = urlOf(request);
  const extra = options.page?.routes?.[pathname];
  if (extra !== undefined) return extra(request, response);
  if (pathname.startsWith('/api/')) return serveWebApi(api, request, response);
  if (pathname.startsWith('/response/')) return serveResponse(api.slack, request, response);
  if (pathname.startsWith('/page/')) return servePage(page, request, response);
  return options.page === undefined
    ? sendText(response, 404, 'Not found.')
    : sendFile(response, options.page.root, pathname);
}

async function serveResponse(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (slack.faults.page.slackDown) return sendText(response, 503, 'service_unavailable');
  const id = urlOf(request).pathname.slice('/response/'.length);
  const responded = respond(slack, id, parseJson(body ?? ''));
  if (typeof responded.body === 'string') sendText(response, responded.status, responded.body);
  else sendJson(response, responded.status, responded.body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
