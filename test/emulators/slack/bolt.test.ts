import { App, AwsLambdaReceiver, type BlockAction, type ButtonAction } from '@slack/bolt';
import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { startSlack } from '../../../emulators/slack/server';
import {
  actions,
  button,
  CHANNEL,
  clickOn,
  clientOf,
  IDENTITY,
  post,
  reasonModal,
  SILENT,
  section,
} from './kit';

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'slack',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:slack',
  memoryLimitInMB: '256',
  awsRequestId: 'a-request',
  logGroupName: '/aws/lambda/slack',
  logStreamName: 'a-stream',
  getRemainingTimeInMillis: () => 3000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** The emulator with Bolt's Lambda receiver behind it, as in the deployed app. */
async function startWithBolt(register: (app: App) => void) {
  const receiver = new AwsLambdaReceiver({ signingSecret: IDENTITY.signingSecret, logger: SILENT });
  const handler = receiver.toHandler();
  const deliver = async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> =>
    handler(event, CONTEXT);
  const slack = await startSlack({ ...IDENTITY, port: 0, rates: true, deliver });
  const app = new App({
    token: IDENTITY.token,
    botId: IDENTITY.botId,
    botUserId: IDENTITY.botUserId,
    tokenVerificationEnabled: false,
    receiver,
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
  });
  register(app);
  return { slack, client: clientOf(slack) };
}

test('Bolt opens a modal from a click, takes its submission and rewrites the message', async () => {
  const { slack, client } = await startWithBolt((app) => {
    app.action<BlockAction<ButtonAction>>(
      'suppress',
      async ({ ack, body, action, client: web }) => {
        await ack();
        const place = JSON.stringify({ ts: body.message?.['ts'], finding: action.value });
        await web.apiCall('views.open', {
          trigger_id: body.trigger_id,
          view: reasonModal({ private_metadata: place }),
        });
      },
    );
    app.view('suppress', async ({ ack, view, client: web }) => {
      await ack();
      const { ts, finding } = JSON.parse(view.private_metadata);
      const reason = view.state.values['reason']?.['text']?.value;
      const text = `${finding} suppressed: ${reason}`;
      await web.apiCall('chat.update', { channel: CHANNEL, ts, text, blocks: [section(text)] });
    });
  });
  const ts = await post(client, { blocks: [actions('decide', button('suppress'))] });
  expect(await slack.act(clickOn(ts, { actionId: 'suppress' }))).toEqual({ ok: true });
  const id = slack.workspace.views[0]?.id ?? '';
  const state = { reason: { text: { type: 'plain_text_input', value: 'no fix — 修正なし' } } };
  expect(await slack.act({ do: 'submit-view', user: 'U0ANA', id, state })).toEqual({ ok: true });
  expect(slack.workspace.views).toEqual([]);
  expect(slack.workspace.messages.find(CHANNEL, ts)?.text).toBe(
    'vulnscan/CVE-2024-0001 suppressed: no fix — 修正なし',
  );
  await slack.close();
});

test('Bolt answers a command, an event and the handshake, and responds through response_url', async () => {
  const { slack } = await startWithBolt((app) => {
    app.command('/vulnscan', async ({ ack, respond, command }) => {
      await ack({ response_type: 'ephemeral', text: `Scanning ${command.text}.` });
      await respond({ response_type: 'in_channel', text: 'Done.' });
    });
    app.event('app_home_opened', async ({ event, client: web }) => {
      await web.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'divider' }] },
      });
    });
  });
  const command = {
    do: 'slash-command',
    user: 'U0KEN',
    channel: CHANNEL,
    command: '/vulnscan',
    text: 'api',
  } as const;
  expect(await slack.act(command)).toEqual({ ok: true });
  expect(slack.workspace.messages.all()).toMatchObject([
    { text: 'Done.' },
    { text: 'Scanning api.', ephemeralTo: 'U0KEN' },
  ]);
  expect(await slack.act({ do: 'open-home', user: 'U0KEN' })).toEqual({ ok: true });
  expect(slack.state().homes).toMatchObject([{ user: 'U0KEN', view: { type: 'home' } }]);
  expect(await slack.verifyUrl()).toEqual({ ok: true });
  await slack.close();
});

test('Bolt refuses what another secret has signed', async () => {
  const receiver = new AwsLambdaReceiver({ signingSecret: 'quite another secret', logger: SILENT });
  const handler = receiver.toHandler();
  const slack = await startSlack({
    ...IDENTITY,
    port: 0,
    rates: false,
    deliver: async (event) => handler(event, CONTEXT),
  });
  const error = '/vulnscan failed with the error "http_service_error"';
  const command = {
    do: 'slash-command',
    user: 'U0KEN',
    channel: CHANNEL,
    command: '/vulnscan',
    text: '',
  } as const;
  expect(await slack.act(command)).toEqual({ ok: false, error });
  await slack.close();
});
