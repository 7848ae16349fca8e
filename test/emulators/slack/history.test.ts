import type { WebClient } from '@slack/web-api';
import { CHANNEL, errorOf, post, start, stop, stoppedClock } from './kit';

afterEach(stop);

interface Page {
  texts: string[];
  more: boolean;
  cursor: string;
}

async function history(client: WebClient, args: Record<string, unknown> = {}): Promise<Page> {
  const answer = await client.conversations.history({ channel: CHANNEL, ...args });
  return {
    texts: (answer.messages ?? []).map(({ text }) => text ?? ''),
    more: answer.has_more === true,
    cursor: answer.response_metadata?.next_cursor ?? '',
  };
}

async function postAll(client: WebClient, ...texts: string[]): Promise<string[]> {
  const stamps: string[] = [];
  for (const text of texts) stamps.push(await post(client, { text }));
  return stamps;
}

describe('conversations.history', () => {
  it('shows the newest first, page by page, each message once', async () => {
    const { client } = await start();
    await postAll(client, 'one', 'two', 'three', 'four', 'five');
    const first = await history(client, { limit: 2 });
    expect(first).toMatchObject({ texts: ['five', 'four'], more: true });
    const second = await history(client, { limit: 2, cursor: first.cursor });
    expect(second).toMatchObject({ texts: ['three', 'two'], more: true });
    const third = await history(client, { limit: 2, cursor: second.cursor });
    expect(third).toEqual({ texts: ['one'], more: false, cursor: '' });
  });

  it('leaves both ends of a span out unless inclusive', async () => {
    const { client } = await start();
    const [, two, , four] = await postAll(client, 'one', 'two', 'three', 'four', 'five');
    expect((await history(client, { oldest: two, latest: four })).texts).toEqual(['three']);
    const inclusive = await history(client, { oldest: two, latest: four, inclusive: true });
    expect(inclusive.texts).toEqual(['four', 'three', 'two']);
    expect((await history(client, { oldest: four, inclusive: true })).texts).toEqual([
      'five',
      'four',
    ]);
    expect((await history(client, { latest: two })).texts).toEqual(['one']);
  });

  it('hides replies, but not those shown in the channel', async () => {
    const { client } = await start();
    const parent = await post(client, { text: 'parent' });
    await post(client, { text: 'quiet', thread_ts: parent });
    await post(client, { text: 'loud', thread_ts: parent, reply_broadcast: true });
    expect((await history(client)).texts).toEqual(['loud', 'parent']);
    const { messages } = await client.conversations.history({ channel: CHANNEL });
    expect(messages).toMatchObject([{ subtype: 'thread_broadcast' }, { reply_count: 2 }]);
  });

  it('gives metadata whole only where it is asked for', async () => {
    const { client } = await start();
    const metadata = { event_type: 'finding', event_payload: { key: 'k' } };
    await post(client, { metadata });
    const without = await client.conversations.history({ channel: CHANNEL });
    expect(without.messages?.[0]?.metadata).toEqual({ event_type: 'finding' });
    const whole = await client.conversations.history({
      channel: CHANNEL,
      include_all_metadata: true,
    });
    expect(whole.messages?.[0]?.metadata).toEqual(metadata);
  });

  it('shows a message only once the lag is over', async () => {
    const clock = stoppedClock();
    const { client } = await start({ clock: clock.now, historyLagMillis: 500 });
    const ts = await post(client, { text: 'late' });
    expect((await history(client)).texts).toEqual([]);
    expect(await errorOf(client.conversations.replies({ channel: CHANNEL, ts }))).toBe(
      'thread_not_found',
    );
    clock.move(500);
    expect((await history(client)).texts).toEqual(['late']);
  });

  it('never shows ephemeral messages', async () => {
    const { client } = await start();
    await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0ANA', text: 'psst' });
    expect((await history(client)).texts).toEqual([]);
  });

  it.each([
    ['channel_not_found', { channel: 'C0NOWHERE' }],
    ['not_in_channel', { channel: 'C0GENERAL' }],
    ['invalid_ts_oldest', { oldest: 'yesterday' }],
    ['invalid_ts_latest', { latest: 'today' }],
    ['invalid_cursor', { cursor: 'bm90IG91cnM=' }],
    ['invalid_arguments', { limit: 1000 }],
  ])('is refused with %s', async (error, args) => {
    const { client } = await start();
    expect(await errorOf(history(client, args))).toBe(error);
  });
});

