import type { SlackAct } from '../../../emulators/slack/acts';
import { defaultPeople, type Person } from '../../../emulators/slack/people';
import { createPeople } from '../../../src/adapters/slack/people';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { click, hasButton } from '../../people';
import { aDigest } from './digests';
import {
  aConfig,
  anEntry,
  cardsOf,
  channelOf,
  type Deliver,
  IDENTITY,
  openHandler,
  POST,
  stopAll,
  systemClock,
} from './kit';

afterEach(stopAll);

const REFUSED = 'vulnscan answers full members of this workspace only';

const DIGEST = aDigest();

/** A handler with a card and a digest in the channel, and what people were told privately. */
async function open(options: Parameters<typeof openHandler>[0] = {}) {
  const handler = await openHandler(options);
  const told: string[] = [];
  handler.slack.onEvent((event) => {
    if (event.type !== 'message' || event.message.ephemeralTo === undefined) return;
    told.push(event.message.text);
  });
  const channel = channelOf(handler.slack);
  await channel.post(cardsOf(anEntry()), POST);
  await channel.post({ kind: 'digest', digest: DIGEST }, POST);
  return { ...handler, told };
}

function press({ slack }: Pick<Deliver, 'slack'>, action: string, user: string) {
  const message = slack.state().messages.find(hasButton(action));
  if (message === undefined) throw new Error(`no ${action}`);
  return click(slack, message, action, user);
}

const command = (text: string, user: string): SlackAct => ({
  do: 'slash-command',
  user,
  channel: 'C0SECURITY',
  command: '/vulnscan',
  text,
});

const COMMANDS = ['', 'api', 'help', 'status', 'open', 'affected CVE-1', 'CVE-2024-1', 'cancel'];
const FAULTY = ['nothing', 'open everything', 'affected everything'];

describe.each(['U0GUEST', 'U0OUTSIDE'])('%s, who is no full member,', (user) => {
  test.each([...COMMANDS, ...FAULTY])('gets no answer to "/vulnscan %s" but that', async (text) => {
    const { slack, jobs, told } = await open();

    expect(await slack.act(command(text, user))).toEqual({ ok: true });

    expect(jobs).toEqual([]);
    expect(told).toEqual([expect.stringContaining(REFUSED)]);
    expect(told.join()).not.toContain('api');
  });

  test.each(['remedy_suppress', 'triage_all'])('sees no form of %s', async (action) => {
    const { slack, jobs, told, ...handler } = await open();

    expect(await press({ ...handler, slack }, action, user)).toEqual({ ok: true });

    expect(slack.state().views).toEqual([]);
    expect(jobs).toEqual([]);
    expect(told).toEqual([expect.stringContaining('may not decide')]);
  });
});

test('a member who may not decide is told whom to ask before a form opens', async () => {
  const config = aConfig({ triage: { users: ['U0KEN'], usergroups: ['S0TRIAGE'] } });
  const everybody = await open({ config });
  everybody.slack.workspace.groups.splice(0, 1, {
    id: 'S0TRIAGE',
    handle: 'triage',
    name: 'Triage',
    users: [],
  });

  await press(everybody, 'remedy_suppress', 'U0ANA');
  await press(everybody, 'remedy_suppress', 'U0KEN');

  expect(everybody.told).toEqual(['You may not do this. Ask <@U0KEN>, <!subteam^S0TRIAGE>.']);
  expect(everybody.slack.state().views).toMatchObject([{ user: 'U0KEN' }]);
});

test('a filter of an open form is not drawn again for a person who is a guest by now', async () => {
  const { slack, told, ...handler } = await open();
  await press({ ...handler, slack }, 'triage_all', 'U0ANA');
  const [view] = slack.state().views;
  const ana = slack.workspace.people.find(({ id }) => id === 'U0ANA');
  if (ana !== undefined) ana.kind = 'guest';
  // A process that has not looked the person up yet.
  const fresh = await openHandler();
  fresh.slack.workspace.people.splice(0, 99, ...slack.workspace.people);
  fresh.slack.workspace.views.push(...slack.workspace.views);

  await fresh.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id: view?.id ?? '' },
    blockId: 'severity',
    actionId: 'triage_filter',
    action: { type: 'static_select', selected_option: { value: 'CRITICAL' } },
    state: {},
  });

  expect(fresh.slack.state().views[0]?.view).toEqual(view?.view);
});

