import { CARD, CHANNEL, errorOf, post, section, start, stop } from './kit';

afterEach(stop);

describe('posting', () => {
  it('keeps what was posted and shows it on the page', async () => {
    const { client, slack, events } = await start();
    const ts = await post(client, { blocks: CARD });
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(slack.workspace.messages.find(CHANNEL, ts)).toMatchObject({
      text: 'a finding',
      user: 'U0VULNSCAN',
    });
    expect(events).toMatchObject([{ type: 'message', message: { ts, revision: 1 } }]);
  });

  it.each([
    ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
    ['channel_not_found', { channel: 'C0SECRET', text: 'x' }],
    ['not_in_channel', { channel: 'C0GENERAL', text: 'x' }],
    ['is_archived', { channel: 'C0OLD', text: 'x' }],
    ['no_text', { channel: CHANNEL, text: '' }],
    ['invalid_arguments', { text: 'x' }],
    ['invalid_blocks', { channel: CHANNEL, text: 'x', blocks: [{ type: 'divier' }] }],
    ['invalid_blocks_format', { channel: CHANNEL, text: 'x', blocks: '[{' }],
    ['invalid_attachments', { channel: CHANNEL, attachments: [{ blocks: [{ type: 'divier' }] }] }],
    [
      'msg_blocks_too_long',
      {
        channel: CHANNEL,
        text: 'x',
        blocks: Array.from({ length: 5 }, () => section('x'.repeat(3000))),
      },
    ],
    [
      'msg_blocks_too_long',
      {
        channel: CHANNEL,
        attachments: [{ blocks: Array.from({ length: 5 }, () => section('x'.repeat(3000))) }],
      },
    ],
    ['thread_not_found', { channel: CHANNEL, text: 'x', thread_ts: '1.000001' }],
    ['invalid_metadata_format', { channel: CHANNEL, text: 'x', metadata: 'none' }],
    ['invalid_metadata_schema', { channel: CHANNEL, text: 'x', metadata: { key: 'x' } }],
    [
      'metadata_too_large',
      {
        channel: CHANNEL,
        text: 'x',
        metadata: { event_type: 'x', event_payload: { key: 'x'.repeat(8000) } },
      },
    ],
  ])('is refused with %s', async (error, args) => {
    const { client, slack } = await start({
      channels: [
        { id: CHANNEL, name: 'security-alerts', members: ['U0VULNSCAN'] },
        { id: 'C0GENERAL', name: 'general', members: [] },
        { id: 'C0SECRET', name: 'secret', members: [], isPrivate: true },
        { id: 'C0OLD', name: 'old', members: ['U0VULNSCAN'], isArchived: true },
      ],
    });
    expect(await errorOf(client.apiCall('chat.postMessage', args))).toBe(error);
    expect(slack.workspace.messages.all()).toEqual([]);
  });

  it('says which block is wrong and why', async () => {
    const { client } = await start();
    const call = client.apiCall('chat.postMessage', {
      channel: CHANNEL,
      text: 'x',
      blocks: [{ type: 'section' }],
    });
    await expect(call).rejects.toMatchObject({
      data: {
        response_metadata: {
          messages: ['[ERROR] must define at least one of: text, fields [json-pointer:/blocks/0]'],
        },
      },
    });
  });

  it('gives each message a later timestamp, even within one millisecond', async () => {
    const { client } = await start({ clock: () => 1_800_000_000_000 });
    const stamps = [await post(client), await post(client), await post(client)];
    expect(stamps).toEqual(['1800000000.000000', '1800000000.000001', '1800000000.000002']);
  });

  it('finds the channel by its name too', async () => {
    const { client } = await start();
    const posted = await client.chat.postMessage({ channel: '#security-alerts', text: 'x' });
    expect(posted.channel).toBe(CHANNEL);
  });

  it('puts an answer to a reply under the message that began the thread', async () => {
    const { client, slack } = await start();
    const parent = await post(client);
    const reply = await post(client, { thread_ts: parent, reply_broadcast: true });
    const second = await post(client, { thread_ts: reply });
    expect(slack.workspace.messages.find(CHANNEL, reply)).toMatchObject({
      threadTs: parent,
      broadcast: true,
    });
    expect(slack.workspace.messages.find(CHANNEL, second)).toMatchObject({ threadTs: parent });
  });

  it('cuts a text past 40,000 characters', async () => {
    const { client, slack } = await start();
    const ts = await post(client, { text: 'x'.repeat(40_001) });
    expect(slack.workspace.messages.find(CHANNEL, ts)?.text).toHaveLength(40_000);
  });
});

