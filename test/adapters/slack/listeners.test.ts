import type { SlackAct } from '../../../emulators/slack/acts';
import { createForms } from '../../../src/adapters/slack/forms';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { Unavailable } from '../../../src/domain/errors';
import type { Job } from '../../../src/domain/job';
import type { Message } from '../../../src/domain/message';
import type { Coverage } from '../../../src/domain/query-answer';
import { click } from '../../people';
import { aDigest, aLine } from './digests';
import {
  aConfig,
  anEntry,
  cardsOf,
  channelOf,
  type Deliver,
  english,
  IDENTITY,
  messageAt,
  openHandler,
  POST,
  REGISTRY,
  stopAll,
} from './kit';
import { gallery } from './states';

afterEach(stopAll);

const MESSAGE = cardsOf(anEntry());
/** What the buttons of that message's card decide. */
const [REF] = MESSAGE.kind === 'cards' ? MESSAGE.cards.map(({ ref }) => ref) : [];

async function postCard(handler: Deliver): Promise<string> {
  const { ts } = await channelOf(handler.slack).post(MESSAGE, POST);
  return ts;
}

/** Presses the button in the message as posted. */
async function press({ slack }: Deliver, ts: string, actionId: string, user = 'U0ANA') {
  return click(slack, messageAt(slack, ts), actionId, user);
}

const DIGEST = aDigest();

/** What the worker counts for a form. */
const COVERAGE: Coverage = {
  count: 14,
  lines: [],
  upgrades: 1,
  open: {
    total: 14,
    bySeverity: { CRITICAL: 2, HIGH: 12 },
    images: [
      { name: `${REGISTRY}/api`, count: 9 },
      { name: `${REGISTRY}/web`, count: 5 },
    ],
    fixable: 12,
    overdue: 0,
    soon: 3,
  },
};

function command(text: string, user = 'U0ANA'): SlackAct {
  return { do: 'slash-command', user, channel: 'C0SECURITY', command: '/vulnscan', text };
}

/** The private answer: through the acknowledgement or as an ephemeral message. */
function privately(handler: Deliver): string {
  const events = heard.get(handler) ?? [];
  return events.join('\n');
}

const heard = new Map<Deliver, string[]>();

async function open(options: Parameters<typeof openHandler>[0] = {}): Promise<Deliver> {
  const handler = await openHandler(options);
  const texts: string[] = [];
  heard.set(handler, texts);
  handler.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo !== undefined) {
      texts.push(event.message.text);
    }
  });
  return handler;
}

test('Resolve becomes one job that names the card, what it showed and the person who clicked', async () => {
  const handler = await open();
  const ts = await postCard(handler);

  expect(await press(handler, ts, 'remedy_resolve')).toEqual({ ok: true });

  expect(handler.jobs).toMatchObject([
    {
      type: 'decide-card',
      ref: REF,
      count: 1,
      request: {
        decision: { kind: 'resolve' },
        actor: { userId: 'U0ANA', teamId: 'T0HOME' },
        actionTs: expect.stringMatching(/^\d+\.\d+$/),
      },
      origin: { channel: 'C0SECURITY', responseUrl: expect.stringContaining('http') },
    },
  ]);
  expect(handler.secretReads).toBe(1);
});

test('Reopen on a decided card becomes a job', async () => {
  const handler = await open();
  const entry = anEntry({ workflowStatus: 'RESOLVED' });
  const { ts } = await channelOf(handler.slack).post(cardsOf(entry), POST);

  await press(handler, ts, 'remedy_reopen');

  expect(handler.jobs).toMatchObject([
    { type: 'decide-card', request: { decision: { kind: 'reopen' } } },
  ]);
});

test('Undo of a bulk decision becomes a job that names its card', async () => {
  const handler = await open();
  const bulk = {
    requestId: 'r1',
    decision: { kind: 'resolve' },
    by: { userId: 'U0BEN', name: 'Ben' },
    total: 12,
  } as const;
  const message: Message = { kind: 'bulk', bulk, count: 9, card: 'bulk/r1' };
  const { ts } = await channelOf(handler.slack).post(message, POST);

  await press(handler, ts, 'bulk_undo');

  expect(handler.jobs).toMatchObject([
    {
      type: 'undo-many',
      bulk: 'bulk/r1',
      request: {
        decision: { kind: 'reopen' },
        actor: { userId: 'U0ANA', teamId: 'T0HOME' },
        actionTs: expect.stringMatching(/^\d+\.\d+$/),
      },
      origin: { channel: 'C0SECURITY', requestId: expect.stringMatching(/^[0-9a-f]{40}$/) },
    },
  ]);
});

