import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { defaultChannels } from '../../emulators/slack/people';
import { type RunningSlack, startSlack } from '../../emulators/slack/server';
import { SCOPES, SECRET, TOKEN } from './emulators';
import { type Envelope, startSocketMode } from './socket-mode';

const BOT = { botId: 'B0VULNSCAN', botUserId: 'U0VULNSCAN', appId: 'A0VULNSCAN' };

/** An emulated workspace whose app is connected by Socket Mode: interactions are sent over the WebSocket. */
export interface SocketWorkspace {
  slack: RunningSlack;
  /** For SLACK_API_URL. */
  url: string;
  close(): Promise<void>;
}

export async function openSocketWorkspace(channel: string): Promise<SocketWorkspace> {
  const link: { deliver?: (envelope: Envelope) => Promise<unknown> } = {};
  const [alerts, ...others] = defaultChannels(BOT.botUserId);
  let sent = 0;
  const slack = await startSlack({
    ...BOT,
    port: 0,
    token: TOKEN,
    signingSecret: SECRET,
    teamId: 'T0HOME',
    name: 'vulnscan',
    commands: ['/vulnscan'],
    scopes: SCOPES,
    rates: false,
    channels: alerts === undefined ? others : [{ ...alerts, id: channel }, ...others],
    deliver: async (event) => {
      sent += 1;
      const payload = await link.deliver?.(envelopeOf(event, String(sent)));
      const body = payload === undefined ? '' : JSON.stringify(payload);
      return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
    },
  });
  const socket = await startSocketMode({ webApi: `${slack.url}/api/` });
  link.deliver = socket.deliver;
  const close = async () => {
    await socket.close();
    await slack.close();
  };
  return { slack, url: socket.url, close };
}

/** A request that Slack would send to an address, as an envelope of Socket Mode. */
function envelopeOf(event: LambdaFunctionURLEvent, id: string): Envelope {
  const { body = '', isBase64Encoded } = event;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const form = Object.fromEntries(new URLSearchParams(text));
  const { payload } = form;
  if (payload !== undefined)
    return { type: 'interactive', envelope_id: id, payload: JSON.parse(payload) };
  if (form['command'] !== undefined)
    return { type: 'slash_commands', envelope_id: id, payload: form };
  return { type: 'events_api', envelope_id: id, payload: JSON.parse(text) };
}