describe('updating', () => {
  it('replaces the blocks without an edited mark', async () => {
    const { client, slack, events } = await start();
    const ts = await post(client, { blocks: CARD });
    await client.apiCall('chat.update', {
      channel: CHANNEL,
      ts,
      text: 'resolved',
      blocks: [section('done', 'b2')],
    });
    const kept = slack.workspace.messages.find(CHANNEL, ts);
    expect(kept).toMatchObject({ text: 'resolved', revision: 2, blocks: [{ block_id: 'b2' }] });
    expect(kept?.edited).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'message', message: { ts, revision: 2 } });
  });

  it('with a text alone takes the blocks away and marks the message as edited', async () => {
    const { client, slack } = await start();
    const ts = await post(client, { blocks: CARD });
    await client.chat.update({ channel: CHANNEL, ts, text: 'only words' });
    expect(slack.workspace.messages.find(CHANNEL, ts)).toMatchObject({ blocks: [], edited: true });
  });

  it('with attachments leaves no edited mark either', async () => {
    const { client, slack } = await start();
    const ts = await post(client, { blocks: CARD });
    const attachments = [{ color: '#00aa00', blocks: [section('done')] }];
    await client.apiCall('chat.update', { channel: CHANNEL, ts, text: 'done', attachments });
    const kept = slack.workspace.messages.find(CHANNEL, ts);
    expect(kept).toMatchObject({ blocks: [], attachments: [{ id: 1, color: '#00aa00' }] });
    expect(kept?.edited).toBeUndefined();
  });

  it('keeps metadata unless it is given, and removes it for an empty object', async () => {
    const { client, slack } = await start();
    const metadata = { event_type: 'finding', event_payload: { key: 'k' } };
    const ts = await post(client, { metadata });
    await client.chat.update({ channel: CHANNEL, ts, text: 'a' });
    expect(slack.workspace.messages.find(CHANNEL, ts)?.metadata).toEqual(metadata);
    await client.apiCall('chat.update', { channel: CHANNEL, ts, text: 'b', metadata: {} });
    expect(slack.workspace.messages.find(CHANNEL, ts)?.metadata).toBeUndefined();
  });

  it.each([
    ['message_not_found', { ts: '1.000001', text: 'x' }],
    ['msg_too_long', { text: 'x'.repeat(4001) }],
    ['no_text', { text: '' }],
    ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
    ['invalid_blocks', { text: 'x', blocks: [{ type: 'header' }] }],
  ])('is refused with %s and changes nothing', async (error, args) => {
    const { client, slack } = await start();
    const ts = await post(client);
    expect(await errorOf(client.apiCall('chat.update', { channel: CHANNEL, ts, ...args }))).toBe(
      error,
    );
    expect(slack.workspace.messages.find(CHANNEL, ts)).toMatchObject({
      text: 'a finding',
      revision: 1,
    });
  });

  it('touches neither the messages of people nor ephemeral ones', async () => {
    const { client, slack } = await start();
    slack.workspace.messages.add({
      channel: CHANNEL,
      ts: '5.000000',
      user: 'U0ANA',
      text: 'hi',
      blocks: [],
      attachments: [],
      revision: 1,
      postedAt: 0,
    });
    const theirs = client.chat.update({ channel: CHANNEL, ts: '5.000000', text: 'x' });
    expect(await errorOf(theirs)).toBe('cant_update_message');
    expect(await errorOf(client.chat.delete({ channel: CHANNEL, ts: '5.000000' }))).toBe(
      'cant_delete_message',
    );
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel: CHANNEL,
      user: 'U0ANA',
      text: 'psst',
    });
    expect(await errorOf(client.chat.update({ channel: CHANNEL, ts, text: 'x' }))).toBe(
      'message_not_found',
    );
  });
});

describe('other messages', () => {
  it('takes a deleted message away from the page', async () => {
    const { client, slack, events } = await start();
    const ts = await post(client);
    await client.chat.delete({ channel: CHANNEL, ts });
    expect(slack.workspace.messages.find(CHANNEL, ts)).toBeUndefined();
    expect(events.at(-1)).toEqual({ type: 'message-deleted', channel: CHANNEL, ts });
  });

  it('shows an ephemeral message to one member of the channel, and to nobody after a reload', async () => {
    const { client, slack, events } = await start();
    await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0KEN', text: 'for you' });
    expect(events).toMatchObject([{ type: 'message', message: { ephemeralTo: 'U0KEN' } }]);
    expect(slack.state().messages).toEqual([]);
    const absent = client.chat.postEphemeral({ channel: CHANNEL, user: 'U0GONE', text: 'x' });
    expect(await errorOf(absent)).toBe('user_not_in_channel');
  });
});
