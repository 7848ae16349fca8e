import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { ActResult, SlackAct } from './acts';
import { createTimestamps, type Slack } from './context';
import type { SlackCall, SlackEvent, SlackState } from './events';
import { createFaults, type Faults } from './faults';
import { readBody, sendJson, sendText, urlOf } from './http';
import { actInSlack } from './interaction/act';
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

export interface SlackOptions extends Omit<AppIdentity, 'name'> {
  /** The app's name; 'app' unless set. */
  name?: string;
  /** 3000 unless set; 0 takes any free port. */
  port?: number;
  host?: string;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** The app's endpoint: takes what a Lambda Function URL hands to its function. */
  deliver: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  /** Whether Slack's rate limits are enforced. */
  rates: boolean;
  /** Answers requests that are not for Slack; without it they get 404. */
  serve?: Handler;
  users?: Person[];
  channels?: Channel[];
  /** The slash commands the app has registered. */
  commands?: readonly string[];
  /** The bot scopes the app was granted. */
  scopes: readonly string[];
  historyLagMillis?: number;
  /** How long Slack waits for an answer, in milliseconds; 3000 unless set. */
  ackMillis?: number;
  /** Called with every Web API call and every request to the app. */
  record?: (call: SlackCall) => void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface RunningSlack {
  url: string;
  port: number;
  workspace: Workspace;
  faults: Faults;
  /** Does what a person would do in a Slack client. */
  act(act: SlackAct): Promise<ActResult>;
  /** Slack's handshake with the app's endpoint. */
  verifyUrl(): Promise<ActResult>;
  state(): SlackState;
  /** Calls the listener for every event; the returned function stops that. */
  onEvent(listener: (event: SlackEvent) => void): () => void;
  close(): Promise<void>;
}

/** Starts the Slack emulator: the Web API, `response_url`s, and signed requests to the app. */
export async function startSlack(options: SlackOptions): Promise<RunningSlack> {
  const listeners = new Set<(event: SlackEvent) => void>();
  const emit = (event: SlackEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const address = { url: '' };
  const slack = createSlack(options, emit, () => address.url);
  const api: WebApi = {
    slack,
    rates: options.rates ? createRates(slack.clock) : undefined,
    scopes: options.scopes,
  };
  const server = createServer(
    (request, response) => void route(api, options.serve, request, response),
  );
  const port = await listen(server, options.port ?? 3000, options.host ?? '127.0.0.1');
  address.url = `http://${options.host ?? '127.0.0.1'}:${port}`;
  return {
    url: address.url,
    port,
    workspace: slack.workspace,
    faults: slack.faults,
    act: (act) => actInSlack(slack, act),
    verifyUrl: () => verifyUrl(slack),
    state: () => slackState(slack.workspace),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => close(server),
  };
}

function createSlack(
  options: SlackOptions,
  emit: (event: SlackEvent) => void,
  base: () => string,
): Slack {
  const clock = options.clock ?? Date.now;
  const record = options.record ?? ((): void => undefined);
  const { name = 'app', token, botId, botUserId, appId, teamId, signingSecret } = options;
  return {
    workspace: createWorkspace(
      { name, token, botId, botUserId, appId, teamId, signingSecret },
      options,
    ),
    faults: createFaults(options.historyLagMillis ?? 0),
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls(clock, base),
    address: base,
    clock,
    emit,
    record,
    commands: options.commands ?? [],
    nextTs: createTimestamps(clock),
    app: createDelivery({
      signingSecret,
      clock,
      ackMillis: options.ackMillis ?? 3000,
      deliver: options.deliver,
      record,
    }),
  };
}

async function route(
  api: WebApi,
  other: Handler | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = urlOf(request);
  try {
    if (pathname.startsWith('/api/')) return await serveWebApi(api, request, response);
    if (pathname.startsWith('/response/')) return await serveResponse(api.slack, request, response);
    if (other !== undefined) return await other(request, response);
    sendText(response, 404, 'Not found.');
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendText(response, 500, error instanceof Error ? error.message : 'The emulator failed.');
  }
}

async function serveResponse(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (slack.faults.down) return sendText(response, 503, 'service_unavailable');
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
