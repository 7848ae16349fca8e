import type { SlackAct, SlackActOf } from '../../../emulators/slack/acts';
import { createForms } from '../../../src/adapters/slack/forms';
import { createWebClient } from '../../../src/adapters/slack/web-client';
import { Unavailable } from '../../../src/domain/errors';
import type { Job } from '../../../src/domain/job';
import type { Digest } from '../../../src/domain/message';
import {
  aConfig,
  aFinding,
  anEntry,
  channelOf,
  type Deliver,
  english,
  IDENTITY,
  openHandler,
  PRODUCT,
  REGISTRY,
  stopAll,
} from './kit';

afterEach(stopAll);

type Click = SlackActOf<'block-action'>;

async function postAlert(door: Deliver): Promise<string> {
  const { ts } = await channelOf(door.slack).post({ kind: 'alert', entry: anEntry() });
  return ts;
}

/** Finds the button in the message as posted and presses it. */
async function press(door: Deliver, ts: string, actionId: string, user = 'U0ANA') {
  const message = door.slack.state().messages.find((shown) => shown.ts === ts);
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
  return door.slack.act(click);
}

const DIGEST: Digest = {
  scanId: 'scan-1',
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

/** What the person was told privately: through the acknowledgement or as an ephemeral message. */
function privately(door: Deliver): string {
  const events = heard.get(door) ?? [];
  return events.join('\n');
}

const heard = new Map<Deliver, string[]>();

async function open(options: Parameters<typeof openHandler>[0] = {}): Promise<Deliver> {
  const door = await openHandler(options);
  const texts: string[] = [];
  heard.set(door, texts);
  door.slack.onEvent((event) => {
    if (event.type === 'message' && event.message.ephemeralTo !== undefined) {
      texts.push(event.message.text);
    }
  });
  return door;
}

test('Resolve becomes one job that names the finding, the message and who clicked', async () => {
  const door = await open();
  const ts = await postAlert(door);

  expect(await press(door, ts, 'finding_resolve')).toEqual({ ok: true });

  expect(door.jobs).toMatchObject([
    {
      type: 'decide',
      keys: [{ id: 'vulnscan/CVE-2024-5535', productArn: PRODUCT }],
      request: {
        decision: { kind: 'resolve' },
        actor: { userId: 'U0ANA', teamId: 'T0HOME' },
        actionTs: expect.stringMatching(/^\d+\.\d+$/),
      },
      message: { channel: 'C0SECURITY', ts },
      origin: { channel: 'C0SECURITY', responseUrl: expect.stringContaining('http') },
    },
  ]);
  expect(door.secretReads).toBe(1);
});

test('Reopen on a decided message becomes a job', async () => {
  const door = await open();
  const { ts } = await channelOf(door.slack).post({
    kind: 'alert',
    entry: anEntry({ workflowStatus: 'RESOLVED' }),
  });

  await press(door, ts, 'finding_reopen');

  expect(door.jobs).toMatchObject([{ type: 'decide', request: { decision: { kind: 'reopen' } } }]);
});

test('a button in a thread names the thread', async () => {
  const door = await open();
  const channel = channelOf(door.slack);
  const parent = await channel.post({ kind: 'digest', digest: DIGEST });
  const { ts } = await channel.post(
    { kind: 'page', entries: [anEntry(), anEntry({ vulnerabilityId: 'CVE-2024-2' })] },
    { threadTs: parent.ts },
  );

  await press(door, ts, 'finding_resolve');

  expect(door.jobs).toMatchObject([{ message: { ts, threadTs: parent.ts } }]);
});

test('Suppress opens a form that says what it covers, and its submission becomes a job', async () => {
  const door = await open();
  const ts = await postAlert(door);

  await press(door, ts, 'finding_suppress');
  const [view] = door.slack.state().views;
  expect(JSON.stringify(view)).toContain('This covers 1 image');
  const submitted = await door.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id: view?.id ?? '',
    state: {
      reason: { reason: { type: 'plain_text_input', value: '  not reachable — 到達不能 ' } },
      until: { until: { type: 'radio_buttons', selected_option: { value: '30' } } },
    },
  });

  expect(submitted).toEqual({ ok: true });
  expect(door.slack.state().views).toEqual([]);
  const date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  expect(door.jobs).toMatchObject([
    {
      type: 'decide',
      keys: [{ id: 'vulnscan/CVE-2024-5535' }],
      request: {
        decision: {
          kind: 'suppress',
          reason: 'not reachable — 到達不能',
          until: { kind: 'date', date },
        },
      },
      message: { channel: 'C0SECURITY', ts },
    },
  ]);
});

