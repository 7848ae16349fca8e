import { setTimeout as sleep } from 'node:timers/promises';
import { functionUrlEvent } from '../../emulators/slack/interaction/sign';
import type { SlackMessage } from '../../playground/page/protocol';
import type { System } from '../../playground/system';
import { hashOf } from '../../src/domain/hash';
import { click, filledIn, hasButton } from '../people';
import { CONFIG, startQuickly } from '../system';
import { eventually } from './process';

/* Through the playground with its lags and rates, as `npm start` has them. */

const LIKE_NPM_START = { lag: { min: 0, max: 200 }, rates: true, indexLagMs: 300 };
const WAIT_MS = 50_000;

let system: System;

beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation(() => undefined);
  }
});

const messages = () => system.slack.state().messages;
const findings = () => system.page.state().findings;
const shows = (id: string) => (message: SlackMessage) =>
  hasButton('remedy_resolve')(message) &&
  JSON.stringify(message).includes(id.replace('vulnscan/', ''));

async function until(what: string, holds: () => boolean): Promise<void> {
  if (await eventually(holds, WAIT_MS)) return;
  const said = messages().map(({ text }) => text);
  throw new Error(`never: ${what}, but ${statuses().join(' ')}, and ${said.join(' | ')}`);
}

/** Most findings of an upgrade of the recorded scan. */
const LARGEST = 4;
/** In the private metadata of a form. */
const CARD_KEY = /scan\/[^"\\]+/;

/** Findings of the recorded scan. */
const FINDINGS = 13;

async function openRows(): Promise<number> {
  let count = 0;
  for await (const _ of system.ledger.rows('open')) count += 1;
  return count;
}

describe('a scan with a digest', () => {
  beforeAll(async () => {
    system = await startQuickly({ ...LIKE_NPM_START, reports: [] });
  });
  afterAll(() => system.close());

  test('Triage all, pressed as soon as the digest is there, decides every finding for good', async () => {
    await system.scan();
    await until('a digest', () => messages().some(hasButton('triage_all')));
    // The form covers what the ledger's index shows.
    while ((await openRows()) < FINDINGS) await sleep(50);
    const digest = messages().find(hasButton('triage_all'));
    if (digest === undefined) throw new Error('no digest');
    await click(system.slack, digest, 'triage_all');
    await until('a form', () => system.slack.state().views.length > 0);
    const [form] = system.slack.state().views;
    if (form === undefined) throw new Error('no form');
    const { package: _, ...state } = filledIn(form.view, 'an upgrade is rolled out');
    const covered = findings().map(({ id }) => id);

    const submitted = await system.slack.act({
      do: 'submit-view',
      user: 'U0ANA',
      id: form.id,
      state,
    });

    expect(submitted).toEqual({ ok: true });
    expect(covered).toHaveLength(FINDINGS);
    // A page whose findings are all decided before its turn is not posted any more.
    await until('the sum', () =>
      messages().some(({ text }) => text.startsWith('Ana Silva resolved 13: ')),
    );
    await until('no open page', () => !messages().some(hasButton('remedy_resolve')));
    await until('every decision in Security Hub', () =>
      findings().every(({ workflowStatus }) => workflowStatus === 'RESOLVED'),
    );
    await until('empty queues', () => system.page.state().queues.every(isEmpty));
    expect(statuses()).toEqual(covered.map((id) => [id, 'RESOLVED']));
  });
});

const CARD = 'finding/arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity/';
/** What another tool suppresses after a second, and after ten. Both are due soon. */
const SOON = 'vulnscan/CVE-2021-3129';
const LATER = 'vulnscan/CVE-2022-22965';
/** Each upgrade has its own message. */
const config = { ...CONFIG, slack: { ...CONFIG.slack, digestAbove: 50 } };

describe('a scan with a message for each upgrade', () => {
  /** Ids in the order of their import: what happens to each is said where they are chosen. */
  const imported: string[] = [];
  /** Reports of refused messages by their `ts`. Such a problem ends when the message changes, which may be soon. */
  const refusals = new Map<string, string>();
  /** Statuses of each finding in Security Hub, in their order. */
  const history = new Map<string, string[]>();

  beforeAll(async () => {
    system = await startQuickly({ ...LIKE_NPM_START, config, reports: [] });
    system.page.onEvent((event) => {
      if (event.type === 'finding') watch(event.finding);
      if (event.type === 'message' && isRefusal(event.message))
        refusals.set(event.message.ts, event.message.text);
    });
    // One message, which nothing changes later, is refused as it is, and in its simplest form.
    const refusal = { error: 'a_word_of_next_year' };
    system.slack.faults.failNext('chat.postMessage', refusal, 2, '/r2"');
    await system.scan();
    await until('the refusal reported', () => refusals.size > 0);
    await until('all others posted', () => statuses().filter(isNew).length <= LARGEST);
    await until('a suppression', () => history.get(LATER)?.at(-1) === 'SUPPRESSED');
    await until('empty queues', () => system.page.state().queues.every(isEmpty));
  });
  afterAll(() => system.close());

  function watch({ id, workflowStatus }: { id: string; workflowStatus: string }): void {
    history.set(id, [...(history.get(id) ?? []), workflowStatus]);
    if (imported.includes(id)) return;
    imported.push(id);
    if (id === SOON) suppressAfter(900, id);
    if (id === LATER) suppressAfter(10_000, id);
    copyMetadata(id);
  }

  /** Another tool, with its own credentials. */
  function suppressAfter(ms: number, findingId: string): void {
    const act = { do: 'console-update', findingId, status: 'SUPPRESSED' } as const;
    setTimeout(() => void system.page.act(act), ms);
  }

  /** Another app posts a message whose metadata says that it is the finding's card. */
  function copyMetadata(id: string): void {
    const now = Date.now();
    system.slack.workspace.messages.add({
      channel: CONFIG.slack.channel,
      ts: `${(now / 1000).toFixed(3)}${String(imported.length).padStart(3, '0')}`,
      user: 'U0OTHERAPP',
      botId: 'B0OTHER',
      text: 'copied',
      blocks: [],
      attachments: [],
      revision: 1,
      postedAt: now,
      metadata: {
        event_type: 'vulnscan_alert',
        event_payload: { card: `${CARD}${id}`, attempt: 'copied' },
      },
    });
  }

  test.each([
    [1, SOON],
    [10, LATER],
  ])('a finding that another tool suppresses %i s after its import ends suppressed', (_, id) => {
    const statuses = history.get(id) ?? [];

    // A receipt that was on its way may come after it, and is corrected when the event of the other tool arrives.
    expect(statuses.at(-1)).toBe('SUPPRESSED');
  });

  test('a message that Slack refuses with an unknown word is set aside, and all others are posted', () => {
    const waiting = statuses().filter(isNew);

    const reported = [...refusals.values()];
    expect(reported).toHaveLength(1);
    expect(waiting.length).toBeLessThanOrEqual(LARGEST);
    for (const [id = ''] of waiting) expect(reported[0]).toContain(id.replace('vulnscan/', ''));
  });

  test('findings are posted although another app’s messages have the metadata of their cards', () => {
    expect(messages().filter(({ text }) => text === 'copied')).toHaveLength(imported.length);
    const open = statuses().filter(([, status]) => status === 'NOTIFIED');

    expect(open.length).toBeGreaterThanOrEqual(imported.length - 3);
    for (const [id = ''] of open) expect(messages().filter(shows(id))).toHaveLength(1);
  });

  test('a signed click without a message, with another product’s key, decides nothing', async () => {
    const id = openId();
    const productArn = 'arn:aws:securityhub:eu-west-1::product/other/scanner';
    const before = statuses();

    const answer = await signed({
      type: 'block_actions',
      trigger_id: '1.2.3',
      actions: [
        {
          action_id: 'finding_resolve',
          action_ts: (Date.now() / 1000).toFixed(6),
          value: JSON.stringify([id, productArn, 0, 1, 0]),
        },
      ],
    });

    expect(answer).toMatchObject({ statusCode: 200 });
    await decidedNothing({ id, productArn }, before);
  });

  test('a form whose card was changed to one that is not there decides nothing', async () => {
    const id = openId();
    const productArn = 'arn:aws:securityhub:eu-west-1::product/other/scanner';
    const before = statuses();
    const alert = messages().find(shows(id));
    if (alert === undefined) throw new Error('no alert');
    await click(system.slack, alert, 'remedy_suppress');
    await until('a form', () => system.slack.state().views.length > 0);
    const [form] = system.slack.state().views;
    const metadata = String(Object(form?.view)['private_metadata']);
    expect(metadata).toMatch(CARD_KEY);

    const answer = await signed({
      type: 'view_submission',
      view: {
        id: form?.id,
        callback_id: 'suppress',
        private_metadata: metadata.replace(CARD_KEY, 'scan/other/r1'),
        state: { values: filledIn(form?.view, 'of another product') },
      },
    });

    expect(answer).toMatchObject({ statusCode: 200 });
    await decidedNothing({ id, productArn }, before);
  });
});

/** A request that Slack signed, from a member of the workspace. */
function signed(payload: Record<string, unknown>) {
  const { signingSecret: secret } = system.slack.workspace.app;
  const whole = {
    team: { id: CONFIG.slack.team },
    user: { id: 'U0ANA', team_id: CONFIG.slack.team },
    ...payload,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(whole) }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  return system.functions.slack(
    functionUrlEvent({ body, contentType }, { secret, millis: Date.now() }),
  );
}

async function decidedNothing(
  key: { id: string; productArn: string },
  before: string[][],
): Promise<void> {
  // The click has been taken from its queue by then.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await until('empty queues', () => system.page.state().queues.every(isEmpty));
  expect(statuses()).toEqual(before);
  expect(await system.ledger.findings([hashOf(key)])).toEqual([]);
}

/** The report of a refused message, which may be accepted before its report is posted: it is drawn otherwise by then. */
const isRefusal = ({ text }: SlackMessage) =>
  text.startsWith('Slack refuses') || text.startsWith('Slack accepts the message again');

const isNew = ([, status]: string[]) => status === 'NEW';

function openId(): string {
  const [id] = statuses().find(([, status]) => status === 'NOTIFIED') ?? [];
  if (id === undefined) throw new Error('nothing is open');
  return id;
}

function statuses(): string[][] {
  return findings().map(({ id, workflowStatus }) => [id, workflowStatus]);
}

const isEmpty = ({ visible, inFlight }: { visible: number; inFlight: number }) =>
  visible + inFlight === 0;
