import type { Finding } from '../../src/domain/finding';
import type { Message } from '../../src/domain/message';
import { createProcessCache } from '../../src/usecases/process-cache';
import { raiseAlerts } from '../../src/usecases/raise-alerts';
import { type SyncDeps, type SyncJob, syncMessage } from '../../src/usecases/sync-message';
import { aFinding, NOW, world } from './kit';

const DECIDED = NOW.getTime() / 1000 + 60;
const NOTE = { text: 'Resolved by Ana.', updatedBy: `vulnscan/U1/${DECIDED}/resolve` };

const sync = async (deps: SyncDeps, job: SyncJob) => (await syncMessage(deps, [job]))[0];

/** A finding on the screen, in the state given. */
async function posted(changes: Partial<Finding> = {}) {
  const all = world([aFinding()]);
  const fromEvent = aFinding();
  const key = { id: fromEvent.id, productArn: fromEvent.productArn };
  await raiseAlerts(all.deps, [
    {
      key,
      eventFinding: fromEvent,
      eventTime: NOW.toISOString(),
      firstReceivedAt: NOW.toISOString(),
    },
  ]);
  const finding: Finding = { ...fromEvent, ...all.hub.finding(fromEvent.id), ...changes };
  all.hub.set(finding);
  all.clock.at += 120_000;
  all.updates.length = 0;
  all.calls.length = 0;
  const ref = all.shown[0]?.ref;
  if (ref === undefined) throw new Error('nothing was posted');
  const job = (seen: Partial<Finding> = {}): SyncJob => {
    const { workflowStatus, recordState, note, placement } = { ...finding, ...seen };
    return {
      type: 'sync',
      key,
      ref,
      eventTime: new Date(all.clock.at).toISOString(),
      seen: { workflowStatus, recordState, ...(note && { note }), ...(placement && { placement }) },
      origin: { requestId: 'event-1' },
    };
  };
  const state = () => [...(all.shown[0]?.entries.values() ?? [])][0];
  return { ...all, ref, finding, job, state };
}

test('a change from anywhere is drawn into the message, and nothing is written', async () => {
  const { deps, job, state, updates } = await posted({ workflowStatus: 'SUPPRESSED' });

  expect(await sync(deps, job())).toEqual({ kind: 'done' });

  expect(state()?.state).toBe('decided');
  expect(updates).toEqual([]);
});

test('an event newer than the read is used', async () => {
  const { deps, job, state } = await posted();

  await sync(deps, job({ workflowStatus: 'RESOLVED', note: NOTE }));

  expect(state()).toMatchObject({ state: 'decided', decision: NOTE.updatedBy });
});

test('an old event does not redraw the message to an older state', async () => {
  const { deps, job, state, finding } = await posted({ workflowStatus: 'RESOLVED', note: NOTE });
  await sync(deps, job());
  const { note: _, ...before } = finding;

  await sync(deps, { ...job(), seen: { ...before, workflowStatus: 'NOTIFIED' } });

  expect(state()?.state).toBe('decided');
});

test('a shown decision that is not applied yet stays in the message', async () => {
  const { deps, job, state, finding, shown, calls } = await posted();
  const decided = { ...finding, workflowStatus: 'RESOLVED' as const, note: NOTE };
  const ref = shown[0]?.ref;
  if (ref === undefined) throw new Error('no message');
  await deps.channel.rewrite(ref, {
    kind: 'alert',
    entry: { finding: decided, generation: 0, reason: 'new' },
  });
  calls.length = 0;

  await sync(deps, job());

  expect(state()?.state).toBe('decided');
  expect(calls).not.toContain('redraw');
});

test('when it is unclear which is newer, it waits, and finally uses the read', async () => {
  const { deps, job, state, clock } = await posted({ workflowStatus: 'SUPPRESSED' });
  const unclear = job({ workflowStatus: 'NOTIFIED' });

  expect(await sync(deps, unclear)).toEqual({ kind: 'retry' });
  clock.at += 301_000;
  expect(await sync(deps, unclear)).toEqual({ kind: 'done' });

  expect(state()?.state).toBe('decided');
});

