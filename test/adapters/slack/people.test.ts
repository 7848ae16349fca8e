import { createServer } from 'node:http';
import { createPeople } from '../../../src/adapters/slack/people';
import { isSlacks } from '../../../src/adapters/slack/private-message';
import { createReplies } from '../../../src/adapters/slack/replies';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { describePeople } from '../../contracts/people.contract';
import { answering, closeServers } from './answering';
import { english, IDENTITY, startChannel, stopAll } from './kit';

afterEach(stopAll);
afterEach(closeServers);

async function start() {
  const calls: string[] = [];
  let now = Date.parse('2026-11-24T10:00:00Z');
  const { slack } = await startChannel(english, {
    record: ({ what }: { what: string }) => calls.push(what),
  });
  const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
  const people = createPeople({
    client,
    clock: { now: () => new Date(now), sleep: async () => {} },
    team: 'T0HOME',
  });
  const wait = (millis: number) => {
    now += millis;
  };
  return { slack, client, people, calls, wait };
}

describePeople('Slack', async () => {
  const { slack, people } = await start();
  const [group] = slack.workspace.groups;
  return { people, group: [group?.id ?? '', group?.users ?? []] };
});

test('the app itself is a bot', async () => {
  const { people } = await start();

  expect(await people.lookUp(IDENTITY.botUserId)).toMatchObject({ kind: 'bot' });
});

/** A client whose Slack answers with the given user for everyone. */
async function slackSaying(user: Record<string, unknown>) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, user }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createWebClient(IDENTITY.token, `http://127.0.0.1:${port}/api/`);
  const clock = { now: () => new Date(), sleep: async () => {} };
  return { people: createPeople({ client, clock, team: 'T0HOME' }), close: () => server.close() };
}

test.each([
  [{ team_id: 'T0OTHER' }, 'outsider'],
  [{ is_stranger: true }, 'outsider'],
  [{ is_restricted: true }, 'guest'],
  [{ is_ultra_restricted: true }, 'guest'],
  [{ is_bot: true, is_restricted: true }, 'bot'],
  [{ deleted: true, team_id: 'T0OTHER' }, 'deactivated'],
  [{}, 'member'],
])('%j becomes a person of kind %s', async (flags, kind) => {
  const { people, close } = await slackSaying({ id: 'U1', team_id: 'T0HOME', ...flags });
  const person = await people.lookUp('U1');
  close();

  expect(person.kind).toBe(kind);
});

test('an answer about another person, or an unreadable one, is refused', async () => {
  for (const user of [{ id: 'U2', team_id: 'T0HOME' }, { id: 'U1' }]) {
    const { people, close } = await slackSaying(user);
    await expect(people.lookUp('U1')).rejects.toMatchObject({ code: 'user' });
    close();
  }
});

test.each([
  ['https://hooks.slack.com/actions/T/1/x', undefined, true],
  ['https://hooks.slack-gov.com/actions/T/1/x', undefined, true],
  ['http://hooks.slack.com/actions/T/1/x', undefined, false],
  ['https://hooks.slack.com.evil.example/x', undefined, false],
  ['https://evil.example/hooks.slack.com', undefined, false],
  ['http://127.0.0.1:3000/response/x', undefined, false],
  ['http://127.0.0.1:3000/response/x', 'http://127.0.0.1:3000/api/', true],
  ['http://169.254.170.2/v2', 'http://127.0.0.1:3000/api/', false],
  ['nonsense', undefined, false],
])('a response_url at %s, with the Web API at %s, is answered: %s', (url, api, answered) => {
  expect(isSlacks(url, api)).toBe(answered);
});

test('a failed look-up is not cached', async () => {
  const { slack, people } = await start();

  slack.faults.down = true;
  await expect(people.lookUp('U0ANA')).rejects.toMatchObject({ name: 'Unavailable' });
  slack.faults.down = false;
  expect(await people.lookUp('U0ANA')).toMatchObject({ kind: 'member', name: 'Ana Silva' });
});

test('a look-up is cached for less than five minutes', async () => {
  const { slack, people, wait } = await start();
  expect((await people.lookUp('U0KEN')).kind).toBe('member');
  const ken = slack.workspace.people.find(({ id }) => id === 'U0KEN');
  if (ken !== undefined) ken.kind = 'deactivated';

  wait(4 * 60_000);
  expect((await people.lookUp('U0KEN')).kind).toBe('member');
  wait(60_000);
  expect((await people.lookUp('U0KEN')).kind).toBe('deactivated');
});

test('without a response_url the reply is an ephemeral message in the channel', async () => {
  const { slack, client } = await start();
  const heard: string[] = [];
  slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo === 'U0ANA')
      heard.push(event.message.text);
  });
  const replies = createReplies({ client, context: english, channel: 'C0SECURITY' });

  await replies.tell({ userId: 'U0ANA' }, { kind: 'not-allowed', ask: [] });
  await replies.tell(
    { userId: 'U0ANA', responseUrl: `${slack.url}/response/whatever` },
    { kind: 'not-found' },
  );

  expect(heard).toEqual([english.text.notice.notAllowedMembers, english.text.notice.notFound]);
});

test("an address that is not Slack's is never called", async () => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { client } = await start();
  const replies = createReplies({ client, context: english, channel: 'C0SECURITY' });

  const responseUrl = `http://127.0.0.1:${port}/`;
  await replies.tell({ userId: 'U0ANA', responseUrl }, { kind: 'not-found' });
  server.close();

  expect(calls).toBe(0);
});

test('an answer is not sent on to where a response_url redirects', async () => {
  const redirect = { status: 307, headers: { location: '/elsewhere' } };
  const slack = await answering((call) => (call === 1 ? redirect : {}));
  const slackApiUrl = `${slack.url}/api/`;
  const client = createWebClient(IDENTITY.token, slackApiUrl);
  const replies = createReplies({ client, context: english, channel: 'C0', slackApiUrl });

  const responseUrl = `${slack.url}/response/1`;
  await replies.tell({ userId: 'U0ANA', responseUrl }, { kind: 'not-found' });
  await slack.close();

  expect(slack.paths).toEqual(['/response/1', '/api/chat.postEphemeral']);
});

test('an answer to a response_url that stays silent goes to the channel after the timeout', async () => {
  const slack = await answering((call) => (call === 1 ? { silent: true } : {}));
  const slackApiUrl = `${slack.url}/api/`;
  const client = createWebClient(IDENTITY.token, slackApiUrl);
  const deps = { client, context: english, channel: 'C0', slackApiUrl, timeoutMs: 100 };

  const responseUrl = `${slack.url}/response/1`;
  await createReplies(deps).tell({ userId: 'U0ANA', responseUrl }, { kind: 'not-found' });
  await slack.close();

  expect(slack.paths).toEqual(['/response/1', '/api/chat.postEphemeral']);
}, 5_000);

test('an error says who cannot be reached', async () => {
  const { client } = await start();
  const replies = createReplies({ client, context: english, channel: 'C0SECURITY' });

  await expect(replies.tell({ userId: 'U0NOBODY' }, { kind: 'not-found' })).rejects.toMatchObject({
    code: 'reply',
  });
});
