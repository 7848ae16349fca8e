import { createServer, type Server } from 'node:http';
import { render } from '../../../src/adapters/slack/blocks/render';
import { createChannel } from '../../../src/adapters/slack/channel';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { Refused, Unavailable } from '../../../src/domain/errors';
import type { AlertEntry } from '../../../src/domain/message';
import type { ScanReport } from '../../../src/domain/scan';
import { DIGEST, describeChannel, entryOf, identityOf } from '../../contracts/channel.contract';
import {
  aFinding,
  anEntry,
  channelOf,
  decided,
  english,
  IDENTITY,
  messageAt,
  PRODUCT,
  startChannel,
  stopAll,
} from './kit';
import { gallery } from './states';

afterEach(stopAll);

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
  const digest = await channel.post({ kind: 'digest', digest: DIGEST });

  const { ts } = await channel.post(
    { kind: 'alert', entry: entryOf('CVE-2024-1') },
    { threadTs: digest.ts, broadcast: true },
  );

  expect(messageAt(slack, ts)).toMatchObject({ threadTs: digest.ts, broadcast: true });
});

test('history longer than a page is read to its end', async () => {
  const { channel } = await startChannel();
  const first = entryOf('CVE-2024-1');
  await channel.post({ kind: 'alert', entry: first });
  for (let index = 0; index < 210; index += 1) {
    await channel.post({
      kind: 'health',
      notice: { problem: { kind: 'no-scan' }, since: '2026-11-24T08:00:00Z', over: false },
    });
  }

  expect((await channel.find([identityOf(first)], LONG_AGO)).size).toBe(1);
});

test('a warm process continues reading where it stopped, and keeps what it read before', async () => {
  const requests: string[] = [];
  const { slack, channel } = await startChannel(english, {
    record: (hop: { what: string }) => requests.push(hop.what),
  });
  const [one, two] = [entryOf('CVE-2024-1'), entryOf('CVE-2024-2')];
  await channel.post({ kind: 'alert', entry: one });
  expect((await channel.find([identityOf(one)], LONG_AGO)).size).toBe(1);
  await channelOf(slack).post({ kind: 'alert', entry: two });

  const found = await channel.find([identityOf(one), identityOf(two)], LONG_AGO);

  expect(found.size).toBe(2);
});

test("another app's message is not accepted as one of ours", async () => {
  const { slack, channel } = await startChannel();
  const entry = entryOf('CVE-2024-1');
  await channel.post({ kind: 'alert', entry });
  const stranger = createChannel({
    client: createWebClient(IDENTITY.token, `${slack.url}/api/`),
    channel: 'C0SECURITY',
    app: 'A0OTHER',
    context: english,
  });

  expect((await stranger.find([identityOf(entry)], LONG_AGO)).size).toBe(0);
});

test('rewriting a message shows the new state without an edited mark', async () => {
  const { slack, channel } = await startChannel();
  const entry = entryOf('CVE-2024-1');
  const ref = await channel.post({ kind: 'alert', entry });

  await channel.rewrite(ref, {
    kind: 'alert',
    entry: { ...entry, finding: decided({ kind: 'resolve' }, { id: entry.finding.id }) },
  });

  expect(JSON.stringify(messageAt(slack, ref.ts))).toContain('Resolved by Ana Silva');
  expect(messageAt(slack, ref.ts).edited).toBeUndefined();
});

test('redrawing one finding of a page leaves the others unchanged', async () => {
  const { slack, channel } = await startChannel();
  const digest = await channel.post({ kind: 'digest', digest: DIGEST });
  const entries = ['CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3'].map((id) => entryOf(id));
  const ref = await channel.post({ kind: 'page', entries }, { threadTs: digest.ts });
  const before = messageAt(slack, ref.ts);
  const [, second] = entries;
  const changed: AlertEntry = {
    ...entryOf('CVE-2024-2'),
    finding: decided(
      { kind: 'resolve' },
      { vulnerabilityId: 'CVE-2024-2', id: second?.finding.id ?? '' },
    ),
  };

  await channel.rewriteEntries(ref, [changed]);

  const after = messageAt(slack, ref.ts);
  const texts = after.attachments.map((attachment) => JSON.stringify(attachment));
  expect(texts[1]).toContain('Resolved by Ana Silva');
  expect(after.attachments[0]).toMatchObject(Object(before.attachments[0]));
  expect(after.attachments[2]).toMatchObject(Object(before.attachments[2]));
  const shown = await channel.look(ref, entries.map(identityOf));
  expect([...(shown ?? [])].map(([, { state }]) => state)).toEqual(['open', 'decided', 'open']);
});

