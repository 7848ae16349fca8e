import type { SlackMessage } from '../../../emulators/slack/events';
import { isJson, listAt, textAt } from '../../../emulators/slack/json';
import { createForms } from '../../../src/adapters/slack/forms';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import type { Details } from '../../../src/domain/details';
import type { Job } from '../../../src/domain/job';
import type { RemedyCard } from '../../../src/domain/message';
import { aCard, entriesOf, LOG4J, log4jFindings, VIM, vimFindings } from './card-states';
import {
  aConfig,
  channelOf,
  type Deliver,
  english,
  IDENTITY,
  messageAt,
  openHandler,
  POST,
  stopAll,
} from './kit';

afterEach(stopAll);

const ANA = 'U0ANA';
const log4j = aCard(LOG4J, entriesOf(log4jFindings()));

async function postCards(handler: Deliver, ...cards: [RemedyCard, ...RemedyCard[]]) {
  const { ts } = await channelOf(handler.slack).post({ kind: 'cards', cards }, POST);
  return ts;
}

/** The blocks with this button or menu, in the order they are shown. */
function blocksWith(blocks: readonly unknown[], action: string) {
  return blocks.filter(isJson).filter((block) => {
    const elements = [...listAt(block, 'elements'), block['accessory']];
    return elements.some((element) => textAt(element, 'action_id') === action);
  });
}

function blocksOf({ blocks, attachments }: SlackMessage): unknown[] {
  return [...blocks, ...attachments.flatMap((one) => listAt(one, 'blocks'))];
}

/** Presses the button of the card with this number. */
async function press(handler: Deliver, ts: string, actionId: string, nth = 0, user = ANA) {
  const block = blocksWith(blocksOf(messageAt(handler.slack, ts)), actionId)[nth];
  return handler.slack.act({
    do: 'block-action',
    user,
    container: { type: 'message', channel: 'C0SECURITY', ts },
    blockId: textAt(block, 'block_id') ?? '',
    actionId,
    action: {},
  });
}

const topView = ({ slack }: Deliver) => slack.state().views.at(-1);
const viewBlocks = (handler: Deliver) => listAt(topView(handler)?.view, 'blocks');

async function submit(handler: Deliver, why = 'not-reachable', reason: string | null = null) {
  return handler.slack.act({
    do: 'submit-view',
    user: ANA,
    id: topView(handler)?.id ?? '',
    state: {
      why: { why: { type: 'static_select', selected_option: { value: why } } },
      reason: { reason: { type: 'plain_text_input', value: reason } },
    },
  });
}

test.each([
  ['remedy_resolve', { type: 'decide-card', count: 4, request: { decision: { kind: 'resolve' } } }],
  ['remedy_take', { type: 'hold', take: true }],
])('%s becomes one job that says what the card showed, and who clicked', async (action, job) => {
  const handler = await openHandler();
  const ts = await postCards(handler, log4j);

  expect(await press(handler, ts, action)).toEqual({ ok: true });

  expect(handler.jobs).toMatchObject([
    {
      ...job,
      ref: log4j.ref,
      request: { actor: { userId: ANA } },
      origin: { channel: 'C0SECURITY' },
    },
  ]);
});

test('a card from another version of vulnscan is refused privately, with what to do', async () => {
  const handler = await openHandler();
  const told: string[] = [];
  handler.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo) told.push(event.message.text);
  });
  const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
  const text = { type: 'plain_text' as const, text: 'Resolve' };
  const button = { type: 'button' as const, action_id: 'remedy_resolve', value: '[1]', text };
  const { ts = '' } = await client.chat.postMessage({
    channel: 'C0SECURITY',
    text: 'x',
    blocks: [{ type: 'actions', elements: [button] }],
  });

  await press(handler, ts, 'remedy_resolve');

  expect(handler.jobs).toEqual([]);
  expect(told.join()).toContain('another version');
});

