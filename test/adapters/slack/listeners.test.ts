import type { SlackAct, SlackActOf } from '../../../emulators/slack/acts';
import { createForms } from '../../../src/adapters/slack/forms';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { Unavailable } from '../../../src/domain/errors';
import type { Job } from '../../../src/domain/job';
import type { Digest, Message } from '../../../src/domain/message';
import {
  aConfig,
  aFinding,
  anEntry,
  channelOf,
  type Deliver,
  english,
  IDENTITY,
  openHandler,
  POST,
  PRODUCT,
  REGISTRY,
  stopAll,
} from './kit';
import { gallery } from './states';

afterEach(stopAll);

type Click = SlackActOf<'block-action'>;

async function postAlert(handler: Deliver): Promise<string> {
  const { ts } = await channelOf(handler.slack).post(
    { kind: 'alert', entry: anEntry({}, { base: 3 }) },
    POST,
  );
  return ts;
}

/** Finds the button in the message as posted and presses it. */
async function press(handler: Deliver, ts: string, actionId: string, user = 'U0ANA') {
  const message = handler.slack.state().messages.find((shown) => shown.ts === ts);
  const blocks = [
    ...(message?.blocks ?? []),
    ...(message?.attachments ?? []).flatMap((attachment) => Object(attachment).blocks),
  ];
  const block = blocks.find((candidate) =>
    (Object(candidate).elements ?? []).some(
      (element: unknown) => Object(element).action_id === actionId,
    ),
  );
  const action = Object(block).elements.find(
    (element: unknown) => Object(element).action_id === actionId,
  );
  const click: Click = {
    do: 'block-action',
    user,
    container: { type: 'message', channel: 'C0SECURITY', ts },
    blockId: Object(block).block_id,
    actionId,
    action: { type: 'button', value: action.value },
  };
  return handler.slack.act(click);
}

const DIGEST: Digest = {
  scanId: 'scan-1',
  at: '2026-11-24T10:00:00.000Z',
  total: 14,
  bySeverity: { CRITICAL: 2, HIGH: 12 },
  worst: [aFinding()],
  images: [
    { name: `${REGISTRY}/api`, count: 9 },
    { name: `${REGISTRY}/web`, count: 5 },
  ],
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

test('Resolve becomes one job that names the finding, its appearance and the person who clicked', async () => {
  const handler = await open();
  const ts = await postAlert(handler);

  expect(await press(handler, ts, 'finding_resolve')).toEqual({ ok: true });

  expect(handler.jobs).toMatchObject([
    {
      type: 'decide',
      key: { id: 'vulnscan/CVE-2024-5535', productArn: PRODUCT },
      base: 3,
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

test('Reopen on a decided message becomes a job', async () => {
  const handler = await open();
  const entry = anEntry({ workflowStatus: 'RESOLVED' });
  const { ts } = await channelOf(handler.slack).post({ kind: 'alert', entry }, POST);

  await press(handler, ts, 'finding_reopen');

  expect(handler.jobs).toMatchObject([
    { type: 'decide', request: { decision: { kind: 'reopen' } } },
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
  const ts = await postAlert(handler);

  await press(handler, ts, 'finding_suppress');
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
      type: 'decide',
      key: { id: 'vulnscan/CVE-2024-5535' },
      base: 3,
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
  await press(handler, await postAlert(handler), 'finding_suppress');
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
  const ts = await postAlert(handler);
  const before = handler.slack.state().messages;

  expect(await press(handler, ts, 'finding_resolve')).toEqual({ ok: true });

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
  await press(handler, await postAlert(handler), 'finding_suppress');
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
  const ts = await postAlert(handler);

  expect(await press(handler, ts, 'finding_resolve', 'U0OUTSIDE')).toEqual({ ok: true });

  expect(handler.jobs).toEqual([]);
  expect(privately(handler)).toContain('Ask <@U0ANA>');
});

test('a request for another app is refused', async () => {
  const handler = await open({
    config: aConfig({ slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0OTHER' } }),
  });

  await press(handler, await postAlert(handler), 'finding_resolve');

  expect(handler.jobs).toEqual([]);
});

test('Triage all shows how many findings its filters cover, and sends one job', async () => {
  const handler = await open();
  const { ts } = await channelOf(handler.slack).post({ kind: 'digest', digest: DIGEST }, POST);

  await press(handler, ts, 'triage_all');
  const id = handler.slack.state().views[0]?.id ?? '';
  expect(JSON.stringify(handler.slack.state().views)).toContain(
    'This covers the open findings that match, at most 14 findings',
  );
  const state = {
    severity: { triage_filter: { type: 'static_select', selected_option: { value: 'CRITICAL' } } },
    image: { triage_filter: { type: 'static_select', selected_option: { value: '1' } } },
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
  expect(JSON.stringify(handler.slack.state().views)).toContain(
    'This covers the open findings that match, at most 2 findings',
  );
  await handler.slack.act({ do: 'submit-view', user: 'U0ANA', id, state });

  expect(handler.jobs).toMatchObject([
    {
      type: 'decide-many',
      filter: {
        scanId: 'scan-1',
        severities: ['CRITICAL'],
        packageName: 'openssl',
        image: `${REGISTRY}/web`,
        fix: true,
      },
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

  const [job] = handler.jobs;
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
  await forms.showCoverage(job.question.form, {
    at: '2026-11-24T10:00:00.000Z',
    count: 3,
    worst: [aFinding()],
  });
  const text = JSON.stringify(handler.slack.state().views[0]?.view);
  expect(text).toContain('This covers 3 findings.');
  expect(text).toContain('`openssl` 3.0.13-r0');
  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"High (12)"');
  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"No fix yet"');
});

test('a form that was closed meanwhile causes no error', async () => {
  const handler = await open();
  const forms = createForms(createWebClient(IDENTITY.token, `${handler.slack.url}/api/`), english);
  const context = { scanId: 's', total: 1, bySeverity: {}, images: [] };
  const state = JSON.stringify({ context, choice: {} });

  await forms.showCoverage({ viewId: 'V0GONE', state }, { at: '', count: 1, worst: [] });
  await forms.showCoverage({ viewId: 'V0GONE', state: 'broken' }, { at: '', count: 1, worst: [] });
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