test('Suppress opens a form that says what it covers, and submitting it sends a job', async () => {
  const handler = await open();
  const ts = await postCard(handler);

  await press(handler, ts, 'remedy_suppress');
  const [view] = handler.slack.state().views;
  expect(JSON.stringify(view)).toContain('Only where it is now: api');
  const submitted = await handler.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id: view?.id ?? '',
    state: {
      reason: { reason: { type: 'plain_text_input', value: '  not reachable — 到達不能 ' } },
      where: { where: { type: 'radio_buttons', selected_option: { value: 'everywhere' } } },
      until: { until: { type: 'radio_buttons', selected_option: { value: '30' } } },
      why: { why: { type: 'static_select', selected_option: { value: 'not-reachable' } } },
    },
  });

  expect(submitted).toEqual({ ok: true });
  expect(handler.slack.state().views).toEqual([]);
  const date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  expect(handler.jobs).toMatchObject([
    {
      type: 'decide-card',
      ref: REF,
      count: 1,
      request: {
        decision: {
          kind: 'suppress',
          reason: 'not reachable — 到達不能',
          until: { kind: 'date', date },
          place: 'everywhere',
          justification: 'not-reachable',
        },
      },
      origin: { channel: 'C0SECURITY', responseUrl: expect.stringContaining('http') },
    },
  ]);
});

test('a risk that is accepted without a word keeps the form open and says what is missing', async () => {
  const handler = await open();
  await press(handler, await postCard(handler), 'remedy_suppress');
  const id = handler.slack.state().views[0]?.id ?? '';

  await handler.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id,
    state: {
      why: { why: { type: 'static_select', selected_option: { value: 'risk-accepted' } } },
      reason: { reason: { type: 'plain_text_input', value: ' \n ' } },
    },
  });

  expect(handler.jobs).toEqual([]);
  expect(handler.slack.state().views[0]?.errors).toEqual({
    reason: english.text.suppress.reasonNeeded['risk-accepted'],
  });
});

test('the person who clicked gets a reply when the queue fails, with a reference that is in the log', async () => {
  const handler = await open({
    send: async () => {
      throw new Unavailable('sqs_down', 'SQS did not answer; try again.');
    },
  });
  const ts = await postCard(handler);
  const before = handler.slack.state().messages;

  expect(await press(handler, ts, 'remedy_resolve')).toEqual({ ok: true });

  const [failure] = handler.log.lines.filter(({ level }) => level === 'error');
  expect(failure?.facts).toMatchObject({ code: 'sqs_down' });
  expect(privately(handler)).toContain(String(failure?.facts['reference']));
  expect(handler.slack.state().messages).toEqual(before);
});

test('a failing queue leaves the form open with the text that was typed', async () => {
  const handler = await open({
    send: async () => {
      throw new Unavailable('sqs_down', 'SQS did not answer; try again.');
    },
  });
  await press(handler, await postCard(handler), 'remedy_suppress');
  const id = handler.slack.state().views[0]?.id ?? '';

  await handler.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id,
    state: {
      why: { why: { type: 'static_select', selected_option: { value: 'not-reachable' } } },
      reason: { reason: { type: 'plain_text_input', value: 'why' } },
    },
  });

  expect(handler.slack.state().views[0]?.errors['reason']).toContain('Reference for the log');
});

test('a person of another workspace is refused privately and no job is sent', async () => {
  const handler = await open({ config: aConfig({ triage: { users: ['U0ANA'] } }) });
  const ts = await postCard(handler);

  expect(await press(handler, ts, 'remedy_resolve', 'U0OUTSIDE')).toEqual({ ok: true });

  expect(handler.jobs).toEqual([]);
  expect(privately(handler)).toContain('Ask <@U0ANA>');
});

