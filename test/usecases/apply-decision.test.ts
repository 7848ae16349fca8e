import type { Finding } from '../../src/domain/finding';
import type { UpdateOutcome } from '../../src/ports/findings';
import { appearanceIn, applyDecision } from '../../src/usecases/apply-decision';
import { PRODUCT } from '../fakes/security-hub';
import { CLICKED_AT, click, posted } from './clicks';
import { aFinding, findings, NOW, world } from './kit';

const MINUTE = 60_000;
const keyOf = ({ id, productArn }: Finding) => ({ id, productArn });

describe('a click on a finding that Security Hub does not know', () => {
  const unknown = [{ id: 'unknown', productArn: PRODUCT }];

  test.each([
    ['is tried again while click and message are young', 14 * MINUTE, true, 'retry'],
    ['is answered when the click is 15 minutes old', 16 * MINUTE, true, 'done'],
    ['is answered at once without a message', 14 * MINUTE, false, 'done'],
  ])('%s', async (_what, sincePost, withMessage, kind) => {
    const { deps, replies, clock, ref } = await posted();
    clock.at = Number(ref.ts) * 1000 + sincePost;

    const job = click(withMessage ? ref : undefined, { keys: unknown });
    expect(await applyDecision(deps, job, 1)).toEqual({ kind });

    expect(replies.map(({ notice }) => notice.kind)).toEqual(kind === 'done' ? ['not-found'] : []);
  });

  test.each([
    ['is tried again', 15 * MINUTE - 1, 'retry'],
    ['is answered at once', 15 * MINUTE + 1, 'done'],
  ])('%s where its message is about 15 minutes old: %d ms', async (_what, sincePost, kind) => {
    const { deps, clock, ref } = await posted();
    clock.at = Number(ref.ts) * 1000 + sincePost;

    const job = click(ref, { keys: unknown, at: clock.at / 1000 });

    expect(await applyDecision(deps, job, 1)).toEqual({ kind });
  });

  test.each([
    ['is tried again', 15 * MINUTE - 1, 'retry'],
    ['is answered', 15 * MINUTE + 1, 'done'],
  ])(
    '%s where the click itself is about 15 minutes old: %d ms',
    async (_what, sinceClick, kind) => {
      const { deps, clock, ref } = await posted();
      const at = Number(ref.ts) - 60;
      clock.at = at * 1000 + sinceClick;

      expect(await applyDecision(deps, click(ref, { keys: unknown, at }), 1)).toEqual({ kind });
    },
  );

  test('does not read Slack', async () => {
    const { deps, calls, clock, ref } = await posted();
    clock.at += 60 * MINUTE;

    await applyDecision(deps, click(ref, { keys: unknown }), 1);

    expect(calls).toEqual(['get']);
  });
});

test('a click right after the post is carried out as soon as the message can be read', async () => {
  const { deps, updates, clock, ref } = await posted();
  clock.at = NOW.getTime() + 1_000;

  expect(await applyDecision(deps, click(ref), 1)).toEqual({ kind: 'done' });

  expect(updates).toHaveLength(1);
});

test('a decision without a message on a finding that is not shown yet is written and answered', async () => {
  const { deps, hub, calls, replies } = world(findings(2));

  const keys = findings(2).map(keyOf);
  expect(await applyDecision(deps, click(undefined, { keys }), 1)).toEqual({ kind: 'done' });

  expect(hub.findings().map(({ workflowStatus }) => workflowStatus)).toEqual([
    'RESOLVED',
    'RESOLVED',
  ]);
  expect(calls).toEqual(['get', 'update']);
  expect(replies.map(({ notice }) => notice)).toEqual([
    { kind: 'decided', decision: 'resolve', count: 2 },
  ]);
});

test('the reply to a decision without a message counts what was written, and is left out if nothing was', async () => {
  const [open, decided] = [
    aFinding({ id: 'a' }),
    aFinding({ id: 'b', workflowStatus: 'RESOLVED' }),
  ];
  const { deps, replies } = world([open, decided]);

  await applyDecision(deps, click(undefined, { keys: [keyOf(open), keyOf(decided)] }), 1);
  await applyDecision(deps, click(undefined, { keys: [keyOf(decided)], user: 'U2' }), 1);

  expect(replies.map(({ notice }) => notice)).toMatchObject([
    { kind: 'already-decided' },
    { kind: 'decided', count: 1 },
    { kind: 'already-decided' },
  ]);
});

test('a decision without a message is written although the finding got a message meanwhile', async () => {
  const { deps, updates } = await posted();

  await applyDecision(deps, click(undefined), 1);

  expect(updates).toHaveLength(1);
});

test('a decision is logged: what, by whom, and on how many findings', async () => {
  const { deps, facts, ref } = await posted();

  await applyDecision(deps, click(ref), 1);

  expect(facts).toEqual([{ message: 'decided', decision: 'resolve', by: 'U1', findings: 1 }]);
});

test('a second decision does not redraw the message', async () => {
  const { deps, calls, ref } = await posted();
  await applyDecision(deps, click(ref), 1);
  calls.length = 0;

  await applyDecision(deps, click(ref, { user: 'U2', at: CLICKED_AT + 1 }), 1);

  expect(calls).not.toContain('redraw');
});

test('a decision that is accepted but not applied is waited for, however long it takes', async () => {
  const { deps, hub, updates, ref } = await posted();
  const stale = hub.finding(aFinding().id);
  await applyDecision(deps, click(ref), 1);
  if (stale) hub.set(stale);
  const reopen = click(ref, { user: 'U2', at: CLICKED_AT + 5, decision: { kind: 'reopen' } });

  expect(await applyDecision(deps, reopen, 50)).toEqual({ kind: 'retry' });

  expect(updates).toHaveLength(1);
});

