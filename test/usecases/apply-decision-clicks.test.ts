import { Refused, Unavailable } from '../../src/domain/errors';
import { applyDecision } from '../../src/usecases/apply-decision';
import { aMember, TEAM } from '../fakes/people';
import { CLICKED_AT, click, posted } from './clicks';
import { aFinding, NOW } from './kit';

test('a click is written with status and note, and the message shows it', async () => {
  const { deps, hub, shown, ref } = await posted();

  await applyDecision(deps, click(ref), 1);

  expect(hub.finding(aFinding().id)).toMatchObject({
    workflowStatus: 'RESOLVED',
    note: {
      text: 'Resolved by Name of U1.',
      updatedBy: `vulnscan/U1/${CLICKED_AT.toFixed(6)}/resolve`,
    },
  });
  expect([...(shown[0]?.entries.values() ?? [])][0]?.state).toBe('decided');
});

test('the same click delivered again changes nothing', async () => {
  const { deps, updates, calls, replies, ref } = await posted();
  await applyDecision(deps, click(ref), 1);
  calls.length = 0;

  await applyDecision(deps, click(ref), 2);

  expect(updates).toHaveLength(1);
  expect(calls).not.toContain('redraw');
  expect(replies).toEqual([]);
});

test('if the message was not redrawn, the next delivery of the click redraws it', async () => {
  const { deps, updates, shown, ref } = await posted();
  const rewrite = async () => {
    throw new Unavailable('slack', 'no answer');
  };
  const broken = { ...deps, channel: { ...deps.channel, rewrite } };
  await expect(applyDecision(broken, click(ref), 1)).rejects.toThrow('no answer');

  await applyDecision(deps, click(ref), 2);

  expect(updates).toHaveLength(1);
  expect([...(shown[0]?.entries.values() ?? [])][0]?.state).toBe('decided');
});

test('the second person gets a reply with who was first, and when', async () => {
  const { deps, updates, replies, ref } = await posted();
  await applyDecision(deps, click(ref), 1);

  await applyDecision(deps, click(ref, { user: 'U2', at: CLICKED_AT + 1 }), 1);

  expect(updates).toHaveLength(1);
  expect(replies).toEqual([
    {
      to: { userId: 'U2', responseUrl: 'https://hooks.slack.com/x' },
      notice: {
        kind: 'already-decided',
        title: 'CVE-2026-1',
        by: 'U1',
        at: new Date(CLICKED_AT * 1000).toISOString(),
        status: 'RESOLVED',
      },
    },
  ]);
});

test('two people in the same millisecond give one decision and one reply', async () => {
  const { deps, updates, replies, ref } = await posted();

  await applyDecision(deps, click(ref), 1);
  await applyDecision(deps, click(ref, { user: 'U2' }), 1);

  expect(updates).toHaveLength(1);
  expect(replies.map(({ to }) => to.userId)).toEqual(['U2']);
});

test('a decision that the message shows is respected, although Security Hub does not show it yet', async () => {
  const { deps, hub, updates, replies, ref } = await posted();
  const stale = hub.finding(aFinding().id);
  await applyDecision(deps, click(ref), 1);
  if (stale) hub.set(stale);

  await applyDecision(deps, click(ref, { user: 'U2', at: CLICKED_AT + 1 }), 1);

  expect(updates).toHaveLength(1);
  expect(replies[0]?.notice).toMatchObject({ kind: 'already-decided', by: 'U1' });
});

test('a reopen waits until the decision it reverts is applied', async () => {
  const { deps, hub, updates, ref } = await posted();
  const stale = hub.finding(aFinding().id);
  await applyDecision(deps, click(ref), 1);
  const applied = hub.finding(aFinding().id);
  if (stale) hub.set(stale);
  const reopen = click(ref, { user: 'U2', at: CLICKED_AT + 5, decision: { kind: 'reopen' } });

  expect(await applyDecision(deps, reopen, 1)).toEqual({ kind: 'retry' });
  expect(updates).toHaveLength(1);

  if (applied) hub.set(applied);
  expect(await applyDecision(deps, reopen, 2)).toEqual({ kind: 'done' });
  expect(hub.finding(aFinding().id)?.workflowStatus).toBe('NOTIFIED');
});