test('a finding that cannot be read yet is waited for, and dropped when it is gone', async () => {
  const { deps, hub, job, clock, finding } = await posted();
  const early = job();
  hub.remove(finding.id);

  expect(await sync(deps, early)).toEqual({ kind: 'retry' });
  clock.at += 301_000;
  expect(await sync(deps, early)).toEqual({ kind: 'done' });
});

test.each<[string, Partial<Finding>]>([
  ['NEW again: its next message is still to come', { workflowStatus: 'NEW' }],
  [
    'shown elsewhere by now',
    {
      workflowStatus: 'RESOLVED',
      placement: { channel: 'C0', ts: '1999999999.000100', generation: 1 },
    },
  ],
])('the message of a finding that is %s is unchanged and not read', async (_why, changes) => {
  const { deps, job, calls } = await posted(changes);

  expect(await sync(deps, job())).toEqual({ kind: 'done' });

  expect(calls).toEqual(['get']);
});

test('a deleted message is neither redrawn nor posted again', async () => {
  const { deps, job, calls } = await posted({ workflowStatus: 'RESOLVED' });
  const look = async () => undefined;

  expect(await sync({ ...deps, channel: { ...deps.channel, look } }, job())).toEqual({
    kind: 'done',
  });

  expect(calls).toEqual(['get']);
});

test('without jobs nothing is read', async () => {
  const { deps, calls } = await posted();

  expect(await syncMessage(deps, [])).toEqual([]);

  expect(calls).toEqual([]);
});

test('a finding of another product with the same id is not used', async () => {
  const { deps, job, state, finding } = await posted();
  const other = { ...finding, productArn: 'arn:other', workflowStatus: 'RESOLVED' as const };
  const get = async () => [{ ...other, id: 'another' }, other, finding];

  const outcome = await sync({ ...deps, store: { ...deps.store, get } }, job());

  expect(outcome).toEqual({ kind: 'done' });
  expect(state()?.state).toBe('open');
});

test('a decision from before the message was noted is drawn into it', async () => {
  const { deps, hub, job, state, finding } = await posted();
  const { placement: _, ...unplaced } = finding;
  hub.set({ ...unplaced, workflowStatus: 'RESOLVED' });

  await sync(deps, { ...job(), seen: { workflowStatus: 'RESOLVED', recordState: 'ACTIVE' } });

  expect(state()?.state).toBe('decided');
});

test('a message that is too young to be read is read again later', async () => {
  const { deps, job, clock, ref } = await posted({ workflowStatus: 'RESOLVED' });
  const gone = { ...deps, channel: { ...deps.channel, look: async () => undefined } };

  clock.at = Number(ref.ts) * 1000 + 59_999;
  expect(await sync(gone, job())).toEqual({ kind: 'retry' });
  clock.at = Number(ref.ts) * 1000 + 60_001;
  expect(await sync(gone, job())).toEqual({ kind: 'done' });
});

test.each([
  ['at five minutes it waits', 300_000, 'retry'],
  ['then it is let go', 300_001, 'done'],
])(
  'a job of a finding that cannot be read is given up after five minutes: %s',
  async (_what, age, kind) => {
    const { deps, hub, job, clock, finding } = await posted();
    const early = job();
    hub.remove(finding.id);
    clock.at += age;

    expect(await sync(deps, early)).toEqual({ kind });
  },
);

