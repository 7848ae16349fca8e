import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActResult, SlackMessage } from '../playground/page/protocol';
import type { System } from '../playground/system';
import { click as clickIn, filledIn, hasButton } from './people';
import { CONFIG, startQuickly } from './system';

/** Alerts one by one, so that a click is on a finding's own message. */
const config = { ...CONFIG, slack: { ...CONFIG.slack, digestAbove: 50 } };
const CHANNEL = config.slack.channel;

let system: System;
/** Everything the handlers logged, beside what the tasks keep of the scanner's output. */
const logged: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'vulnscan-journey-'));

beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const) {
    jest
      .spyOn(console, level)
      .mockImplementation((...said: unknown[]) => void logged.push(said.map(String).join(' ')));
  }
  system = await startQuickly({
    config,
    reports: [shortReport('playground/samples/web-1.json')],
    patience: 30_000,
  });
});

afterAll(async () => {
  await system?.close();
  rmSync(folder, { recursive: true });
});

test('Trivy’s findings reach Slack, a click is written back, and the message follows', async () => {
  await system.scan();
  const alert = await eventually(() => messages().find(hasButton('remedy_resolve')));
  const id = await eventually(() => notified()[0]);

  const clicked = await click(alert, 'remedy_resolve');

  expect(clicked).toEqual({ ok: true });
  const resolved = await eventually(() => findings().find(({ status }) => status === 'RESOLVED'));
  expect(resolved.note).toBe('Resolved by Ana Silva.');
  expect(id).toBeDefined();
  const message = await eventually(() => messages().find(hasButton('remedy_reopen')));
  expect(message.ts).toBe(alert.ts);
  expect(JSON.stringify(message)).toContain('Resolved');
  expect(messages().filter(({ ts }) => ts === alert.ts)).toHaveLength(1);
});

test('a finding can be suppressed with a reason and until when', async () => {
  const alert = await eventually(() => messages().find(hasButton('remedy_suppress')));

  await click(alert, 'remedy_suppress');
  const view = await eventually(() => system.slack.state().views[0]);
  const submitted = await system.slack.act({
    do: 'submit-view',
    user: 'U0ANA',
    id: view.id,
    state: filledIn(view.view, 'only reachable from the office'),
  });

  expect(submitted).toEqual({ ok: true });
  const suppressed = await eventually(() =>
    findings().find(({ status }) => status === 'SUPPRESSED'),
  );
  expect(suppressed.note).toMatch(/^Suppressed by Ana Silva .*: only reachable from the office$/);
});

test('a reopened finding is not posted a second time', async () => {
  const decided = await eventually(() => messages().find(hasButton('remedy_reopen')));
  await eventually(() => findings().every(({ status }) => status !== 'NEW') || undefined);
  const before = messages().length;

  await click(decided, 'remedy_reopen');

  const reopened = await eventually(() =>
    findings().find(({ note }) => note === 'Reopened by Ana Silva.'),
  );
  expect(reopened.status).toBe('NOTIFIED');
  await eventually(() =>
    messages().find((message) => message.ts === decided.ts && hasButton('remedy_resolve')(message)),
  );
  expect(messages()).toHaveLength(before);
});

test('/vulnscan starts one task, and its message follows it to the end', async () => {
  const answer = await command('web');

  expect(answer).toEqual({ ok: true });
  const done = await eventually(() =>
    messages().find(
      (message) => message.text.startsWith('Scan') && /Nothing new/.test(JSON.stringify(message)),
    ),
  );
  expect(done.text).toMatch(/web/);
  expect(
    system.page.state().tasks.filter((task) => task.startedBy.startsWith('slack')),
  ).toHaveLength(1);
});

test('an image that is not configured is refused in private, with the allowed ones', async () => {
  const reply = nextEphemeral();

  await command('payments');

  const message = await reply;
  expect(message.ephemeralTo).toBe('U0ANA');
  expect(message.text).toMatch(/payments/);
  expect(JSON.stringify(message)).toMatch(/web/);
});

test('a guest who clicks is refused in private and nothing changes', async () => {
  const alert = await eventually(() => messages().find(hasButton('remedy_resolve')));
  const reply = nextEphemeral();
  const before = JSON.stringify(findings());

  await click(alert, 'remedy_resolve', 'U0GUEST');

  expect((await reply).ephemeralTo).toBe('U0GUEST');
  expect(JSON.stringify(findings())).toBe(before);
});

/** With the first two of each result's findings only: the handlers keep to Slack's pace, about one post a second. */
function shortReport(file: string): string {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const result of report.Results) result.Vulnerabilities?.splice(2);
  const short = join(folder, 'web.json');
  writeFileSync(short, JSON.stringify(report));
  return short;
}

test('no log contains a token, secret, signature or response_url', () => {
  const { token, signingSecret } = system.slack.workspace.app;
  const tasks = system.page.state().tasks.flatMap((task) => task.log);
  const text = [...logged, ...tasks].join('\n');

  expect(logged.length).toBeGreaterThan(3);
  expect(tasks.length).toBeGreaterThan(3);
  expect(text).not.toContain(token);
  expect(text).not.toContain(signingSecret);
  expect(text).not.toMatch(/v0=[0-9a-f]{64}|xox[a-z]-|\/response\/\w/);
});

function command(text: string): Promise<ActResult> {
  return system.slack.act({
    do: 'slash-command',
    user: 'U0ANA',
    channel: CHANNEL,
    command: '/vulnscan',
    text,
  });
}

function messages(): SlackMessage[] {
  return system.slack.state().messages.filter((message) => message.channel === CHANNEL);
}

interface Row {
  id: string;
  status: string;
  note: string | undefined;
}

function findings(): Row[] {
  return system.page
    .state()
    .findings.map(({ id, workflowStatus, note }) => ({ id, status: workflowStatus, note }));
}

function notified(): string[] {
  return findings()
    .filter(({ status }) => status === 'NOTIFIED')
    .map(({ id }) => id);
}

function nextEphemeral(): Promise<SlackMessage> {
  return new Promise((resolve) => {
    const stop = system.slack.onEvent((event) => {
      if (event.type !== 'message' || event.message.ephemeralTo === undefined) return;
      stop();
      resolve(event.message);
    });
  });
}

function click(message: SlackMessage, actionId: string, user = 'U0ANA'): Promise<ActResult> {
  return clickIn(system.slack, message, actionId, user);
}

async function eventually<Value>(find: () => Value | undefined, ms = 20_000): Promise<Value> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    const value = find();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const state = system.slack.state();
  throw new Error(
    `it never came; there are ${state.messages.length} messages and ${JSON.stringify(findings())}`,
  );
}