test("a finding's appearance that the message does not show is not drawn", async () => {
  const { slack, channel } = await startChannel();
  const ref = await channel.post({ kind: 'alert', entry: entryOf('CVE-2024-1') });
  const before = messageAt(slack, ref.ts);

  await channel.rewriteEntries(ref, [entryOf('CVE-2024-1', 1)]);

  expect(messageAt(slack, ref.ts)).toEqual(before);
});

test('the report of five hundred images still fits, with the failed ones first', async () => {
  const { channel } = await startChannel();
  const images = Array.from({ length: 500 }, (_, index) => ({
    image: `registry.example/team/service-${index}`,
    findings: { HIGH: 3 },
    ...(index === 400 && { error: 'no such tag; push it' }),
  }));
  const report: ScanReport = {
    images: images.map(({ image }) => image),
    taskArn: 'arn:task/1',
    state: 'done',
    startedAt: '2026-11-24T08:00:00Z',
    completed: {
      type: 'Scan Completed',
      scanId: 's',
      at: '2026-11-24T08:03:00Z',
      counts: { new: 0, reopened: 0, fixed: 0, unchanged: 9 },
      images,
      refused: 0,
      held: 0,
      durationMs: 1000,
    },
  };
  await channel.post({ kind: 'scan', scan: report });

  const found = await channel.findScan('arn:task/1', LONG_AGO);
  expect(found?.report.completed?.images).toMatchObject([{ error: 'no such tag; push it' }]);
});

test('a message in its plain form has buttons, and is found and redrawn like any other', async () => {
  const { slack, channel } = await startChannel();
  const entries = [entryOf('CVE-2024-1'), entryOf('CVE-2024-2')];
  const ref = await channel.post({ kind: 'page', entries }, { minimal: true });

  expect(JSON.stringify(messageAt(slack, ref.ts)).match(/finding_resolve/g)).toHaveLength(2);
  expect((await channel.find(entries.map(identityOf), LONG_AGO)).size).toBe(2);
  await channel.rewriteEntries(ref, [
    {
      ...entryOf('CVE-2024-1'),
      finding: decided({ kind: 'resolve' }, { id: 'vulnscan/CVE-2024-1' }),
    },
  ]);
  expect(JSON.stringify(messageAt(slack, ref.ts))).toContain('Resolved by Ana Silva');
});

test('a reply contains its sentence without mentions', async () => {
  const { slack, channel } = await startChannel();
  const ref = await channel.post({ kind: 'alert', entry: entryOf('CVE-2024-1') });

  await channel.reply(ref, 'fixed <!channel>');

  expect(slack.state().messages.at(-1)).toMatchObject({
    threadTs: ref.ts,
    text: 'fixed &lt;!channel&gt;',
  });
});

