import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaFunctionURLResult } from 'aws-lambda';
import type { SlackAct, SlackActOf } from '../../../emulators/slack/acts';
import { CARD, CHANNEL, clickOn, post, section, start, stop, stoppedClock } from './kit';

afterEach(stop);

function typed(change: Partial<SlackActOf<'slash-command'>> = {}): SlackAct {
  return {
    do: 'slash-command',
    user: 'U0ANA',
    channel: 'C0GENERAL',
    command: '/vulnscan',
    text: ' api ',
    ...change,
  };
}

function json(body: unknown): LambdaFunctionURLResult {
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function answer(url: unknown, body: unknown): Promise<Response> {
  return fetch(String(url), {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('a slash command', () => {
  it("reaches the app with every field of Slack's form, from a channel the app is not in", async () => {
    const { slack, app } = await start();
    expect(await slack.act(typed())).toEqual({ ok: true });
    expect(app.heard[0]?.form).toEqual({
      token: 'deprecated',
      team_id: 'T0HOME',
      team_domain: 'example',
      channel_id: 'C0GENERAL',
      channel_name: 'general',
      user_id: 'U0ANA',
      user_name: 'ana',
      command: '/vulnscan',
      text: 'api',
      api_app_id: 'A0VULNSCAN',
      is_enterprise_install: 'false',
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\/[\w-]+$/),
      trigger_id: expect.any(String),
    });
  });

  it.each<[string, LambdaFunctionURLResult, unknown[]]>([
    ['nothing', { statusCode: 200, body: '' }, []],
    [
      'bare text',
      { statusCode: 200, body: 'Scanning.' },
      [{ text: 'Scanning.', ephemeralTo: 'U0ANA' }],
    ],
    [
      'a message',
      json({ text: 'Scanning.', blocks: [section('x')] }),
      [{ blocks: [{ type: 'section' }], ephemeralTo: 'U0ANA' }],
    ],
    [
      'a message for all',
      json({ response_type: 'in_channel', text: 'Scanning.' }),
      [{ channel: 'C0GENERAL', text: 'Scanning.' }],
    ],
  ])('is answered with %s', async (_what, result, shown) => {
    const { slack, app, events } = await start();
    app.answer = () => result;
    expect(await slack.act(typed())).toEqual({ ok: true });
    expect(events.map((event) => event.type === 'message' && event.message)).toMatchObject(shown);
    const stays = JSON.stringify(result).includes('in_channel');
    expect(slack.state().messages).toHaveLength(stays ? 1 : 0);
  });

  it.each<[string, LambdaFunctionURLResult, string]>([
    [
      'an error status',
      { statusCode: 502, body: '' },
      '/vulnscan failed with the error "http_service_error"',
    ],
    [
      'blocks Slack refuses',
      json({ blocks: [{ type: 'header' }] }),
      '/vulnscan failed with the error "invalid_blocks"',
    ],
    [
      'a message that is none',
      json({ text: 7 }),
      '/vulnscan failed with the error "invalid_command_response"',
    ],
  ])('that ends in %s says so', async (_what, result, error) => {
    const { slack, app } = await start();
    app.answer = () => result;
    expect(await slack.act(typed())).toEqual({ ok: false, error });
  });

  it('that takes too long says so', async () => {
    const { slack, app } = await start({ ackMillis: 30 });
    app.answer = () => sleep(60, { statusCode: 200, body: '' });
    expect(await slack.act(typed())).toEqual({
      ok: false,
      error: '/vulnscan failed with the error "operation_timeout"',
    });
  });

  it.each([
    ['a channel that is not there', { channel: 'C0NOWHERE' }],
    ['somebody who is not in the channel', { user: 'U0GUEST' }],
    ['a command nobody registered', { command: '/deploy' }],
    ['a deactivated user', { user: 'U0GONE' }],
  ])('is not sent for %s', async (_what, change) => {
    const { slack, app } = await start();
    expect(await slack.act(typed(change))).toMatchObject({ ok: false, error: expect.any(String) });
    expect(app.heard).toEqual([]);
  });
});

describe('a response_url', () => {
  it('answers the one who acted, or everybody', async () => {
    const { slack, app, events } = await start();
    await slack.act(typed());
    const url = app.heard[0]?.form['response_url'];
    expect((await answer(url, { text: 'only you' })).status).toBe(200);
    expect((await answer(url, { text: 'all', response_type: 'in_channel' })).status).toBe(200);
    expect(events).toMatchObject([
      { message: { text: 'only you', ephemeralTo: 'U0ANA', channel: 'C0GENERAL' } },
      { message: { text: 'all', channel: 'C0GENERAL' } },
    ]);
    expect(slack.state().messages).toMatchObject([{ text: 'all' }]);
  });

  it('replaces and deletes the message that was clicked', async () => {
    const { client, slack, app, events } = await start();
    const ts = await post(client, { blocks: CARD });
    await slack.act(clickOn(ts));
    const url = app.heard[0]?.payload['response_url'];
    await answer(url, { replace_original: true, text: 'done', blocks: [section('done')] });
    expect(slack.workspace.messages.find(CHANNEL, ts)).toMatchObject({ text: 'done', revision: 2 });
    await answer(url, { delete_original: true });
    expect(events.at(-1)).toEqual({ type: 'message-deleted', channel: CHANNEL, ts });
    expect((await answer(url, { delete_original: true })).status).toBe(404);
    expect((await answer(url, { replace_original: true, text: 'x' })).status).toBe(404);
  });

  it('keeps the message when Slack refuses what is to replace it', async () => {
    const { client, slack, app } = await start();
    const ts = await post(client, { blocks: CARD });
    await slack.act(clickOn(ts));
    const body = { replace_original: true, text: 'x', blocks: [{ type: 'header' }] };
    expect((await answer(app.heard[0]?.payload['response_url'], body)).status).toBe(400);
    expect(slack.workspace.messages.find(CHANNEL, ts)).toMatchObject({ revision: 1 });
  });

  it('answers into the thread of the message that was clicked', async () => {
    const { client, slack, app, events } = await start();
    const parent = await post(client);
    const ts = await post(client, { blocks: CARD, thread_ts: parent });
    await slack.act(clickOn(ts));
    await answer(app.heard[0]?.payload['response_url'], { text: 'psst' });
    expect(events.at(-1)).toMatchObject({ message: { threadTs: parent, ephemeralTo: 'U0ANA' } });
  });

  it('takes five answers', async () => {
    const { slack, app } = await start();
    await slack.act(typed());
    const url = app.heard[0]?.form['response_url'];
    const statuses: number[] = [];
    for (let use = 0; use < 6; use += 1) statuses.push((await answer(url, { text: 'x' })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  });

  it.each([
    [30, 200],
    [30.1, 404],
  ])('%d minutes later answers %d', async (minutes, status) => {
    const clock = stoppedClock();
    const { slack, app } = await start({ clock: clock.now });
    await slack.act(typed());
    clock.move(minutes * 60_000);
    expect((await answer(app.heard[0]?.form['response_url'], { text: 'x' })).status).toBe(status);
  });

  it.each([
    [400, 'not json'],
    [400, { text: 7 }],
    [400, { text: '' }],
    [400, { blocks: [{ type: 'header' }] }],
  ])('answers %d to %j', async (status, body) => {
    const { slack, app, events } = await start();
    await slack.act(typed());
    expect((await answer(app.heard[0]?.form['response_url'], body)).status).toBe(status);
    expect(events).toEqual([]);
  });

  it('that nobody handed out does not work, and none does while Slack is down', async () => {
    const { slack, app } = await start();
    expect((await answer(`${slack.url}/response/guess`, { text: 'x' })).status).toBe(404);
    await slack.act(typed());
    slack.faults.down = true;
    expect((await answer(app.heard[0]?.form['response_url'], { text: 'x' })).status).toBe(503);
  });
});

describe('events', () => {
  it('tell that a home tab was opened', async () => {
    const { client, slack, app } = await start();
    await client.apiCall('views.publish', { user_id: 'U0ANA', view: { type: 'home', blocks: [] } });
    expect(await slack.act({ do: 'open-home', user: 'U0ANA' })).toEqual({ ok: true });
    expect(app.heard[0]?.event).toMatchObject({
      isBase64Encoded: false,
      headers: { 'content-type': 'application/json' },
    });
    expect(app.heard[0]?.payload).toMatchObject({
      type: 'event_callback',
      api_app_id: 'A0VULNSCAN',
      event: { type: 'app_home_opened', tab: 'home', user: 'U0ANA', view: { type: 'home' } },
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ user_id: 'U0VULNSCAN', team_id: 'T0HOME' }],
    });
  });

  it('are sent once more when the app fails, with the same id', async () => {
    const { slack, app } = await start();
    app.answer = ({ event }) => ({
      statusCode: event.headers['x-slack-retry-num'] === undefined ? 500 : 200,
      body: '',
    });
    expect(await slack.act({ do: 'open-home', user: 'U0ANA' })).toEqual({ ok: true });
    expect(app.heard).toHaveLength(2);
    expect(app.heard[1]?.event.headers).toMatchObject({
      'x-slack-retry-num': '1',
      'x-slack-retry-reason': 'http_error',
    });
    expect(app.heard[1]?.payload['event_id']).toBe(app.heard[0]?.payload['event_id']);
  });

  it('are not repeated where the app asks so', async () => {
    const { slack, app } = await start();
    app.answer = () => ({ statusCode: 500, headers: { 'X-Slack-No-Retry': '1' }, body: '' });
    expect(await slack.act({ do: 'open-home', user: 'U0ANA' })).toMatchObject({ ok: false });
    expect(app.heard).toHaveLength(1);
  });

  it('begin with a handshake', async () => {
    const { slack, app } = await start();
    app.answer = ({ payload }) => json({ challenge: payload['challenge'] });
    expect(await slack.verifyUrl()).toEqual({ ok: true });
    app.answer = () => json({ challenge: 'another' });
    expect(await slack.verifyUrl()).toMatchObject({ ok: false });
    app.answer = ({ payload }) => ({ statusCode: 500, body: String(payload['challenge']) });
    expect(await slack.verifyUrl()).toMatchObject({ ok: false });
  });

  it('that take too long are sent again, and the handshake fails', async () => {
    const { slack, app } = await start({ ackMillis: 20 });
    app.answer = () => sleep(400, { statusCode: 200, body: '' });
    const late = await slack.verifyUrl();
    expect(late).toEqual({ ok: false, error: 'Your URL did not respond in time.' });
    expect(await slack.act({ do: 'open-home', user: 'U0ANA' })).toMatchObject({ ok: false });
    expect(app.heard.at(-1)?.event.headers).toMatchObject({
      'x-slack-retry-reason': 'http_timeout',
    });
  });
});