test('a request for another app is refused', async () => {
  const handler = await open({
    config: aConfig({ slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0OTHER' } }),
  });

  await press(handler, await postCard(handler), 'remedy_resolve');

  expect(handler.jobs).toEqual([]);
});

/** Answers the last question for a count, as the worker does. */
async function showCounts(
  handler: Awaited<ReturnType<typeof open>>,
  coverage = COVERAGE,
): Promise<void> {
  const job = handler.jobs.at(-1);
  if (job?.type !== 'ask' || job.question.about !== 'coverage') throw new Error('no question');
  const forms = createForms(createWebClient(IDENTITY.token, `${handler.slack.url}/api/`), english);
  await forms.showCoverage(job.question.form, coverage);
}

test('Triage has the worker count what is open when it opens and at every change of a filter, and sends one job', async () => {
  const handler = await open();
  const { ts } = await channelOf(handler.slack).post({ kind: 'digest', digest: DIGEST }, POST);

  await press(handler, ts, 'triage_all');
  const id = handler.slack.state().views[0]?.id ?? '';
  expect(JSON.stringify(handler.slack.state().views)).toContain('Counting what is open…');
  await showCounts(handler);
  const text = JSON.stringify(handler.slack.state().views);
  expect(text).toContain('This covers 14 findings.');
  expect(text).toContain('One decision for what is open of this scan: 14 now.');
  expect(text).toContain('Critical (2)');
  expect(text).toContain('Within 3 days (3)');
  const state = {
    severity: { triage_filter: { type: 'static_select', selected_option: { value: 'CRITICAL' } } },
    image: {
      triage_filter: { type: 'static_select', selected_option: { value: `${REGISTRY}/web` } },
    },
    due: { triage_filter: { type: 'static_select', selected_option: { value: 'soon' } } },
    fix: { triage_filter: { type: 'static_select', selected_option: { value: 'yes' } } },
    package: { package: { type: 'plain_text_input', value: 'openssl' } },
    decision: { decision: { type: 'radio_buttons', selected_option: { value: 'fix' } } },
    why: { why: { type: 'static_select', selected_option: { value: 'mitigated-otherwise' } } },
    reason: { reason: { type: 'plain_text_input', value: 'base image is being replaced' } },
  };
  await handler.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id },
    blockId: 'severity',
    actionId: 'triage_filter',
    action: { type: 'static_select', selected_option: { value: 'CRITICAL' } },
    state,
  });
  expect(JSON.stringify(handler.slack.state().views)).toContain('Counting what is open…');
  await handler.slack.act({ do: 'submit-view', user: 'U0ANA', id, state });

  const filter = {
    scanId: 'scan-1',
    severities: ['CRITICAL'],
    packageName: 'openssl',
    image: `${REGISTRY}/web`,
    fix: true,
    dueBy: expect.any(String),
  };
  expect(handler.jobs).toMatchObject([
    { type: 'ask', question: { about: 'coverage', filter: { scanId: 'scan-1' } } },
    { type: 'ask', question: { about: 'coverage', filter } },
    {
      type: 'decide-many',
      filter,
      request: {
        decision: {
          kind: 'suppress',
          reason: 'base image is being replaced',
          until: { kind: 'fix' },
          place: 'here',
          justification: 'mitigated-otherwise',
        },
      },
      message: { channel: 'C0SECURITY', ts },
    },
  ]);
});

test('the image that was chosen in Triage stays chosen whatever the counts of the images have become', async () => {
  const handler = await open();
  const { ts } = await channelOf(handler.slack).post({ kind: 'digest', digest: DIGEST }, POST);
  await press(handler, ts, 'triage_all');
  await showCounts(handler);
  const id = handler.slack.state().views[0]?.id ?? '';
  const image = `${REGISTRY}/web`;
  const choose = { type: 'static_select', selected_option: { value: image } };
  await handler.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id },
    blockId: 'image',
    actionId: 'triage_filter',
    action: choose,
    state: { image: { triage_filter: choose } },
  });
  const { open: counts } = COVERAGE;
  const images = [{ name: `${REGISTRY}/api`, count: 9 }];
  await showCounts(handler, { ...COVERAGE, count: 0, open: { ...counts, images } });

  const shown = Object(handler.slack.state().views[0]?.view);
  const filter = shown.blocks.find((each: { block_id: string }) => each.block_id === 'image');
  expect(shown.submit.text).toBe('Decide 0');
  expect(filter.element.initial_option).toMatchObject({ text: { text: 'web (0)' }, value: image });
  expect(handler.jobs.at(-1)).toMatchObject({ question: { filter: { image } } });
});

test('Preview asks the worker for a count, which appears in the open form', async () => {
  const handler = await open();
  const { ts } = await channelOf(handler.slack).post({ kind: 'digest', digest: DIGEST }, POST);
  await press(handler, ts, 'triage_all');
  const shown = handler.slack.state().views[0];
  const id = shown?.id ?? '';
  const blocks: unknown[] = Object(shown?.view).blocks;
  const block = blocks.find((one) => JSON.stringify(one).includes('triage_preview'));
  await handler.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id },
    blockId: Object(block).block_id,
    actionId: 'triage_preview',
    action: { type: 'button' },
    state: {
      severity: { triage_filter: { type: 'static_select', selected_option: { value: 'HIGH' } } },
      fix: { triage_filter: { type: 'static_select', selected_option: { value: 'no' } } },
      package: { package: { type: 'plain_text_input', value: 'openssl' } },
    },
  });

  const job = handler.jobs.at(-1);
  expect(job).toMatchObject({
    type: 'ask',
    question: {
      about: 'coverage',
      filter: { scanId: 'scan-1', severities: ['HIGH'], packageName: 'openssl', fix: false },
      form: { viewId: id },
    },
  });
  if (job?.type !== 'ask' || job.question.about !== 'coverage') throw new Error('no question');
  const forms = createForms(createWebClient(IDENTITY.token, `${handler.slack.url}/api/`), english);
  await forms.showCoverage(job.question.form, { ...COVERAGE, count: 3, lines: [aLine()] });
  const text = JSON.stringify(handler.slack.state().views[0]?.view);
  expect(text).toContain('This covers 3 findings.');
  expect(text).toContain('facade/ignition');
  expect(text).toContain('Decide 3');
  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"High (12)"');
  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"No fix yet (2)"');
});

