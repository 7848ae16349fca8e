import { Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import type { MessageRef } from '../../src/domain/message';
import type { Channel } from '../../src/ports/channel';
import { type RaiseRecord, raiseAlerts } from '../../src/usecases/raise-alerts';
import { aFinding, findings, NOW, world } from './kit';

const HOUR = 3_600_000;
const earlier = (ms: number) => new Date(NOW.getTime() - ms).toISOString();
const keyOf = ({ id, productArn }: Finding) => ({ id, productArn });

function event(eventFinding: Finding, changes: Partial<RaiseRecord> = {}): RaiseRecord {
  const at = NOW.toISOString();
  return { key: keyOf(eventFinding), eventFinding, eventTime: at, firstReceivedAt: at, ...changes };
}

/** A record of the sweep, which has no copy of the finding. */
function swept(finding: Finding, at = NOW.toISOString()): RaiseRecord {
  return { key: keyOf(finding), eventTime: at, sweptAt: at, firstReceivedAt: at };
}

/** A message that shows the finding, as if another process had posted it. */
function showOpen({ show }: ReturnType<typeof world>, finding: Finding): MessageRef {
  const ref = { channel: 'C0', ts: `${NOW.getTime() / 1000 - 60}.000100` };
  show(ref, { kind: 'alert', entry: { finding, generation: 0, reason: 'new' } });
  return ref;
}

describe('several events of one finding', () => {
  const old = event(aFinding({ title: 'old' }), { eventTime: earlier(HOUR) });
  const young = event(aFinding({ title: 'young' }));
  const twin = event(aFinding({ title: 'twin' }));
  const sweep = swept(aFinding());

  test.each<[string, RaiseRecord[], string]>([
    ['the latest counts, in order', [old, young], 'young'],
    ['the latest counts, out of order', [young, old], 'young'],
    ['of the same second the one delivered last counts', [young, twin], 'twin'],
    ['an event counts more than a later sweep', [old, sweep], 'old'],
    ['an event counts more than an earlier sweep', [swept(aFinding(), earlier(HOUR)), old], 'old'],
    ['an event counts more than the sweep before it', [sweep, old], 'old'],
  ])('are one message: %s', async (_which, records, title) => {
    const { deps, shown, clock } = world();
    clock.at += 60_000;

    await raiseAlerts(deps, records);

    expect(shown.map(({ message }) => message)).toMatchObject([
      { kind: 'alert', entry: { finding: { title } } },
    ]);
  });

  test('wait until the last of them is complete', async () => {
    const again = aFinding({ createdAt: earlier(HOUR) });
    const { deps } = world([again]);
    const first = event(again, { firstReceivedAt: earlier(50_000) });

    const outcomes = await raiseAlerts(deps, [first, event(again)]);

    expect(outcomes).toEqual(Array(2).fill({ kind: 'retry', afterMs: 60_000 }));
  });

  test('are searched for from the earliest time the first can have been posted', async () => {
    const { deps } = world([aFinding()]);
    const since: Date[] = [];
    const find: Channel['find'] = async (_identities, from) => {
      since.push(from);
      return new Map();
    };

    await raiseAlerts({ ...deps, channel: { ...deps.channel, find } }, [
      event(aFinding(), { eventTime: earlier(HOUR) }),
      event(aFinding(), { eventTime: earlier(2 * HOUR) }),
      event(aFinding()),
    ]);

    expect(since.map((from) => from.toISOString())).toEqual([earlier(2 * HOUR + 300_000)]);
  });
});

test('a first appearance is posted at once, although other records of the batch have to wait', async () => {
  const again = aFinding({ id: 'again', createdAt: earlier(HOUR) });
  const { deps, shown } = world([aFinding(), again]);

  const outcomes = await raiseAlerts(deps, [event(again), event(aFinding())]);

  expect(outcomes).toEqual([{ kind: 'retry', afterMs: 60_000 }, { kind: 'done' }]);
  expect(shown).toHaveLength(1);
});

test('each finding is marked with the message that shows it', async () => {
  const all = findings(2);
  const { deps, hub, shown, updates } = world(all);

  await raiseAlerts(
    deps,
    all.map((finding) => event(finding)),
  );

  expect(updates.map(({ keys }) => keys.length)).toEqual([1, 1]);
  expect(hub.findings().map(({ placement }) => placement?.ts)).toEqual(
    shown.map(({ ref }) => ref.ts),
  );
});

test.each([
  ['NEW is NOTIFIED now', 'NEW', 'NOTIFIED'],
  ['NOTIFIED, by somebody else, is placed', 'NOTIFIED', undefined],
  ['decided in the console is placed and keeps its status', 'SUPPRESSED', undefined],
] as const)(
  'a finding whose message stands in the channel and that is %s',
  async (_what, status, written) => {
    const finding = aFinding({ workflowStatus: status });
    const all = world([finding]);
    const ref = showOpen(all, aFinding());

    expect(await raiseAlerts(all.deps, [event(finding)])).toEqual([{ kind: 'done' }]);

    expect(all.shown).toHaveLength(1);
    expect(all.updates.map(({ change }) => change)).toEqual([
      { ...(written && { workflowStatus: written }), placement: { ...ref, generation: 0 } },
    ]);
  },
);

test('a finding that has status and place costs no search of the history', async () => {
  const placement = { channel: 'C0', ts: '1764000000.000100', generation: 0 };
  const known = aFinding({ workflowStatus: 'NOTIFIED', placement });
  const { deps, calls } = world([known]);

  expect(await raiseAlerts(deps, [event(known)])).toEqual([{ kind: 'done' }]);

  expect(calls).toEqual(['get']);
});

test('a place that could not be written is written when another process can see the message', async () => {
  const all = world([aFinding({ workflowStatus: 'RESOLVED' })]);
  showOpen(all, aFinding());
  const update = () => Promise.reject(new Unavailable('timeout', 'no answer'));

  const outcomes = await raiseAlerts({ ...all.deps, store: { ...all.deps.store, update } }, [
    event(aFinding({ workflowStatus: 'RESOLVED' })),
  ]);

  expect(outcomes).toEqual([{ kind: 'retry', atLeastMs: 60_000 }]);
});

describe('a finding that is NEW while its message shows a decision', () => {
  function decidedAt(ms: number | undefined) {
    const all = world([aFinding()]);
    const at = (NOW.getTime() - (ms ?? 0)) / 1000;
    const note = { text: 'Resolved by Ana.', updatedBy: `vulnscan/U1/${at}/resolve` };
    const finding = aFinding({ workflowStatus: 'RESOLVED', ...(ms !== undefined && { note }) });
    showOpen(all, finding);
    return all;
  }

  test.each([
    ['unchanged while the decision may still be applied', 599_999, 0],
    ['marked ten minutes after the decision', 600_000, 1],
    ['marked if the time of the decision is unknown', undefined, 1],
  ])('is %s, and is retried', async (_what, ms, placed) => {
    const { deps, updates } = decidedAt(ms);

    expect(await raiseAlerts(deps, [event(aFinding())])).toEqual([
      { kind: 'retry', atLeastMs: 60_000 },
    ]);

    expect(updates).toHaveLength(placed);
  });
});

test.each([
  ['that takes 40 s is carried out whole', 40_000, 'done', 2],
  ['that takes longer gives the rest back, which comes again at once', 40_001, 'retry', 1],
])('a batch %s', async (_what, ms, second, posted) => {
  const all = findings(2);
  const { deps, clock, shown } = world(all);
  const post: Channel['post'] = async (message, options) => {
    clock.at += ms;
    return deps.channel.post(message, options);
  };

  const outcomes = await raiseAlerts(
    { ...deps, channel: { ...deps.channel, post } },
    all.map((finding) => event(finding)),
  );

  const rest = second === 'done' ? { kind: 'done' } : { kind: 'retry', afterMs: 0 };
  expect(outcomes).toEqual([{ kind: 'done' }, rest]);
  expect(shown).toHaveLength(posted);
});