describe('NOTIFIED applied over a decision', () => {
  test('by our own notifier is repaired, once, and the message shows the decision', async () => {
    const { deps, hub, job, state, updates, finding } = await posted({ note: NOTE });

    await sync(deps, job());
    expect(updates.map(({ change }) => change)).toEqual([
      { workflowStatus: 'RESOLVED', note: NOTE },
    ]);
    hub.set(finding);
    await sync(deps, job());

    expect(updates).toHaveLength(1);
    expect(state()?.state).toBe('decided');
  });

  test('a second time, by a late copy of the update, is repaired a second time', async () => {
    const { deps, hub, job, updates, finding, clock } = await posted({ note: NOTE });
    await sync(deps, job());
    hub.set(finding);
    clock.at += 90_000;

    await sync(deps, job());

    expect(updates).toHaveLength(2);
  });

  test('is repaired even if a person deleted the message', async () => {
    const { deps, job, updates } = await posted({ note: NOTE });
    const look = async () => undefined;

    await sync({ ...deps, channel: { ...deps.channel, look } }, job());

    expect(updates).toHaveLength(1);
  });

  test('by anybody else is kept, when the history has had its time', async () => {
    const { deps, job, updates, clock, state } = await posted({ note: NOTE });
    const foreign = {
      ...deps,
      store: { ...deps.store, lastWriter: async () => 'arn:aws:iam::1:user/ana' },
    };
    const early = job();

    expect(await sync(foreign, early)).toEqual({ kind: 'retry' });
    clock.at += 301_000;
    await sync(foreign, early);

    expect(updates).toEqual([]);
    expect(state()?.state).toBe('open');
  });

  test('is not repaired when the decision belongs to an earlier appearance', async () => {
    const old = { ...NOTE, updatedBy: `vulnscan/U1/${DECIDED - 86_400}/resolve` };
    const { deps, job, updates } = await posted({ note: old });

    await sync(deps, job());

    expect(updates).toEqual([]);
  });

  test('is not repaired by an earlier event, but by its own', async () => {
    const { deps, job, updates } = await posted({ note: NOTE });

    const outcome = await sync(
      { ...deps, memory: createProcessCache() },
      job({ workflowStatus: 'RESOLVED' }),
    );

    expect(outcome).toEqual({ kind: 'done' });
    expect(updates).toEqual([]);
  });

  test.each([
    ['suppress', 'SUPPRESSED'],
    ['fixed', 'RESOLVED'],
  ])('is repaired for a %s as well', async (action, status) => {
    const note = { ...NOTE, updatedBy: `vulnscan/U1/${DECIDED}/${action}` };
    const { deps, job, updates } = await posted({ note });

    await sync(deps, job());

    expect(updates.map(({ change }) => change.workflowStatus)).toEqual([status]);
  });

  test.each(['reopen', 'back'])('is not repaired if the note says %s', async (action) => {
    const note = { ...NOTE, updatedBy: `vulnscan/U1/${DECIDED}/${action}` };
    const { deps, job, updates } = await posted({ note });

    expect(await sync(deps, job())).toEqual({ kind: 'done' });

    expect(updates).toEqual([]);
  });

  test.each([
    ['in a later message', { channel: 'C0', ts: String(DECIDED + 600), generation: 1 }],
    ['in another channel', { channel: 'C1', ts: '1700000000.000100', generation: 1 }],
  ])('is not repaired if the finding is shown %s by now', async (_where, placement) => {
    const { deps, job, updates, calls } = await posted({ note: NOTE, placement });

    expect(await sync(deps, job())).toEqual({ kind: 'done' });

    expect([updates, calls]).toEqual([[], ['get']]);
  });

  test('by somebody else is drawn as it is', async () => {
    const { deps, job, clock, finding } = await posted({ note: NOTE });
    const drawn: Message[] = [];
    const rewrite: typeof deps.channel.rewrite = async (_ref, message) => void drawn.push(message);
    const early = job();
    clock.at += 301_000;

    await sync(
      {
        ...deps,
        store: { ...deps.store, lastWriter: async () => 'arn:aws:iam::1:user/ana' },
        channel: { ...deps.channel, rewrite },
      },
      early,
    );

    expect(drawn).toEqual([{ kind: 'alert', entry: { finding, generation: 0, reason: 'new' } }]);
  });
});
