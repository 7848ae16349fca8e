import { createPeople } from '../../../src/adapters/slack/people';
import { createReplies } from '../../../src/adapters/slack/replies';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { english, IDENTITY, startChannel, stopAll } from './kit';

afterEach(stopAll);

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

test.each([
  ['U0ANA', 'member'],
  ['U0GUEST', 'guest'],
  ['U0OUTSIDE', 'outsider'],
  ['U0GONE', 'deactivated'],
  [IDENTITY.botUserId, 'bot'],
])('%s is a %s', async (userId, kind) => {
  const { people } = await start();

  expect(await people.lookUp(userId)).toMatchObject({ userId, kind });
});

test('who nobody knows is refused, and a failure is not remembered', async () => {
  const { slack, people } = await start();

  await expect(people.lookUp('U0NOBODY')).rejects.toMatchObject({ code: 'user' });
  slack.faults.page.slackDown = true;
  await expect(people.lookUp('U0ANA')).rejects.toMatchObject({ name: 'Unavailable' });
  slack.faults.page.slackDown = false;
  expect(await people.lookUp('U0ANA')).toMatchObject({ kind: 'member', name: 'Ana Silva' });
});

test('what Slack said of somebody holds for less than five minutes', async () => {
  const { slack, people, wait } = await start();
  expect((await people.lookUp('U0KEN')).kind).toBe('member');
  const ken = slack.workspace.people.find(({ id }) => id === 'U0KEN');
  if (ken !== undefined) ken.kind = 'deactivated';

  wait(4 * 60_000);
  expect((await people.lookUp('U0KEN')).kind).toBe('member');
  wait(60_000);
  expect((await people.lookUp('U0KEN')).kind).toBe('deactivated');
});

test('a user group has the members Slack says', async () => {
  const { slack, people } = await start();
  const [group] = slack.workspace.groups;

  expect(await people.membersOf(group?.id ?? '')).toEqual(group?.users);
  await expect(people.membersOf('S0NONE')).rejects.toMatchObject({ name: 'Refused' });
});

test('without a response_url the answer is an ephemeral message in the channel', async () => {
  const { slack, client } = await start();
  const heard: string[] = [];
  slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo === 'U0ANA')
      heard.push(event.message.text);
  });
  const replies = createReplies({ client, context: english, channel: 'C0SECURITY' });

  await replies.tell({ userId: 'U0ANA' }, { kind: 'not-allowed', ask: [] });
  await replies.tell(
    { userId: 'U0ANA', responseUrl: 'http://169.254.169.254/latest' },
    { kind: 'not-found' },
  );

  expect(heard).toEqual([english.text.notice.notAllowedMembers, english.text.notice.notFound]);
});

test('who cannot be reached is said by an error', async () => {
  const { client } = await start();
  const replies = createReplies({ client, context: english, channel: 'C0SECURITY' });

  await expect(replies.tell({ userId: 'U0NOBODY' }, { kind: 'not-found' })).rejects.toMatchObject({
    code: 'reply',
  });
});