test('a form that was closed meanwhile causes no error', async () => {
  const handler = await open();
  const forms = createForms(createWebClient(IDENTITY.token, `${handler.slack.url}/api/`), english);
  const state = JSON.stringify({ context: { scanId: 's' }, choice: {} });

  await forms.showCoverage({ viewId: 'V0GONE', state }, COVERAGE);
  await forms.showCoverage({ viewId: 'V0GONE', state: 'broken' }, COVERAGE);
});

test('Cancel on a running scan names its task', async () => {
  const handler = await open();
  const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/vulnscan/1';
  const scan = { images: [], taskArn, state: 'queued', startedAt: '2026-11-24T08:00:00Z' } as const;
  const message: Message = { kind: 'scan', scan: { ...scan, images: [] } };
  const { ts } = await channelOf(handler.slack).post(message, POST);

  await press(handler, ts, 'scan_cancel');

  expect(handler.jobs).toMatchObject([
    { type: 'cancel-scan', taskArn, actor: { userId: 'U0ANA' } },
  ]);
});

test('Accept on a scan whose findings vanished names its task', async () => {
  const handler = await open();
  const message = gallery().find(([name]) => name === 'scan-doubted')?.[1];
  if (message?.kind !== 'scan') throw new Error('no such message');
  const { ts } = await channelOf(handler.slack).post(message, POST);

  await press(handler, ts, 'scan_accept');

  const { taskArn } = message.scan;
  expect(handler.jobs).toMatchObject([
    { type: 'accept-vanished', taskArn, actor: { userId: 'U0ANA' } },
  ]);
});

test.each<[string, Partial<Job>]>([
  ['', { type: 'scan', images: [] }],
  ['api', { type: 'scan', images: [`${REGISTRY}/api:latest`] }],
  ['status', { type: 'ask', question: { about: 'status' } }],
  ['open high 2', { type: 'ask', question: { about: 'open', severities: ['HIGH'], page: 2 } }],
  [
    'affected cve-2024-5535',
    { type: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  ['cancel', { type: 'cancel-scan' }],
])('/vulnscan %s becomes a job', async (text, job) => {
  const handler = await open();

  expect(await handler.slack.act(command(text))).toEqual({ ok: true });

  expect(handler.jobs).toMatchObject([{ ...job, actor: { userId: 'U0ANA', teamId: 'T0HOME' } }]);
});

test('an unknown image is answered with what is allowed and the nearest name', async () => {
  const handler = await open();

  await handler.slack.act(command('apo'));

  expect(handler.jobs).toEqual([]);
  expect(privately(handler)).toContain('Did you mean /vulnscan api?');
  expect(privately(handler)).toContain('web');
});

test('a hostile image name is repeated without harm', async () => {
  const handler = await open();

  await handler.slack.act(command('<!channel>'));

  expect(handler.jobs).toEqual([]);
  expect(privately(handler)).toContain('&lt;!channel&gt;');
});

test('opening the home tab sends a job that draws it', async () => {
  const handler = await open();

  await handler.slack.act({ do: 'open-home', user: 'U0ANA' });

  expect(handler.jobs).toMatchObject([{ type: 'home', userId: 'U0ANA' }]);
});

test('a button of another version gets an answer', async () => {
  const handler = await open();
  const client = createWebClient(IDENTITY.token, `${handler.slack.url}/api/`);
  const old = (action: string) => ({
    type: 'actions',
    elements: [
      { type: 'button', action_id: action, text: { type: 'plain_text', text: 'Old' }, value: 'v0' },
    ],
  });
  const { ts = '' } = await client.chat.postMessage({
    channel: 'C0SECURITY',
    text: 'old',
    blocks: [old('finding_resolve'), old('ignore_forever')],
  });

  await press(handler, ts, 'finding_resolve');
  await press(handler, ts, 'ignore_forever');

  expect(handler.jobs).toEqual([]);
  expect(privately(handler).match(/another version/g)).toHaveLength(2);
});
