import { setTimeout as sleep } from 'node:timers/promises';
import { listAt, textAt } from '../../../emulators/slack/json';
import {
  actions,
  button,
  CARD,
  CHANNEL,
  clickOn,
  post,
  reasonModal,
  section,
  start,
  stop,
} from './kit';

afterEach(stop);

describe('a click on a message', () => {
  it('reaches the app as a signed form, with the message, the place and two ways to answer', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, {
      blocks: CARD,
      metadata: { event_type: 'f', event_payload: { key: 'k' } },
    });
    expect(await slack.act(clickOn(ts))).toEqual({ ok: true });
    expect(app.heard).toHaveLength(1);
    expect(app.heard[0]?.event).toMatchObject({
      version: '2.0',
      isBase64Encoded: true,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      requestContext: { http: { method: 'POST' } },
    });
    expect(app.heard[0]?.payload).toMatchObject({
      type: 'block_actions',
      api_app_id: 'A0VULNSCAN',
      team: { id: 'T0HOME' },
      user: { id: 'U0ANA', username: 'ana', team_id: 'T0HOME' },
      container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
      channel: { id: CHANNEL, name: 'security-alerts' },
      message: {
        ts,
        bot_id: 'B0VULNSCAN',
        blocks: [{ block_id: 'finding' }, { block_id: 'decide' }],
        metadata: { event_payload: { key: 'k' } },
      },
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      response_url: expect.stringContaining('/response/'),
      actions: [
        {
          type: 'button',
          action_id: 'resolve',
          block_id: 'decide',
          value: 'vulnscan/CVE-2024-0001',
          action_ts: expect.any(String),
        },
      ],
    });
  });

  it('carries the value of the element, whatever the page says', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    await slack.act(
      clickOn(ts, { action: { value: 'forged', text: { type: 'plain_text', text: 'Forged' } } }),
    );
    expect(app.heard[0]?.payload['actions']).toMatchObject([
      { value: 'vulnscan/CVE-2024-0001', text: { text: 'Resolve' } },
    ]);
  });

  it('carries the option chosen as the app wrote it', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    const chosen = {
      selected_option: { value: 'details', text: { type: 'plain_text', text: 'Forged' } },
    };
    await slack.act(clickOn(ts, { actionId: 'more', action: chosen }));
    expect(app.heard[0]?.payload['actions']).toMatchObject([
      { type: 'static_select', selected_option: { value: 'details', text: { text: 'Details' } } },
    ]);
  });

  it('of a menu beside a section names its block and the entry as the app wrote it', async () => {
    const { client, slack, app } = await start();
    const entry = { value: 'resolve', text: { type: 'plain_text', text: 'Resolve' } };
    const accessory = { type: 'overflow', action_id: 'more', options: [entry] };
    const ts = await post(client, { blocks: [{ ...section('x', 'CVE-2024-0001'), accessory }] });
    const pick = (value: string) =>
      slack.act(
        clickOn(ts, {
          blockId: 'CVE-2024-0001',
          actionId: 'more',
          action: { selected_option: { value } },
        }),
      );
    expect(await pick('forged')).toMatchObject({ ok: false });
    expect(await pick('resolve')).toEqual({ ok: true });
    expect(app.heard).toHaveLength(1);
    expect(app.heard[0]?.payload['actions']).toMatchObject([
      {
        type: 'overflow',
        action_id: 'more',
        block_id: 'CVE-2024-0001',
        selected_option: { value: 'resolve', text: { text: 'Resolve' } },
      },
    ]);
    expect(app.heard[0]?.payload['state']).toEqual({ values: {} });
  });

  it('finds the message as it is now', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    await client.apiCall('chat.update', {
      channel: CHANNEL,
      ts,
      text: 'x',
      blocks: [actions('decide-2', button('reopen'))],
    });
    expect(await slack.act(clickOn(ts))).toMatchObject({
      ok: false,
      error: 'This button or menu is no longer there.',
    });
    expect(await slack.act(clickOn(ts, { blockId: 'decide-2', actionId: 'reopen' }))).toEqual({
      ok: true,
    });
    expect(app.heard[0]?.payload['message']).toMatchObject({ text: 'x' });
    await client.chat.delete({ channel: CHANNEL, ts });
    expect(await slack.act(clickOn(ts))).toMatchObject({
      ok: false,
      error: 'This message is no longer there.',
    });
  });

  it('says which thread the message is in', async () => {
    const { client, slack, app } = await start();
    const parent = await post(client);
    const ts = await post(client, { blocks: CARD, thread_ts: parent });
    await slack.act(clickOn(ts));
    expect(app.heard[0]?.payload).toMatchObject({
      container: { thread_ts: parent },
      message: { thread_ts: parent },
    });
  });

  it.each([
    ['an unknown user', { user: 'U0NOBODY' }],
    ['a deactivated user', { user: 'U0GONE' }],
    ['a bot', { user: 'U0VULNSCAN' }],
    ['an element that is not there', { actionId: 'explode' }],
    ['a block that is not there', { blockId: 'elsewhere' }],
    [
      'an option that is not offered',
      { actionId: 'more', action: { selected_option: { value: 'drop' } } },
    ],
    ['a menu without a choice', { actionId: 'more', action: {} }],
    ['an empty home tab', { container: { type: 'home' } as const }],
    ['a modal that is not open', { container: { type: 'view', id: 'V1' } as const }],
  ])('is not sent for %s', async (_what, change) => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    const result = await slack.act(clickOn(ts, change));
    expect(result).toEqual({ ok: false, error: expect.stringMatching(/\.$/) });
    expect(app.heard).toEqual([]);
  });

  it('is not sent for somebody who is not in the channel', async () => {
    const channels = [{ id: CHANNEL, name: 'security-alerts', members: ['U0VULNSCAN', 'U0KEN'] }];
    const { client, slack, app } = await start({ channels });
    const ts = await post(client, { blocks: CARD });
    expect(await slack.act(clickOn(ts))).toMatchObject({
      ok: false,
      error: 'Ana Silva is not in #security-alerts.',
    });
    expect(app.heard).toEqual([]);
  });

  it('is not sent for somebody whose account is deactivated, channel or not', async () => {
    const channels = [{ id: CHANNEL, name: 'security-alerts', members: ['U0VULNSCAN', 'U0GONE'] }];
    const { client, slack, app } = await start({ channels });
    const ts = await post(client, { blocks: CARD });
    const error = "Dana Whitfield's account is deactivated.";
    expect(await slack.act(clickOn(ts, { user: 'U0GONE' }))).toEqual({ ok: false, error });
    expect(app.heard).toEqual([]);
  });

  it('inside an attachment names the attachment', async () => {
    const { client, slack, app } = await start();
    const nameless = { type: 'actions', elements: [button('resolve')] };
    const attachments = [{ color: '#cc0000', blocks: [section('x')] }, { blocks: [nameless] }];
    const ts = await post(client, { attachments });
    const kept = slack.workspace.messages.find(CHANNEL, ts)?.attachments[1];
    const blockId = textAt(listAt(kept, 'blocks')[0], 'block_id') ?? '';
    expect(await slack.act(clickOn(ts, { blockId }))).toEqual({ ok: true });
    expect(app.heard[0]?.payload).toMatchObject({
      container: { type: 'message_attachment', attachment_id: 2, message_ts: ts },
      message: { attachments: [{ id: 1, color: '#cc0000' }, { id: 2 }] },
      actions: [{ block_id: blockId }],
    });
  });

  it('refuses an option that is not offered', async () => {
    const { client, slack } = await start();
    const ts = await post(client, { blocks: CARD });
    const action = { selected_option: { value: 'other' } };
    expect(await slack.act(clickOn(ts, { actionId: 'more', action }))).toMatchObject({ ok: false });
  });

  it('is sent for guests and for people of other workspaces, since anyone in the channel can click', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    await slack.act(clickOn(ts, { user: 'U0GUEST' }));
    await slack.act(clickOn(ts, { user: 'U0OUTSIDE' }));
    expect(app.heard.map(({ payload }) => payload['user'])).toMatchObject([
      { id: 'U0GUEST', team_id: 'T0HOME' },
      { id: 'U0OUTSIDE', team_id: 'T0PARTNER' },
    ]);
  });

  it('on an ephemeral message works for its reader alone', async () => {
    const { client, slack, app } = await start();
    const sent = await client.apiCall('chat.postEphemeral', {
      channel: CHANNEL,
      user: 'U0KEN',
      text: 'x',
      blocks: CARD,
    });
    const ts = textAt(sent, 'message_ts') ?? '';
    expect(await slack.act(clickOn(ts))).toMatchObject({ ok: false });
    expect(await slack.act(clickOn(ts, { user: 'U0KEN' }))).toEqual({ ok: true });
    expect(app.heard[0]?.payload['container']).toMatchObject({ is_ephemeral: true });
  });

  it("carries what the message's inputs hold", async () => {
    const { client, slack, app } = await start();
    const select = {
      type: 'static_select',
      action_id: 'until',
      options: ['30', '90'].map((value) => ({ value, text: { type: 'plain_text', text: value } })),
      initial_option: { value: '30', text: { type: 'plain_text', text: '30' } },
    };
    const ts = await post(client, { blocks: [actions('decide', button('resolve'), select)] });
    await slack.act(clickOn(ts));
    const chosen = {
      decide: { until: { selected_option: { value: '90' } }, stray: { value: 'x' } },
    };
    await slack.act(clickOn(ts, { state: chosen }));
    expect(app.heard.map(({ payload }) => payload['state'])).toMatchObject([
      {
        values: { decide: { until: { type: 'static_select', selected_option: { value: '30' } } } },
      },
      { values: { decide: { until: { selected_option: { value: '90', text: { text: '90' } } } } } },
    ]);
    expect(app.heard[1]?.payload['state']).not.toMatchObject({ values: { decide: { stray: {} } } });
    const strange = { decide: { until: { selected_option: { value: '7' } } } };
    expect(await slack.act(clickOn(ts, { state: strange }))).toMatchObject({ ok: false });
  });

  it('is delivered twice, as two clicks, while clicks are doubled', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    slack.faults.duplicateClicks = true;
    await slack.act(clickOn(ts));
    expect(app.heard).toHaveLength(2);
    expect(app.heard[0]?.payload['trigger_id']).not.toBe(app.heard[1]?.payload['trigger_id']);
  });
});