test('a suppression without a reason keeps the form open and says why', async () => {
  const door = await open();
  await press(door, await postAlert(door), 'finding_suppress');
  const id = door.slack.state().views[0]?.id ?? '';

  await door.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id,
    state: { reason: { reason: { type: 'plain_text_input', value: ' \n ' } } },
  });

  expect(door.jobs).toEqual([]);
  expect(door.slack.state().views[0]?.errors).toEqual({
    reason: english.text.suppress.reasonMissing,
  });
});

test('a failing queue is told to the one who clicked, with a reference that is in the log', async () => {
  const door = await open({
    send: async () => {
      throw new Unavailable('sqs_down', 'SQS did not answer; try again.');
    },
  });
  const ts = await postAlert(door);
  const before = door.slack.state().messages;

  expect(await press(door, ts, 'finding_resolve')).toEqual({ ok: true });

  const [failure] = door.log.lines.filter(({ level }) => level === 'error');
  expect(failure?.facts).toMatchObject({ code: 'sqs_down' });
  expect(privately(door)).toContain(String(failure?.facts['reference']));
  expect(door.slack.state().messages).toEqual(before);
});

test('a failing queue leaves the form open, with what was typed', async () => {
  const door = await open({
    send: async () => {
      throw new Unavailable('sqs_down', 'SQS did not answer; try again.');
    },
  });
  await press(door, await postAlert(door), 'finding_suppress');
  const id = door.slack.state().views[0]?.id ?? '';

  await door.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id,
    state: { reason: { reason: { type: 'plain_text_input', value: 'why' } } },
  });

  expect(door.slack.state().views[0]?.errors['reason']).toContain('Reference for the log');
});

test('somebody from another workspace is refused privately and costs no job', async () => {
  const door = await open({ config: aConfig({ triage: { users: ['U0ANA'] } }) });
  const ts = await postAlert(door);

  expect(await press(door, ts, 'finding_resolve', 'U0OUTSIDE')).toEqual({ ok: true });

  expect(door.jobs).toEqual([]);
  expect(privately(door)).toContain('Ask <@U0ANA>');
});

test('a request for another app is refused', async () => {
  const door = await open({
    config: aConfig({ slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0OTHER' } }),
  });

  await press(door, await postAlert(door), 'finding_resolve');

  expect(door.jobs).toEqual([]);
});

test('Triage all counts what its filters cover and sends one job', async () => {
  const door = await open();
  const { ts } = await channelOf(door.slack).post({ kind: 'digest', digest: DIGEST });

  await press(door, ts, 'triage_all');
  const id = door.slack.state().views[0]?.id ?? '';
  expect(JSON.stringify(door.slack.state().views)).toContain(
    'This covers the open findings that match, at most 14 findings',
  );
  const state = {
    severity: { triage_filter: { type: 'static_select', selected_option: { value: 'CRITICAL' } } },
    image: { triage_filter: { type: 'static_select', selected_option: { value: '1' } } },
    package: { package: { type: 'plain_text_input', value: 'openssl' } },
    decision: { decision: { type: 'radio_buttons', selected_option: { value: 'fix' } } },
    reason: { reason: { type: 'plain_text_input', value: 'base image is being replaced' } },
  };
  await door.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id },
    blockId: 'severity',
    actionId: 'triage_filter',
    action: { type: 'static_select', selected_option: { value: 'CRITICAL' } },
    state,
  });
  expect(JSON.stringify(door.slack.state().views)).toContain(
    'This covers the open findings that match, at most 2 findings',
  );
  await door.slack.act({ do: 'submit-view', user: 'U0ANA', id, state });

  expect(door.jobs).toMatchObject([
    {
      type: 'decide-many',
      filter: {
        scanId: 'scan-1',
        severities: ['CRITICAL'],
        packageName: 'openssl',
        image: `${REGISTRY}/web`,
      },
      request: {
        decision: {
          kind: 'suppress',
          reason: 'base image is being replaced',
          until: { kind: 'fix' },
        },
      },
      message: { channel: 'C0SECURITY', ts },
    },
  ]);
});

