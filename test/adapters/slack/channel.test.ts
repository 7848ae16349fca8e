import { render } from '../../../src/adapters/slack/blocks/render';
import { createChannel } from '../../../src/adapters/slack/channel';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import {
  alertOf,
  attempt,
  DIGEST,
  describeChannel,
  entryOf,
} from '../../contracts/channel.contract';
import { answering, channelAt, closeServers } from './answering';
import {
  anEntry,
  cardsOf,
  channelOf,
  decided,
  english,
  IDENTITY,
  japanese,
  messageAt,
  POST,
  startChannel,
  stopAll,
} from './kit';
import { gallery } from './states';

afterEach(stopAll);
afterEach(closeServers);

const LONG_AGO = new Date(Date.now() - 3_600_000);

describeChannel('Slack', async () => {
  const { slack, channel } = await startChannel();
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
  return {
    channel,
    remove: async ({ channel: id, ts }) => void (await client.chat.delete({ channel: id, ts })),
  };
});

test('a reply can be shown in the channel too', async () => {
  const { slack, channel } = await startChannel();
  const digest = await channel.post({ kind: 'digest', digest: DIGEST }, POST);
  const options = { ...POST, threadTs: digest.ts, broadcast: true };

  const { ts } = await channel.post(alertOf('CVE-2024-1'), options);

  expect(messageAt(slack, ts)).toMatchObject({ threadTs: digest.ts, broadcast: true });
});

test('history longer than a page is read to its end', async () => {
  const { channel } = await startChannel();
  const first = await channel.post(alertOf('CVE-2024-1'), attempt('first'));
  for (let index = 0; index < 210; index += 1) {
    await channel.post(alertOf('CVE-2024-2'), POST);
  }

  expect(await channel.search('first', LONG_AGO)).toEqual(first);
});

test('a message at the very time from which the history is searched is found', async () => {
  const clock = () => Date.parse('2026-11-24T10:00:00Z');
  const { channel } = await startChannel(english, { clock });
  const { ts } = await channel.post({ kind: 'digest', digest: DIGEST }, attempt('a1'));
  expect(ts).toBe(`${clock() / 1000}.000000`);

  expect(await channel.search('a1', new Date(clock()))).toMatchObject({ ts });
  expect(await channel.search('a1', new Date(clock()), ts)).toMatchObject({ ts });
});

test("another app's message is not accepted as one of ours", async () => {
  const { slack, channel } = await startChannel();
  await channel.post(alertOf('CVE-2024-1'), attempt('a1'));
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
  const search = (app: string) =>
    createChannel({ client, channel: 'C0SECURITY', app, context: english }).search('a1', LONG_AGO);

  expect(await search('A0OTHER')).toBeUndefined();
  expect(await search(IDENTITY.appId)).toBeDefined();
});

test('a message names its card and the attempt of its post, and keeps both when it is updated', async () => {
  const { slack, channel } = await startChannel();
  const ref = await channel.post(alertOf('CVE-2024-1'), { key: 'finding/1', token: 't1' });
  const metadata = {
    event_type: 'vulnscan_cards',
    event_payload: { card: 'finding/1', attempt: 't1' },
  };
  expect(messageAt(slack, ref.ts)).toMatchObject({ metadata });

  await channel.update(ref, alertOf('CVE-2024-1', 1));

  expect(messageAt(slack, ref.ts)).toMatchObject({ metadata });
});

test('updating a message shows the new state without an edited mark', async () => {
  const { slack, channel } = await startChannel();
  const ref = await channel.post(cardsOf(anEntry()), POST);

  await channel.update(ref, cardsOf({ ...anEntry(), finding: decided({ kind: 'resolve' }) }));

  expect(JSON.stringify(messageAt(slack, ref.ts))).toContain('*Resolved*');
  expect(messageAt(slack, ref.ts).edited).toBeUndefined();
});

test('a message in its plain form has buttons', async () => {
  const { slack, channel } = await startChannel();
  const page = cardsOf(entryOf('CVE-2024-1'), entryOf('CVE-2024-2'));
  const ref = await channel.post(page, { ...POST, minimal: true });

  expect(JSON.stringify(messageAt(slack, ref.ts)).match(/remedy_resolve/g)).toHaveLength(2);
  await channel.update(ref, page);
  const whole = JSON.stringify(messageAt(slack, ref.ts));
  await channel.update(ref, page, true);
  expect(JSON.stringify(messageAt(slack, ref.ts)).length).toBeLessThan(whole.length);
});

test('a drawing in another language has another fingerprint', async () => {
  const { slack, channel } = await startChannel();
  const message = alertOf('CVE-2024-1');

  expect(channelOf(slack, japanese).fingerprint(message)).not.toBe(channel.fingerprint(message));
  expect(channel.fingerprint(message)).toMatch(/^[a-z2-7]{32}$/);
});

test('a reply contains its sentence without mentions', async () => {
  const { slack, channel } = await startChannel();
  const ref = await channel.post(alertOf('CVE-2024-1'), POST);

  await channel.reply(ref, 'fixed <!channel>');

  expect(slack.state().messages.at(-1)).toMatchObject({
    threadTs: ref.ts,
    text: 'fixed &lt;!channel&gt;',
  });
});

test('links are never unfolded, and each call is made once', async () => {
  const slack = await answering(() => ({}));
  const channel = channelAt(slack);
  await channel.post(alertOf('CVE-2024-1'), POST);
  await channel.reply({ channel: 'C0SECURITY', ts: '1.2' }, 'done');
  await slack.close();

  const sent = slack.bodies.map((body) => [body.get('unfurl_links'), body.get('unfurl_media')]);
  expect(sent).toEqual([
    ['false', 'false'],
    ['false', 'false'],
  ]);
});

test('a plain digest that Slack refuses is not sent again', async () => {
  const slack = await answering(() => ({ body: { ok: false, error: 'invalid_blocks' } }));
  const post = channelAt(slack).post(
    { kind: 'digest', digest: DIGEST },
    { ...POST, minimal: true },
  );

  await expect(post).rejects.toMatchObject({ code: 'rendering' });
  await slack.close();
  expect(slack.bodies).toHaveLength(1);
});

test('a click on a card names that card', () => {
  const message = cardsOf(entryOf('CVE-2024-1'), entryOf('CVE-2024-2'));
  const { attachments } = render(message, english);

  expect(
    attachments.map((attachment) => JSON.stringify(attachment).match(/scan\/s\/r\d/g)?.[0]),
  ).toEqual(['scan/s/r0', 'scan/s/r1']);
});

test.each(gallery())('Slack accepts %s', async (_name, message) => {
  const { slack, channel } = await startChannel();

  const { ts } = await channel.post(message, POST);
  await channel.update({ channel: 'C0SECURITY', ts }, message);

  expect(messageAt(slack, ts).revision).toBe(2);
});
