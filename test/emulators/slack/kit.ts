import { createHmac } from 'node:crypto';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { SlackActOf } from '../../../emulators/slack/acts';
import type { SlackEvent } from '../../../emulators/slack/events';
import { textAt } from '../../../emulators/slack/json';
import { type RunningSlack, type SlackOptions, startSlack } from '../../../emulators/slack/server';
import { requiredScopes } from '../../../src/config/manifest';

export const IDENTITY = {
  name: 'vulnscan',
  commands: ['/vulnscan'],
  scopes: requiredScopes(),
  token: 'xoxb-playground',
  botId: 'B0VULNSCAN',
  botUserId: 'U0VULNSCAN',
  appId: 'A0VULNSCAN',
  teamId: 'T0HOME',
  signingSecret: 'an-example-signing-secret',
};

export type BlockAction = SlackActOf<'block-action'>;

/** What the app heard, with its form or JSON taken apart. */
interface Heard {
  event: LambdaFunctionURLEvent;
  form: Record<string, string>;
  payload: Record<string, unknown>;
}

/** An app that checks the signature, remembers its requests and answers as configured. */
export interface FakeApp {
  heard: Heard[];
  answer: (heard: Heard) => LambdaFunctionURLResult | Promise<LambdaFunctionURLResult>;
  deliver: SlackOptions['deliver'];
}

export function fakeApp(): FakeApp {
  const app: FakeApp = {
    heard: [],
    answer: () => ({ statusCode: 200, body: '' }),
    async deliver(event) {
      const body = Buffer.from(
        event.body ?? '',
        event.isBase64Encoded ? 'base64' : 'utf8',
      ).toString();
      if (!isSigned(event, body)) return { statusCode: 401, body: '' };
      const heard = { event, ...read(event, body) };
      app.heard.push(heard);
      return app.answer(heard);
    },
  };
  return app;
}

function isSigned(event: LambdaFunctionURLEvent, body: string): boolean {
  const timestamp = event.headers['x-slack-request-timestamp'];
  const digest = createHmac('sha256', IDENTITY.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return event.headers['x-slack-signature'] === `v0=${digest}`;
}

function read(event: LambdaFunctionURLEvent, body: string): Pick<Heard, 'form' | 'payload'> {
  if (event.headers['content-type'] === 'application/json')
    return { form: {}, payload: JSON.parse(body) };
  const form = Object.fromEntries(new URLSearchParams(body));
  return { form, payload: form['payload'] === undefined ? {} : JSON.parse(form['payload']) };
}

const running: RunningSlack[] = [];

export interface Kit {
  slack: RunningSlack;
  app: FakeApp;
  client: WebClient;
  events: SlackEvent[];
}

/** An emulator on a free port, an app behind it and the real client in front of it. */
export async function start(options: Partial<SlackOptions> = {}): Promise<Kit> {
  const app = fakeApp();
  const slack = await startSlack({
    ...IDENTITY,
    port: 0,
    rates: false,
    deliver: (event) => app.deliver(event),
    ...options,
  });
  running.push(slack);
  const events: SlackEvent[] = [];
  slack.onEvent((event) => events.push(event));
  return { slack, app, client: clientOf(slack), events };
}

const nothing = (): void => undefined;
export const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

export function clientOf(slack: RunningSlack, token = IDENTITY.token): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${slack.url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
}

/** Closes every emulator a test has started. */
export async function stop(): Promise<void> {
  await Promise.all(running.splice(0).map((slack) => slack.close()));
}

/** A clock that stands still until it is moved. */
export function stoppedClock(at = 1_800_000_000_000): {
  now: () => number;
  move: (millis: number) => void;
} {
  let millis = at;
  const move = (by: number): void => {
    millis += by;
  };
  return { now: () => millis, move };
}

export const CHANNEL = 'C0SECURITY';

export function section(text: string, blockId?: string): Record<string, unknown> {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text },
    ...(blockId === undefined ? {} : { block_id: blockId }),
  };
}

export function button(
  actionId: string,
  value = 'vulnscan/CVE-2024-0001',
): Record<string, unknown> {
  return {
    type: 'button',
    action_id: actionId,
    value,
    text: { type: 'plain_text', text: 'Resolve' },
  };
}

export function actions(blockId: string, ...elements: unknown[]): Record<string, unknown> {
  return { type: 'actions', block_id: blockId, elements };
}

/** A modal with one required input, as a reason is asked for. */
export function reasonModal(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'modal',
    callback_id: 'suppress',
    private_metadata: '{"finding":"CVE-2024-0001"}',
    title: { type: 'plain_text', text: 'Suppress' },
    submit: { type: 'plain_text', text: 'Suppress' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ],
    ...change,
  };
}

/** The error a Web API call was refused with. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  const data = error instanceof Error && 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'error' in data
    ? String(data.error)
    : String(error);
}

/** Posts a message to the alert channel and gives its timestamp. */
export async function post(client: WebClient, args: Record<string, unknown> = {}): Promise<string> {
  const posted = await client.apiCall('chat.postMessage', {
    channel: CHANNEL,
    text: 'a finding',
    ...args,
  });
  return textAt(posted, 'ts') ?? '';
}

/** A message with a Resolve button and a menu. */
export const CARD = [
  section('*CRITICAL* openssl', 'finding'),
  actions('decide', button('resolve'), {
    type: 'static_select',
    action_id: 'more',
    options: [{ text: { type: 'plain_text', text: 'Details' }, value: 'details' }],
  }),
];

export function clickOn(ts: string, change: Partial<BlockAction> = {}): BlockAction {
  return {
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'message', channel: CHANNEL, ts },
    blockId: 'decide',
    actionId: 'resolve',
    action: {},
    ...change,
  };
}