describe('conversations.replies', () => {
  it('begins with the parent and goes on oldest first, page by page', async () => {
    const { client } = await start();
    const parent = await post(client, { text: 'parent' });
    const first = await post(client, { text: 'first', thread_ts: parent });
    await post(client, { text: 'second', thread_ts: parent });
    const all = await client.conversations.replies({ channel: CHANNEL, ts: first });
    expect(all.messages?.map(({ text }) => text)).toEqual(['parent', 'first', 'second']);
    const page = await client.conversations.replies({ channel: CHANNEL, ts: parent, limit: 2 });
    expect(page.messages).toHaveLength(2);
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await client.conversations.replies({
      channel: CHANNEL,
      ts: parent,
      limit: 2,
      cursor,
    });
    expect(rest.messages?.map(({ text }) => text)).toEqual(['second']);
  });

  it('keeps the parent and leaves out what is past the span', async () => {
    const { client } = await start();
    const parent = await post(client, { text: 'parent' });
    const first = await post(client, { text: 'first', thread_ts: parent });
    await post(client, { text: 'second', thread_ts: parent });
    const part = await client.conversations.replies({
      channel: CHANNEL,
      ts: parent,
      oldest: first,
    });
    expect(part.messages?.map(({ text }) => text)).toEqual(['parent', 'second']);
  });
});

describe('channels and people', () => {
  it('says whether the app is in a channel and how many members it has', async () => {
    const { client } = await start();
    const inside = await client.conversations.info({ channel: CHANNEL, include_num_members: true });
    expect(inside.channel).toMatchObject({
      name: 'security-alerts',
      is_member: true,
      num_members: 5,
    });
    const outside = await client.conversations.info({ channel: 'C0GENERAL' });
    expect(outside.channel).toMatchObject({ is_member: false });
  });

  it.each([
    [
      'U0ANA',
      { deleted: false, is_admin: true, is_restricted: false, is_bot: false, team_id: 'T0HOME' },
    ],
    ['U0KEN', { is_admin: false, real_name: 'Ken Tanaka', profile: { title: 'Backend engineer' } }],
    ['U0GUEST', { is_restricted: true, team_id: 'T0HOME' }],
    ['U0OUTSIDE', { is_stranger: true, team_id: 'T0PARTNER' }],
    ['U0GONE', { deleted: true }],
    ['U0VULNSCAN', { is_bot: true }],
  ])('describes %s', async (user, flags) => {
    const { client } = await start();
    expect((await client.users.info({ user })).user).toMatchObject(flags);
  });

  it('refuses an unknown user', async () => {
    const { client } = await start();
    expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  });

  it('has one user group', async () => {
    const { client } = await start();
    expect((await client.usergroups.users.list({ usergroup: 'S0TRIAGE' })).users).toEqual([
      'U0ANA',
    ]);
    expect(await errorOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe(
      'no_such_subteam',
    );
  });

  it('knows who the app is', async () => {
    const { client, slack } = await start();
    expect(await client.auth.test()).toMatchObject({
      url: `${slack.url}/`,
      user_id: 'U0VULNSCAN',
      bot_id: 'B0VULNSCAN',
      team_id: 'T0HOME',
    });
    expect((await client.bots.info({ bot: 'B0VULNSCAN' })).bot).toMatchObject({
      app_id: 'A0VULNSCAN',
    });
    expect(await errorOf(client.bots.info({ bot: 'B0OTHER' }))).toBe('bot_not_found');
  });
});