test('Preview asks the worker, whose count appears in the open form', async () => {
  const door = await open();
  const { ts } = await channelOf(door.slack).post({ kind: 'digest', digest: DIGEST });
  await press(door, ts, 'triage_all');
  const shown = door.slack.state().views[0];
  const id = shown?.id ?? '';
  const blocks: unknown[] = Object(shown?.view).blocks;
  const block = blocks.find((one) => JSON.stringify(one).includes('triage_preview'));
  await door.slack.act({
    do: 'block-action',
    user: 'U0ANA',
    container: { type: 'view', id },
    blockId: Object(block).block_id,
    actionId: 'triage_preview',
    action: { type: 'button' },
    state: {
      severity: { triage_filter: { type: 'static_select', selected_option: { value: 'HIGH' } } },
      package: { package: { type: 'plain_text_input', value: 'openssl' } },
    },
  });

  const [job] = door.jobs;
  expect(job).toMatchObject({
    type: 'ask',
    question: {
      about: 'coverage',
      filter: { scanId: 'scan-1', severities: ['HIGH'], packageName: 'openssl' },
      message: { channel: 'C0SECURITY', ts },
      form: { viewId: id },
    },
  });
  if (job?.type !== 'ask' || job.question.about !== 'coverage') throw new Error('no question');
  const forms = createForms(createWebClient(IDENTITY.token, `${door.slack.url}/api/`), english);
  await forms.showCoverage(job.question.form, { count: 3, worst: [aFinding()] });
  const text = JSON.stringify(door.slack.state().views[0]?.view);
  expect(text).toContain('This covers 3 findings.');
  expect(text).toContain('`openssl` 3.0.13-r0');
  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"High (12)"');
});

test('a form that was closed meanwhile is no error', async () => {
  const door = await open();
  const forms = createForms(createWebClient(IDENTITY.token, `${door.slack.url}/api/`), english);
  const context = { scanId: 's', total: 1, bySeverity: {}, images: [] };
  const state = JSON.stringify({ context, choice: {} });

  await forms.showCoverage({ viewId: 'V0GONE', state }, { count: 1, worst: [] });
  await forms.showCoverage({ viewId: 'V0GONE', state: 'broken' }, { count: 1, worst: [] });
});

test('Cancel on a running scan names its task', async () => {
  const door = await open();
  const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/vulnscan/1';
  const scan = { images: [], taskArn, state: 'queued', startedAt: '2026-11-24T08:00:00Z' } as const;
  const { ts } = await channelOf(door.slack).post({ kind: 'scan', scan: { ...scan, images: [] } });

  await press(door, ts, 'scan_cancel');

  expect(door.jobs).toMatchObject([{ type: 'cancel-scan', taskArn, actor: { userId: 'U0ANA' } }]);
});

test.each<[string, Partial<Job>]>([
  ['', { type: 'scan', images: [] }],
  ['api', { type: 'scan', images: [`${REGISTRY}/api:latest`] }],
  ['status', { type: 'ask', question: { about: 'status' } }],
  ['open high 2', { type: 'ask', question: { about: 'open', severity: 'HIGH', page: 2 } }],
  [
    'affected cve-2024-5535',
    { type: 'ask', question: { about: 'affected', vulnerabilityId: 'CVE-2024-5535' } },
  ],
  ['cancel', { type: 'cancel-scan' }],
])('/vulnscan %s becomes a job', async (text, job) => {
  const door = await open();

  expect(await door.slack.act(command(text))).toEqual({ ok: true });

  expect(door.jobs).toMatchObject([{ ...job, actor: { userId: 'U0ANA', teamId: 'T0HOME' } }]);
});

test('an unknown image is answered with what is allowed and the nearest name', async () => {
  const door = await open();

  await door.slack.act(command('apo'));

  expect(door.jobs).toEqual([]);
  expect(privately(door)).toContain('Did you mean /vulnscan api?');
  expect(privately(door)).toContain('web');
});

test('a hostile image is repeated without harm', async () => {
  const door = await open();

  await door.slack.act(command('<!channel>'));

  expect(door.jobs).toEqual([]);
  expect(privately(door)).toContain('&lt;!channel&gt;');
});

test('opening the home tab asks the worker to draw it', async () => {
  const door = await open();

  await door.slack.act({ do: 'open-home', user: 'U0ANA' });

  expect(door.jobs).toMatchObject([{ type: 'home', userId: 'U0ANA' }]);
});

test('a button of another version is answered, not ignored', async () => {
  const door = await open();
  const client = createWebClient(IDENTITY.token, `${door.slack.url}/api/`);
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

  await press(door, ts, 'finding_resolve');
  await press(door, ts, 'ignore_forever');

  expect(door.jobs).toEqual([]);
  expect(privately(door).match(/another version/g)).toHaveLength(2);
});