describe('what a person sees of a click that failed', () => {
  it.each([
    [
      'an error status',
      { statusCode: 500, body: 'Internal server error' },
      'This app responded with Status Code 500.',
    ],
    ['a refusal', { statusCode: 401, body: '' }, 'This app responded with Status Code 401.'],
    ['an answer in time', { statusCode: 200, body: '' }, undefined],
    ['a bare body, which a Function URL makes a 200', 'ok', undefined],
  ])("is Slack's own word for %s", async (_what, answer, error) => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    app.answer = () => answer;
    expect(await slack.act(clickOn(ts))).toEqual(
      error === undefined ? { ok: true } : { ok: false, error },
    );
  });

  it('is the status of a Function URL whose function threw', async () => {
    const { client, slack } = await start({ deliver: () => Promise.reject(new Error('broken')) });
    const ts = await post(client, { blocks: CARD });
    expect(await slack.act(clickOn(ts))).toMatchObject({
      error: 'This app responded with Status Code 502.',
    });
  });

  it('is a time-out when the app needs too long', async () => {
    const { client, slack, app } = await start({ ackMillis: 30 });
    const ts = await post(client, { blocks: CARD });
    app.answer = () => sleep(60, { statusCode: 200, body: '' });
    expect(await slack.act(clickOn(ts))).toEqual({
      ok: false,
      error: 'Operation timed out. Apps need to respond within 3 seconds.',
    });
  });
});