describe('the Suppress form of a card', () => {
  it('shows line 1 of the card that was clicked, warns, and repeats the count', async () => {
    const handler = await openHandler();
    const ts = await postCards(handler, log4j);
    const [head] = blocksOf(messageAt(handler.slack, ts));

    await press(handler, ts, 'remedy_suppress');

    const [line = ''] = String(textAt(Object(head).text, 'text')).split('\n');
    expect(line).toContain('log4j-core');
    expect(topView(handler)?.view).toMatchObject({
      title: { text: 'Suppress 4' },
      submit: { text: 'Suppress 4' },
      blocks: [
        { text: { text: line } },
        { text: { text: '⚠️ Some of these 4 are known to be exploited' } },
        { block_id: 'where', element: { initial_option: { value: 'here' } } },
        { block_id: 'until', element: { initial_option: { value: '30' } } },
        { block_id: 'why', optional: false },
        { block_id: 'reason', optional: true },
      ],
    });
    expect(JSON.stringify(viewBlocks(handler))).toContain('Only where it is now: batch, worker');
  });

  it('shows the line of the second of two cards of one message', async () => {
    const handler = await openHandler();
    const ts = await postCards(handler, log4j, {
      ...aCard(VIM, entriesOf(vimFindings(139))),
      ref: { card: 'scan/s/u1', remedy: 'vim', shown: 139 },
    });

    await press(handler, ts, 'remedy_suppress', 1);

    expect(topView(handler)?.view).toMatchObject({ submit: { text: 'Suppress 139' } });
    const shown = JSON.stringify(viewBlocks(handler)[0]);
    expect(shown).toContain('*vim*');
    expect(shown).not.toContain('log4j');
  });

  it('becomes one job for what the card showed', async () => {
    const handler = await openHandler();
    await press(handler, await postCards(handler, log4j), 'remedy_suppress');

    expect(await submit(handler)).toEqual({ ok: true });

    expect(handler.jobs).toMatchObject([
      {
        type: 'decide-card',
        ref: log4j.ref,
        count: 4,
        request: {
          decision: { kind: 'suppress', place: 'here', justification: 'not-reachable' },
        },
        origin: { channel: 'C0SECURITY' },
      },
    ]);
    expect(topView(handler)).toBeUndefined();
  });

  it.each(['mitigated-otherwise', 'risk-accepted'])(
    'asks for words where the reason is %s',
    async (why) => {
      const handler = await openHandler();
      await press(handler, await postCards(handler, log4j), 'remedy_suppress');

      await submit(handler, why);
      expect(Object.keys(topView(handler)?.errors ?? {})).toEqual(['reason']);
      expect(handler.jobs).toEqual([]);

      await submit(handler, why, 'LDAP is blocked');
      expect(handler.jobs).toHaveLength(1);
    },
  );

  it('is not opened for a guest or for a person whom triage does not name', async () => {
    for (const [user, triage] of [
      ['U0GUEST', {}],
      [ANA, { users: ['U0KENTANAKA'] }],
    ] as const) {
      const handler = await openHandler({ config: aConfig({ triage }) });
      await press(handler, await postCards(handler, log4j), 'remedy_suppress', 0, user);

      expect(topView(handler)).toBeUndefined();
      expect(handler.jobs).toEqual([]);
    }
  });

  it('does without the line where the message does not show it any more', async () => {
    const handler = await openHandler();
    const value = 'remedy_suppress';
    const ts = await postCards(handler, log4j);
    const block = blocksWith(blocksOf(messageAt(handler.slack, ts)), value)[0];
    const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
    const lonely = { ...block, block_id: 'lonely' };
    await client.apiCall('chat.update', {
      channel: 'C0SECURITY',
      ts,
      text: 'x',
      blocks: [lonely],
      attachments: [],
    });

    await press(handler, ts, value);

    expect(viewBlocks(handler)[0]).toMatchObject({
      text: { type: 'plain_text', text: 'log4j-core' },
    });
  });
});

