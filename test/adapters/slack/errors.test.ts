import { WebClient } from '@slack/web-api';
import { callSlack } from '../../../src/adapters/slack/errors';
import { clientOptions, SILENT } from '../../../src/adapters/slack/web-client';
import { Refused, Unavailable } from '../../../src/domain/errors';
import { alertOf } from '../../contracts/channel.contract';
import { type Answer, answering, channelAt, closeServers } from './answering';
import { POST } from './kit';
import { WORDS } from './words';

afterEach(closeServers);

/** What a post with this answer rejects with, and how many calls were made. */
async function failureOf(answer: Answer) {
  const slack = await answering(() => answer);
  const failure: unknown = await channelAt(slack)
    .post(alertOf('CVE-2024-1'), POST)
    .catch((error: unknown) => error);
  await slack.close();
  return { failure, calls: slack.bodies.length };
}

test.each(WORDS)(
  "Slack's %s is an error of class %s, and the call is not repeated",
  async (error, code) => {
    const { failure, calls } = await failureOf({ body: { ok: false, error } });

    const isUnavailable = code === 'slack_down' || code === 'slack_rate_limited';
    expect(failure).toBeInstanceOf(isUnavailable ? Unavailable : Refused);
    expect(failure).toMatchObject({ code });
    if (isUnavailable) expect(failure).toMatchObject({ ambiguous: code === 'slack_down' });
    expect(calls).toBe(1);
  },
);

test.each([
  [
    'a 429 with a time',
    { status: 429, headers: { 'retry-after': '7' } },
    { code: 'slack_rate_limited', retryAfterMs: 7000, ambiguous: false },
  ],
  [
    'a rate limit without a time',
    { body: { ok: false, error: 'ratelimited' } },
    { code: 'slack_rate_limited', retryAfterMs: 30_000, ambiguous: false },
  ],
  ['a 500', { status: 500 }, { code: 'slack_down', ambiguous: true }],
  ['a 503', { status: 503 }, { code: 'slack_down', ambiguous: true }],
  ['a 404', { status: 404 }, { code: 'slack_down', ambiguous: true }],
  ['a connection that is closed', { reset: true }, { code: 'slack_no_answer', ambiguous: true }],
])('%s is Unavailable, and the call is not repeated', async (_name, answer, expected) => {
  const { failure, calls } = await failureOf(answer);

  expect(failure).toBeInstanceOf(Unavailable);
  expect(failure).toMatchObject(expected);
  expect(calls).toBe(1);
});

test('a call without an answer ends after the timeout, with an unknown outcome', async () => {
  const slack = await answering(() => ({ silent: true }));
  const options = { ...clientOptions(100, `${slack.url}/api/`), logger: SILENT };
  const client = new WebClient('xoxb-example', options);

  const call = callSlack('ask', () => client.auth.test());

  await expect(call).rejects.toMatchObject({ code: 'slack_no_answer', ambiguous: true });
  await slack.close();
}, 5_000);