describe('a click elsewhere', () => {
  it('in a modal carries the view and its inputs, and neither message nor channel', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    await slack.act(clickOn(ts));
    const blocks = [...listAt(reasonModal(), 'blocks'), actions('more', button('preview'))];
    await client.apiCall('views.open', {
      trigger_id: app.heard[0]?.payload['trigger_id'],
      view: reasonModal({ blocks }),
    });
    const id = slack.workspace.views[0]?.id ?? '';
    const state = { reason: { text: { type: 'plain_text_input', value: 'not reachable' } } };
    const container = { type: 'view', id } as const;
    expect(
      await slack.act(clickOn('', { container, blockId: 'more', actionId: 'preview', state })),
    ).toEqual({ ok: true });
    expect(app.heard[1]?.payload).toMatchObject({
      container: { type: 'view', view_id: id },
      view: {
        id,
        callback_id: 'suppress',
        private_metadata: '{"finding":"CVE-2024-0001"}',
        state: { values: state },
      },
    });
    expect(app.heard[1]?.payload).not.toHaveProperty('message');
    expect(app.heard[1]?.payload).not.toHaveProperty('response_url');
    expect(
      await slack.act(
        clickOn('', { container, user: 'U0KEN', blockId: 'more', actionId: 'preview' }),
      ),
    ).toMatchObject({ ok: false });
  });

  it('in an input tells the app only where its block dispatches', async () => {
    const { client, slack, app } = await start();
    const silent = {
      type: 'input',
      block_id: 'a',
      label: { type: 'plain_text', text: 'x' },
      element: { type: 'plain_text_input', action_id: 'i' },
    };
    const ts = await post(client, {
      blocks: [silent, { ...silent, block_id: 'b', dispatch_action: true }],
    });
    const typed = { actionId: 'i', action: { value: 'openssl' } };
    expect(await slack.act(clickOn(ts, { ...typed, blockId: 'a' }))).toMatchObject({ ok: false });
    expect(await slack.act(clickOn(ts, { ...typed, blockId: 'b' }))).toEqual({ ok: true });
    expect(app.heard[0]?.payload['actions']).toMatchObject([
      { type: 'plain_text_input', value: 'openssl' },
    ]);
  });

  it('in the home tab carries the home view', async () => {
    const { client, slack, app } = await start();
    const view = { type: 'home', blocks: [section('3 open'), actions('home', button('scan'))] };
    await client.apiCall('views.publish', { user_id: 'U0ANA', view });
    await slack.act(
      clickOn('', { container: { type: 'home' }, blockId: 'home', actionId: 'scan' }),
    );
    expect(app.heard[0]?.payload).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home' },
    });
    expect(app.heard[0]?.payload).not.toHaveProperty('channel');
  });
});
