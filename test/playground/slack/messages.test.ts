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
    ['not_in_channel', { channel: 'C0GENERAL', text: 'x' }],
    ['no_text', { channel: CHANNEL, text: '' }],
    ['invalid_arguments', { text: 'x' }],
    ['invalid_blocks', { channel: CHANNEL, text: 'x', blocks: [{ type: 'divier' }] }],
    ['invalid_blocks_format', { channel: CHANNEL, text: 'x', blocks: '[{' }],
    [
      'msg_blocks_too_long',
      {
        channel: CHANNEL,
        text: 'x',
        blocks: Array.from({ length: 5 }, () => section('x'.repeat(3000))),
      },
    ],
    ['thread_not_found', { channel: CHANNEL, text: 'x', thread_ts: '1.000001' }],
    ['invalid_metadata_format', { channel: CHANNEL, text: 'x', metadata: 'none' }],
    ['invalid_metadata_schema', { channel: CHANNEL, text: 'x', metadata: { key: 'x' } }],
    ['markdown_text_conflict', { channel: CHANNEL, text: 'x', markdown_text: 'y' }],
  ])('is refused with %s', async (error, args) => {
    const { client, slack } = await start();
    expect(await errorOf(client.apiCall('chat.postMessage', args))).toBe(error);
    expect(slack.workspace.messages.all()).toEqual([]);
  });
});