/** A Slack that gives these answers, and keeps what it was sent. */
async function answering(
  answers: ((calls: number) => {
    status?: number;
    headers?: object;
    body?: unknown;
    hang?: boolean;
  })[],
) {
  const bodies: URLSearchParams[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push(new URLSearchParams(text));
      const answer = answers[Math.min(bodies.length, answers.length) - 1]?.(bodies.length) ?? {};
      if (answer.hang) return response.destroy();
      response.writeHead(answer.status ?? 200, {
        'content-type': 'application/json',
        ...answer.headers,
      });
      return response.end(
        JSON.stringify(answer.body ?? { ok: true, ts: '1.2', channel: 'C0SECURITY' }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createWebClient(IDENTITY.token, `http://127.0.0.1:${port}/api/`);
  const channel = createChannel({
    client,
    channel: 'C0SECURITY',
    app: undefined,
    context: english,
  });
  return { channel, bodies, close: () => server.close() };
}

test.each([
  [
    'a 429',
    { status: 429, headers: { 'retry-after': '7' } },
    { code: 'slack_rate_limited', retryAfterMs: 7000, ambiguous: false },
  ],
  [
    'ratelimited without a time',
    { body: { ok: false, error: 'ratelimited' } },
    { code: 'slack_rate_limited', retryAfterMs: 30_000, ambiguous: false },
  ],
  ['a 503', { status: 503 }, { code: 'slack_down', ambiguous: true }],
  [
    'fatal_error',
    { body: { ok: false, error: 'fatal_error' } },
    { code: 'slack_down', ambiguous: true },
  ],
  ['a reset', { hang: true }, { code: 'slack_no_answer', ambiguous: true }],
  ['channel_not_found', { body: { ok: false, error: 'channel_not_found' } }, { code: 'channel' }],
  ['is_archived', { body: { ok: false, error: 'is_archived' } }, { code: 'channel' }],
  ['token_revoked', { body: { ok: false, error: 'token_revoked' } }, { code: 'token' }],
  ['missing_scope', { body: { ok: false, error: 'missing_scope' } }, { code: 'token' }],
  ['invalid_blocks', { body: { ok: false, error: 'invalid_blocks' } }, { code: 'rendering' }],
  ['msg_too_long', { body: { ok: false, error: 'msg_too_long' } }, { code: 'rendering' }],
  [
    'edit_window_closed',
    { body: { ok: false, error: 'edit_window_closed' } },
    { code: 'message_locked' },
  ],
  ['an unknown refusal', { body: { ok: false, error: 'teapot' } }, { code: 'slack' }],
])(
  '%s becomes one of the three error kinds, and is not retried',
  async (_name, answer, expected) => {
    const { channel, bodies, close } = await answering([() => answer]);
    const failure: unknown = await channel
      .post({ kind: 'alert', entry: anEntry() })
      .catch((error: unknown) => error);
    close();

    expect(failure instanceof Refused || failure instanceof Unavailable).toBe(true);
    expect(failure).toMatchObject(expected);
    expect(bodies).toHaveLength(1);
  },
);

test('only a digest is sent again without its chart when Slack refuses the chart', async () => {
  const refusal = { body: { ok: false, error: 'invalid_blocks' } };
  const { channel, bodies, close } = await answering([() => refusal, () => ({})]);

  await channel.post({ kind: 'digest', digest: DIGEST });
  close();

  expect(bodies.map((body) => body.get('blocks')?.includes('data_visualization'))).toEqual([
    true,
    false,
  ]);
});

test('a click on an entry names that entry', () => {
  const entries = [entryOf('CVE-2024-1'), entryOf('CVE-2024-2')];
  const { attachments } = render({ kind: 'page', entries }, english);

  expect(attachments.map((attachment) => JSON.stringify(attachment).includes(PRODUCT))).toEqual([
    true,
    true,
  ]);
  expect(JSON.stringify(attachments[1])).not.toContain('CVE-2024-1"');
  expect(aFinding().id).toBe('vulnscan/CVE-2024-5535');
});

test.each(gallery())('Slack accepts %s', async (_name, message) => {
  const { slack, channel } = await startChannel();

  const { ts } = await channel.post(message);
  await channel.rewrite({ channel: 'C0SECURITY', ts }, message);

  expect(messageAt(slack, ts).revision).toBe(2);
});

test('a problem that is not over is described in words', async () => {
  const { channel } = await startChannel();
  const problem = { kind: 'alarm' as const, name: 'errors-slack', description: '' };
  await channel.post({ kind: 'health', notice: { problem, since: 'now', over: false } });

  expect(await channel.healthSummary(LONG_AGO)).toEqual({ troubles: ['Clicks and commands fail'] });
});