test('a reopen waits for a repair that may be on its way, but not for ever', async () => {
  const { deps, hub, updates, ref } = await posted();
  await applyDecision(deps, click(ref), 1);
  const decided = hub.finding(aFinding().id);
  if (decided) hub.set({ ...decided, workflowStatus: 'NOTIFIED' });
  const reopen = click(ref, { user: 'U2', at: CLICKED_AT + 5, decision: { kind: 'reopen' } });

  expect(await applyDecision(deps, reopen, 8)).toEqual({ kind: 'retry' });
  expect(updates).toHaveLength(1);

  expect(await applyDecision(deps, reopen, 9)).toEqual({ kind: 'done' });
  expect(updates).toHaveLength(2);
});

test.each([
  ['of ours', { text: 'x', updatedBy: `vulnscan/U9/${CLICKED_AT + 60}/reopen` }],
  [
    'of somebody else',
    {
      text: 'x',
      updatedBy: 'console',
      updatedAt: new Date((CLICKED_AT + 60) * 1000).toISOString(),
    },
  ],
])('a click older than the current note %s is ignored', async (_whose, note) => {
  const { deps, hub, updates, replies, ref } = await posted();
  hub.set({ ...aFinding(), ...hub.finding(aFinding().id), note });

  await applyDecision(deps, click(ref), 1);

  expect(updates).toEqual([]);
  expect(replies[0]?.notice.kind).toBe('already-decided');
});

test('a decision from the console is not overwritten, and the message is updated', async () => {
  const { deps, hub, shown, updates, replies, ref } = await posted();
  hub.set({
    ...aFinding(),
    ...hub.finding(aFinding().id),
    workflowStatus: 'SUPPRESSED',
  });

  await applyDecision(deps, click(ref), 1);

  expect(updates).toEqual([]);
  expect(replies[0]?.notice).toMatchObject({ kind: 'already-decided', status: 'SUPPRESSED' });
  expect([...(shown[0]?.entries.values() ?? [])][0]?.state).toBe('decided');
});

test('a finding that the clicked message does not show is not decided', async () => {
  const other = aFinding({ id: 'vulnscan/CVE-2026-2', vulnerabilityId: 'CVE-2026-2' });
  const { deps, hub, updates, replies, ref } = await posted();
  hub.set(other);

  await applyDecision(
    deps,
    click(ref, { keys: [{ id: other.id, productArn: other.productArn }] }),
    1,
  );

  expect(updates).toEqual([]);
  expect(replies[0]?.notice.kind).toBe('not-found');
});

test('the message of an earlier appearance decides nothing about the next one', async () => {
  const { deps, hub, updates, ref } = await posted();
  hub.set({ ...aFinding(), ...hub.finding(aFinding().id), workflowStatus: 'NEW' });

  await applyDecision(deps, click(ref), 1);

  expect(updates).toEqual([]);
});

test('a click on a message that is too young to be read is postponed', async () => {
  const { deps, updates, ref, clock } = await posted();
  clock.at = NOW.getTime() + 1_000;
  const look = async () => undefined;

  const outcome = await applyDecision(
    { ...deps, channel: { ...deps.channel, look } },
    click(ref),
    1,
  );

  expect(outcome).toEqual({ kind: 'retry' });
  expect(updates).toEqual([]);
});

test.each<[string, Parameters<typeof aMember>[1]]>([
  ['a guest', { kind: 'guest' }],
  ['somebody of another workspace', { teamId: 'T0OTHER' }],
  ['an outsider', { kind: 'outsider' }],
  ['a bot', { kind: 'bot' }],
  ['somebody who has left', { kind: 'deactivated' }],
])('%s decides nothing and gets a private reply', async (_who, changes) => {
  const { deps, updates, replies, ref } = await posted();
  const lookUp = async (userId: string) => aMember(userId, changes);

  await applyDecision({ ...deps, people: { ...deps.people, lookUp } }, click(ref), 1);

  expect(updates).toEqual([]);
  expect(replies).toMatchObject([
    { to: { userId: 'U1' }, notice: { kind: 'not-allowed', ask: [] } },
  ]);
});

test('a person of another workspace is refused without a look-up', async () => {
  const { deps, updates, ref } = await posted();
  const job = click(ref);
  job.request.actor.teamId = 'T0OTHER';

  await applyDecision(deps, job, 1);

  expect(updates).toEqual([]);
});