describe('a decision is accepted from', () => {
  /** The finding as Security Hub has it, and a click on the message that shows this generation of it. */
  async function clicked(
    changes: Partial<Finding>,
    message = { channel: 'C0', ts: '1764000000.000100' },
    generation = 0,
  ) {
    const finding = aFinding({ workflowStatus: 'NOTIFIED', ...changes });
    const { deps, show, updates, clock } = world([finding]);
    show(message, { kind: 'alert', entry: { finding, generation, reason: 'new' } });
    clock.at += 2 * MINUTE;
    await applyDecision(deps, click(message), 1);
    return updates.length === 1;
  }
  const placement = { channel: 'C0', ts: '1764000000.000100', generation: 0 };
  const later = { channel: 'C0', ts: '1764003600.000100' };

  test('the message that shows the finding now', async () => {
    expect(await clicked({ placement })).toBe(true);
  });

  test('a message that Security Hub does not know yet', async () => {
    expect(await clicked({})).toBe(true);
    expect(await clicked({ workflowStatus: 'NEW' })).toBe(true);
  });

  test('a later message than Security Hub knows, even while the finding reads as NEW', async () => {
    expect(await clicked({ placement }, later, 1)).toBe(true);
    expect(await clicked({ placement, workflowStatus: 'NEW' }, later, 1)).toBe(true);
  });

  test('no message of an earlier appearance, and none in a former channel', async () => {
    expect(await clicked({ placement: { ...placement, ...later } })).toBe(false);
    expect(await clicked({ placement, workflowStatus: 'NEW' })).toBe(false);
    expect(await clicked({ placement: { ...placement, channel: 'C1' } })).toBe(false);
  });
});

test.each([
  ['the first appearance, if none is stored', undefined, '5.5', 0],
  ['the stored one', 3, '5.5', 3],
  ['the one after the stored one, if the message is later', 3, '5.6', 4],
  ['the stored one, if the message is earlier', 3, '5.4', 3],
  ['the stored one, without a message', 3, undefined, 3],
])('a message shows %s', (_which, generation, ts, shows) => {
  const placed = generation !== undefined && {
    placement: { channel: 'C0', ts: '5.5', generation },
  };
  const finding = aFinding({ ...placed });

  expect(appearanceIn(finding, ts === undefined ? undefined : { channel: 'C0', ts })).toEqual({
    ...keyOf(finding),
    generation: shows,
  });
});

describe('several findings at once', () => {
  /** Ten findings' worth of trouble in two: Security Hub refuses these of one page's keys. */
  async function refusing(refused: UpdateOutcome['refused']) {
    const all = await posted(findings(2, { scan: { id: 'scan-1', newFindings: 12 } }));
    const update: typeof all.deps.store.update = async (keys) => ({ updated: keys, refused });
    const drawn: string[] = [];
    const deps = {
      ...all.deps,
      store: { ...all.deps.store, update },
      channel: {
        ...all.deps.channel,
        rewriteEntries: async (_ref: unknown, entries: { finding: Finding }[]) =>
          void drawn.push(...entries.map(({ finding }) => finding.id)),
      },
    };
    return { ...all, deps, drawn, job: click(all.ref, { keys: findings(2).map(keyOf) }) };
  }
  const [first, second] = findings(2).map((finding) => ({
    ...keyOf(finding),
    code: 'Code',
    message: 'no',
    retryable: false,
  }));
  if (first === undefined || second === undefined) throw new Error('no findings');

  test('one that is refused for now is retried without a reply, and only the others are redrawn', async () => {
    const { deps, replies, job, drawn } = await refusing([{ ...first, retryable: true }]);

    expect(await applyDecision(deps, job, 1)).toEqual({ kind: 'retry' });

    expect(replies).toEqual([]);
    expect(drawn).toEqual([second.id]);
  });

  test('a final refusal is reported and ends the job', async () => {
    const { deps, replies, job, drawn } = await refusing([second]);

    expect(await applyDecision(deps, job, 1)).toEqual({ kind: 'done' });

    expect(replies.map(({ notice }) => notice)).toMatchObject([
      { kind: 'failed', what: 'resolve', reason: expect.stringContaining('Code: no') },
    ]);
    expect(drawn).toEqual([first.id]);
  });

  test('a refusal of another product’s finding with the same id does not affect these', async () => {
    const { deps, job, drawn } = await refusing([{ ...first, productArn: 'arn:other' }]);

    await applyDecision(deps, job, 1);

    expect(drawn).toEqual([first.id, second.id]);
  });

  test('one that has to wait does not delay the other', async () => {
    const { deps, hub, updates, ref } = await posted(
      findings(2, { scan: { id: 'scan-1', newFindings: 12 } }),
    );
    const stale = hub.finding(first.id);
    const other = hub.finding(second.id);
    await applyDecision(deps, click(ref, { keys: [keyOf(aFinding(first))] }), 1);
    if (stale) hub.set(stale);
    if (other) hub.set({ ...other, workflowStatus: 'SUPPRESSED' });
    const keys = findings(2).map(keyOf);
    const reopen = click(ref, { keys, at: CLICKED_AT + 5, decision: { kind: 'reopen' } });

    expect(await applyDecision(deps, reopen, 1)).toEqual({ kind: 'retry' });

    expect(updates.at(-1)?.keys.map(({ id }) => id)).toEqual([second.id]);
  });
});
