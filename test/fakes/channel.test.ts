import type { Message } from '../../src/domain/message';
import { alertOf, attempt, describeChannel } from '../contracts/channel.contract';
import { type ChannelOptions, createFakeChannel } from './channel';

const MESSAGE: Message = alertOf('CVE-2024-1');
const LONG_AGO = new Date(0);

function open(options: Partial<ChannelOptions> = {}) {
  const clock = { now: Date.parse('2026-11-24T10:00:00Z') };
  const channel = createFakeChannel({ now: () => clock.now, ...options });
  return { clock, channel };
}

describeChannel('the fake', async () => {
  const channel = createFakeChannel({ now: Date.now });
  return { channel, remove: async (ref) => channel.remove(ref) };
});

test('the history shows a message only after its lag', async () => {
  const { clock, channel } = open({ historyLagMs: 1_000 });
  const ref = await channel.post(MESSAGE, attempt('a1'));

  clock.now += 999;
  expect(await channel.search('a1', LONG_AGO)).toBeUndefined();
  clock.now += 1;
  expect(await channel.search('a1', LONG_AGO)).toEqual(ref);
});

test('a locked message refuses updates', async () => {
  const { channel } = open({ isLocked: () => true });
  const ref = await channel.post(MESSAGE, attempt('a1'));

  await expect(channel.update(ref, MESSAGE)).rejects.toMatchObject({ code: 'message_locked' });
});

test('calls are refused with the codes that were asked for, and have no effect', async () => {
  const plainOnly = open({
    refuses: (call, _message, minimal) => (call === 'post' && !minimal ? 'rendering' : undefined),
  }).channel;
  const { channel } = open();
  channel.refuse('channel', 2);
  channel.refuse('slack_down');
  channel.refuse('slack_rate_limited');
  const post = () => channel.post(MESSAGE, attempt('a1'));

  await expect(post()).rejects.toMatchObject({ name: 'Refused', code: 'channel' });
  await expect(post()).rejects.toMatchObject({ code: 'channel' });
  await expect(post()).rejects.toMatchObject({ name: 'Unavailable', ambiguous: true });
  await expect(post()).rejects.toMatchObject({ ambiguous: false, retryAfterMs: 30_000 });
  expect(channel.messages).toEqual([]);
  await post();
  await expect(plainOnly.post(MESSAGE, attempt('a1'))).rejects.toMatchObject({
    code: 'rendering',
  });
  await plainOnly.post(MESSAGE, { ...attempt('a1'), minimal: true });
  expect(plainOnly.messages).toMatchObject([{ minimal: true, key: 'card-a1', token: 'a1' }]);
});

test('posts and updates are told, with what the message shows', async () => {
  const told: string[] = [];
  const { channel } = open({
    onPosted: ({ ref }) => void told.push(`posted ${ref.ts}`),
    onUpdated: ({ ref, updates }) => void told.push(`updated ${ref.ts} ${updates}`),
  });
  const ref = await channel.post(MESSAGE, attempt('a1'));
  await channel.update(ref, alertOf('CVE-2024-2'));

  expect(told).toEqual([`posted ${ref.ts}`, `updated ${ref.ts} 1`]);
  expect(channel.messages).toMatchObject([{ message: alertOf('CVE-2024-2') }]);
});