describe('in an organization (Enterprise Grid)', () => {
  const ORG = 'E0ORG';
  const [ana] = defaultPeople(IDENTITY.teamId, IDENTITY.botUserId, IDENTITY.name);
  const person = (id: string, change: Partial<Person>): Person => {
    if (ana === undefined) throw new Error('nobody');
    return { ...ana, id, ...change };
  };
  const inTeams = (...teams: string[]) => ({ enterprise: { id: ORG, teams } });
  const users = [
    person('U0ANA', { teamId: 'T0OTHER', ...inTeams('T0OTHER', 'T0HOME') }),
    person('U0KEN', { teamId: ORG, ...inTeams('T0HOME') }),
    person('U0GUEST', { teamId: 'T0OTHER', kind: 'guest', ...inTeams('T0OTHER', 'T0HOME') }),
    person('U0OUTSIDE', { teamId: 'T0OTHER', ...inTeams('T0OTHER') }),
  ];

  test.each([
    ['U0ANA', 'whose first workspace is another'],
    ['U0KEN', 'whom Slack gives the id of the organization'],
  ])('%s, %s, is a member of the home workspace', async (user) => {
    const handler = await open({ users });

    await handler.slack.act(command('status', user));
    await press(handler, 'remedy_resolve', user);
    await press(handler, 'remedy_suppress', user);

    expect(handler.jobs).toMatchObject([{ type: 'ask' }, { type: 'decide-card' }]);
    expect(handler.slack.state().views).toHaveLength(1);
    expect(handler.told).toEqual([]);
  });

  test.each(['U0GUEST', 'U0OUTSIDE'])('%s is none', async (user) => {
    const handler = await open({ users });

    await handler.slack.act(command('status', user));
    await press(handler, 'remedy_suppress', user);

    expect(handler.jobs).toEqual([]);
    expect(handler.slack.state().views).toEqual([]);
    expect(handler.told).toHaveLength(2);
  });

  test('the worker recognises the same people', async () => {
    const { slack } = await open({ users });
    const client = createWebClient(IDENTITY.token, `${slack.url}/api/`);
    const people = createPeople({ client, clock: systemClock, team: 'T0HOME' });
    const kinds = await Promise.all(users.map(({ id }) => people.lookUp(id)));

    expect(kinds.map(({ kind, teamId }) => [kind, teamId])).toEqual([
      ['member', 'T0HOME'],
      ['member', 'T0HOME'],
      ['guest', 'T0HOME'],
      ['outsider', 'T0OTHER'],
    ]);
  });
});

test.each([
  { error: 'expired_trigger_id' },
  { error: 'trigger_expired' },
  {
    error: 'invalid_arguments',
    messages: ['[ERROR] `trigger_id` expired [json-pointer:/trigger_id]'],
  },
])('a form that opens too late: %j asks to click again', async ({ error, messages }) => {
  const handler = await open();
  const response_metadata = messages && { messages };
  handler.slack.faults.failNext('views.open', {
    error,
    ...(response_metadata && { response_metadata }),
  });

  expect(await press(handler, 'remedy_suppress', 'U0ANA')).toEqual({ ok: true });

  expect(handler.told).toEqual([expect.stringContaining('Slack waited too long; click again')]);
});

test('an answer that lists very many registries still fits', async () => {
  const registries = Array.from(
    { length: 60 },
    (_, index) => `${100_000_000_000 + index}.dkr.ecr.ap-northeast-1.amazonaws.com`,
  );
  const handler = await open({ config: aConfig({ registries }) });

  expect(await handler.slack.act(command('nothing', 'U0ANA'))).toEqual({ ok: true });
  expect(handler.told[0]).toMatch(/^Unknown image: nothing\..*…$/s);
});

test('a web address that somebody typed or noted is not made a link', async () => {
  const handler = await open();
  const ephemeral: unknown[] = [];
  handler.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo) ephemeral.push(event.message.blocks);
  });

  await handler.slack.act(command('https://evil.example/x', 'U0ANA'));
  const { ts } = await channelOf(handler.slack).post(cardsOf(anEntry()), POST);
  await channelOf(handler.slack).reply({ channel: 'C0SECURITY', ts }, 'See https://evil.example');

  const [reply] = handler.slack.state().messages.filter(({ threadTs }) => threadTs === ts);
  for (const blocks of [ephemeral[0], reply?.blocks]) {
    expect(blocks).toMatchObject([{ text: { verbatim: true } }]);
    expect(JSON.stringify(blocks)).toContain('https://evil.example');
  }
});