describe('Details', () => {
  const findings = vimFindings(45);
  const details = (change: Partial<Details> = {}): Details => ({
    ref: log4j.ref,
    remedy: aCard(VIM, entriesOf(findings)).remedy,
    first: findings[0],
    overdue: false,
    places: [],
    page: 1,
    pages: 3,
    total: 45,
    entries: findings.slice(0, 20).map((finding, base) => ({ finding, base })),
    history: [],
    historyOf: 45,
    answered: true,
    ...change,
  });

  /** Clicks Details and has the worker fill it. */
  async function open(handler: Deliver, page: Partial<Details> = {}) {
    await press(handler, await postCards(handler, log4j), 'remedy_details');
    await fill(handler, page);
  }

  async function fill(handler: Deliver, page: Partial<Details> | undefined = {}) {
    const job = handler.jobs.at(-1);
    if (job?.type !== 'ask' || job.question.about !== 'details') throw new Error('no question');
    const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
    const forms = createForms(client, english);
    await forms.showDetails(job.question, details(page));
    return job;
  }

  const act = (handler: Deliver, blockId: string, actionId: string, action = {}) =>
    handler.slack.act({
      do: 'block-action',
      user: ANA,
      container: { type: 'view', id: topView(handler)?.id ?? '' },
      blockId,
      actionId,
      action,
    });
  const choose = (handler: Deliver, nth: number, value: string) => {
    const block = blocksWith(viewBlocks(handler), 'menu')[nth];
    const option = { selected_option: { value } };
    return act(handler, textAt(block, 'block_id') ?? '', 'menu', option);
  };
  const turn = (handler: Deliver, action: string) => {
    const [block] = blocksWith(viewBlocks(handler), action);
    return act(handler, textAt(block, 'block_id') ?? '', action);
  };

  it('opens at once with the package and line 1 of its card, and is filled by the worker', async () => {
    const handler = await openHandler();
    await press(handler, await postCards(handler, log4j), 'remedy_details');

    expect(topView(handler)?.view).toMatchObject({ title: { text: 'log4j-core' } });
    expect(JSON.stringify(viewBlocks(handler))).toContain('Loading what is known of it');
    expect(handler.jobs).toMatchObject([
      {
        type: 'ask',
        question: {
          about: 'details',
          ref: log4j.ref,
          page: 1,
          form: { viewId: topView(handler)?.id },
        },
        origin: { channel: 'C0SECURITY' },
      },
    ]);

    await fill(handler);
    expect(topView(handler)?.view).toMatchObject({ title: { text: 'vim' } });
    expect(blocksWith(viewBlocks(handler), 'menu')).toHaveLength(20);
  });

  it('is not opened for a guest', async () => {
    const handler = await openHandler();
    await press(handler, await postCards(handler, log4j), 'remedy_details', 0, 'U0GUEST');

    expect(topView(handler)).toBeUndefined();
    expect(handler.jobs).toEqual([]);
  });

  it('turns its pages, and a page that is drawn late does not turn it back', async () => {
    const handler = await openHandler();
    await open(handler);
    const late = handler.jobs.at(-1);

    expect(blocksWith(viewBlocks(handler), 'details_back')).toEqual([]);
    await turn(handler, 'details_next');
    await fill(handler, { page: 2 });
    expect(handler.jobs.at(-1)).toMatchObject({ question: { about: 'details', page: 2 } });
    expect(JSON.stringify(viewBlocks(handler))).toContain('21 to 40 of 45');

    if (late) handler.jobs.push(late);
    await fill(handler);
    expect(JSON.stringify(viewBlocks(handler))).toContain('21 to 40 of 45');

    await turn(handler, 'details_back');
    expect(handler.jobs.at(-1)).toMatchObject({ question: { page: 1 } });
    await turn(handler, 'details_next');
    expect(handler.jobs.at(-1)).toMatchObject({ question: { page: 3 } });
  });

  it('resolves one finding, of the appearance it showed, and is drawn again afterwards', async () => {
    const handler = await openHandler();
    await open(handler);

    await choose(handler, 3, 'finding_resolve');

    const { id, productArn } = findings[3] ?? findings[0];
    const state = { viewId: topView(handler)?.id };
    expect(handler.jobs.at(-1)).toMatchObject({
      type: 'decide',
      key: { id, productArn },
      base: 3,
      request: { decision: { kind: 'resolve' } },
      origin: { channel: 'C0SECURITY', details: { ref: log4j.ref, page: 1, form: state } },
    });
  });

  it('opens the Suppress form on top, which says which one, and closes only that', async () => {
    const handler = await openHandler();
    await open(handler);
    const below = topView(handler)?.id;

    await choose(handler, 0, 'finding_suppress');

    expect(topView(handler)?.view).toMatchObject({ title: { text: 'Suppress' } });
    expect(JSON.stringify(viewBlocks(handler)[0])).toContain(findings[0].vulnerabilityId);
    await submit(handler);
    expect(handler.jobs.at(-1)).toMatchObject({
      type: 'decide',
      key: { id: findings[0].id },
      origin: { channel: 'C0SECURITY', details: { form: { viewId: below }, page: 1 } },
    });
    expect(topView(handler)?.id).toBe(below);
  });

  it('reopens one that is decided', async () => {
    const handler = await openHandler();
    const finding = { ...findings[0], workflowStatus: 'RESOLVED' as const };
    await open(handler, { entries: [{ finding, base: 0 }] });

    await turn(handler, 'finding_reopen');

    expect(handler.jobs.at(-1)).toMatchObject({
      type: 'decide',
      key: { id: finding.id },
      request: { decision: { kind: 'reopen' } },
    });
  });

  it('that was closed meanwhile is left alone', async () => {
    const handler = await openHandler();
    await press(handler, await postCards(handler, log4j), 'remedy_details');
    await handler.slack.act({ do: 'close-view', user: ANA, id: topView(handler)?.id ?? '' });

    await expect(fill(handler)).resolves.toMatchObject({ type: 'ask' } satisfies Partial<Job>);
  });
});
