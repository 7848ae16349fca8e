import { CARD, CHANNEL, clickOn, errorOf, type Kit, post, reasonModal, start, stop } from './kit';

afterEach(stop);

const NOWHERE = { channel: 'C0NOWHERE' };

describe('a call is refused', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['conversations.replies', 'channel_not_found', { ...NOWHERE, ts: '1.0' }],
    ['conversations.replies', 'not_in_channel', { channel: 'C0GENERAL', ts: '1.0' }],
    ['conversations.replies', 'invalid_ts_oldest', { channel: CHANNEL, ts: '1.0', oldest: 'x' }],
    ['conversations.replies', 'invalid_arguments', { channel: CHANNEL, ts: '1.0', limit: 0 }],
    ['conversations.replies', 'thread_not_found', { channel: CHANNEL, ts: '1.0' }],
    ['conversations.info', 'channel_not_found', NOWHERE],
    ['chat.postEphemeral', 'not_in_channel', { channel: 'C0GENERAL', user: 'U0ANA', text: 'x' }],
    ['chat.postEphemeral', 'no_text', { channel: CHANNEL, user: 'U0ANA' }],
    [
      'chat.postEphemeral',
      'user_not_in_channel',
      { channel: CHANNEL, user: 'U0NOBODY', text: 'x' },
    ],
    [
      'chat.postEphemeral',
      'thread_not_found',
      { channel: CHANNEL, user: 'U0ANA', text: 'x', thread_ts: '1.0' },
    ],
    ['chat.postMessage', 'invalid_attachments', { channel: CHANNEL, attachments: '[{' }],
    ['views.update', 'invalid_arguments', { view_id: 'V1', view: { type: 'modal' } }],
    ['views.update', 'invalid_arguments', { view_id: 'V1', view: '{' }],
    ['views.update', 'not_found', { view: reasonModal({ external_id: 'x' }) }],
  ])('%s: %s', async (method, error, args) => {
    const { client, slack } = await start();
    expect(await errorOf(client.apiCall(method, args))).toBe(error);
    expect(slack.workspace.messages.all()).toEqual([]);
  });

  it('when its cursor belongs to another list', async () => {
    const { client } = await start();
    const ts = await post(client);
    await post(client);
    const { response_metadata } = await client.conversations.history({
      channel: CHANNEL,
      limit: 1,
    });
    const cursor = response_metadata?.next_cursor ?? '';
    const other = client.conversations.replies({ channel: CHANNEL, ts, cursor });
    expect(await errorOf(other)).toBe('invalid_cursor');
  });

  it('when it answers a message only one person sees', async () => {
    const { client } = await start();
    const sent = await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0ANA', text: 'psst' });
    const answer = post(client, { thread_ts: sent.message_ts });
    expect(await errorOf(answer)).toBe('cannot_reply_to_message');
  });

  it('when its view is missing, and says so', async () => {
    const { client } = await start();
    await expect(client.apiCall('views.open', { trigger_id: 'x' })).rejects.toMatchObject({
      data: { response_metadata: { messages: ['[ERROR] missing required field: view'] } },
    });
  });
});

/** Clicks on a card and gives the trigger. */
async function trigger({ client, slack, app }: Kit): Promise<unknown> {
  await slack.act(clickOn(await post(client, { blocks: CARD })));
  return app.heard.at(-1)?.payload['trigger_id'];
}

test('only one open modal has an external id', async () => {
  const kit = await start();
  const open = async (external_id: string): Promise<unknown> =>
    kit.client.apiCall('views.open', {
      trigger_id: await trigger(kit),
      view: reasonModal({ external_id }),
    });
  await open('one');
  const first = kit.slack.workspace.views[0]?.id;
  kit.app.answer = () => ({
    statusCode: 200,
    body: JSON.stringify({ response_action: 'push', view: reasonModal({ external_id: 'two' }) }),
  });
  await kit.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id: first ?? '',
    state: { reason: { text: { value: 'x' } } },
  });
  const twin = reasonModal({ external_id: 'two' });
  const update = kit.client.apiCall('views.update', { view_id: first, view: twin });
  expect(await errorOf(update)).toBe('duplicate_external_id');
});