test.each([
  [['U1'], [], true],
  [['U2'], [], false],
  [[], ['S1'], true],
  [[], ['S2'], false],
])('with users %j and groups %j U1 may decide: %s', async (users, usergroups, allowed) => {
  const { deps, updates, ref } = await posted();
  const membersOf = async (group: string) => (group === 'S1' ? ['U1'] : []);
  const narrowed = {
    ...deps,
    people: { ...deps.people, membersOf },
    triage: { team: TEAM, users, usergroups },
  };

  await applyDecision(narrowed, click(ref), 1);

  expect(updates).toHaveLength(allowed ? 1 : 0);
});

test('a person who cannot be looked up may not decide', async () => {
  const { deps, updates, ref } = await posted();
  const lookUp = async () => {
    throw new Unavailable('slack', 'no answer');
  };

  await expect(
    applyDecision({ ...deps, people: { ...deps.people, lookUp } }, click(ref), 1),
  ).rejects.toThrow('no answer');
  expect(updates).toEqual([]);
});

test('a refusal is reported to the person who clicked, with the id that is in the log, and the message is unchanged', async () => {
  const { deps, shown, replies, ref } = await posted();
  const update = async () => {
    throw new Refused('security_hub_denied', 'the role lacks a permission');
  };

  const outcome = await applyDecision({ ...deps, store: { ...deps.store, update } }, click(ref), 1);

  expect(outcome).toEqual({ kind: 'done' });
  expect(replies[0]?.notice).toMatchObject({
    kind: 'failed',
    what: 'resolve',
    reason: 'the role lacks a permission',
    reference: `U1/${CLICKED_AT}`,
  });
  expect([...(shown[0]?.entries.values() ?? [])][0]?.state).toBe('open');
});

test('a finding refused within a successful call is reported as well', async () => {
  const { deps, shown, replies, ref } = await posted();
  const update: typeof deps.store.update = async (keys) => ({
    updated: [],
    refused: keys.map((key) => ({ ...key, code: 'InvalidInput', message: 'no', retryable: false })),
  });

  await applyDecision({ ...deps, store: { ...deps.store, update } }, click(ref), 1);

  expect(replies[0]?.notice.kind).toBe('failed');
  expect([...(shown[0]?.entries.values() ?? [])][0]?.state).toBe('open');
});

test('a slow decision gets one reply that says so, and is still carried out', async () => {
  const { deps, replies, ref } = await posted();
  const get = async () => {
    throw new Unavailable('throttled', 'Security Hub asks for a pause.');
  };
  const slow = { ...deps, store: { ...deps.store, get } };

  for (const receives of [1, 2, 3, 4, 5, 6]) {
    await expect(applyDecision(slow, click(ref), receives)).rejects.toThrow('pause');
  }

  expect(replies).toHaveLength(1);
  expect(replies[0]?.notice).toMatchObject({ kind: 'failed', triedAgain: true });
});

test('a reply that Slack refuses does not undo the decision', async () => {
  const { deps, hub, ref } = await posted();
  const tell = async () => {
    throw new Refused('user', 'gone');
  };
  await applyDecision(deps, click(ref), 1);

  const second = click(ref, { user: 'U2', at: CLICKED_AT + 1 });
  expect(await applyDecision({ ...deps, replies: { tell } }, second, 1)).toEqual({ kind: 'done' });
  expect(hub.finding(aFinding().id)?.workflowStatus).toBe('RESOLVED');
});

test('a message that cannot be edited gets one reply; a deleted one gets none', async () => {
  const { deps, threadReplies, ref } = await posted();
  for (const code of ['message_locked', 'message_locked', 'message_gone']) {
    const rewrite = async () => {
      throw new Refused(code, 'no');
    };
    const locked = { ...deps, channel: { ...deps.channel, rewrite } };
    await applyDecision(locked, click(ref), 1);
  }

  expect(threadReplies).toEqual([{ ref, text: 'CVE-2026-1: Resolved by Name of U1.' }]);
});

test('a part of a bulk decision sends no reply about findings that were decided before', async () => {
  const { deps, replies, ref } = await posted();
  await applyDecision(deps, click(ref), 1);

  await applyDecision(deps, click(ref, { user: 'U2', at: CLICKED_AT + 1, quiet: true }), 1);

  expect(replies).toEqual([]);
});
