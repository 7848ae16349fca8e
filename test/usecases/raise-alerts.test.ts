import { Refused, Unavailable } from '../../src/domain/errors';
import type { Finding } from '../../src/domain/finding';
import { createProcessCache } from '../../src/usecases/process-cache';
import { type RaiseRecord, raiseAlerts } from '../../src/usecases/raise-alerts';
import { aFinding, findings, NOW, world } from './kit';

function record(eventFinding: Finding, changes: Partial<RaiseRecord> = {}): RaiseRecord {
  return {
    key: { id: eventFinding.id, productArn: eventFinding.productArn },
    eventFinding,
    eventTime: NOW.toISOString(),
    firstReceivedAt: NOW.toISOString(),
    ...changes,
  };
}

test('a new finding is posted and then marked NOTIFIED with its message, in one update', async () => {
  const { deps, shown, updates } = world([aFinding()]);

  const outcomes = await raiseAlerts(deps, [record(aFinding())]);

  expect(outcomes).toEqual([{ kind: 'done' }]);
  expect(shown).toHaveLength(1);
  expect(updates).toEqual([
    {
      keys: [{ id: aFinding().id, productArn: aFinding().productArn }],
      change: { workflowStatus: 'NOTIFIED', placement: { ...shown[0]?.ref, generation: 0 } },
    },
  ]);
});

test('several events of one finding in a batch are one message, and all are done', async () => {
  const { deps, shown } = world([aFinding()]);

  const outcomes = await raiseAlerts(deps, [record(aFinding()), record(aFinding())]);

  expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect(shown).toHaveLength(1);
});

test.each<[string, Partial<Finding>]>([
  ['decided', { workflowStatus: 'RESOLVED' }],
  ['archived', { recordState: 'ARCHIVED' }],
  ['below the severities that are watched', { severity: 'LOW' }],
])('a finding that is %s by now is not posted', async (_why, changes) => {
  const { deps, shown, updates } = world([aFinding(changes)]);

  await raiseAlerts(deps, [record(aFinding())]);

  expect(shown).toHaveLength(0);
  expect(updates).toHaveLength(0);
});

test('a finding that cannot be read yet is posted from its event', async () => {
  const { deps, shown } = world([]);

  await raiseAlerts(deps, [record(aFinding())]);

  expect(shown).toHaveLength(1);
});

test('a read that is older than the event is not used', async () => {
  const old = aFinding({ workflowStatus: 'RESOLVED', updatedAt: '2026-11-01T00:00:00.000Z' });
  const { deps, shown, clock } = world([old]);
  clock.at += 61_000;

  await raiseAlerts(deps, [record(aFinding())]);

  expect(shown).toHaveLength(1);
});

test('a finding that the history shows is marked and not posted again, by any process', async () => {
  const { deps, hub, shown, updates } = world([aFinding()]);
  await raiseAlerts(deps, [record(aFinding())]);
  hub.set(aFinding());

  const outcomes = await raiseAlerts({ ...deps, memory: createProcessCache() }, [
    record(aFinding()),
  ]);

  expect(outcomes).toEqual([{ kind: 'done' }]);
  expect(shown).toHaveLength(1);
  expect(updates).toHaveLength(2);
});

test('a finding that this process posted and the history does not show yet is not posted again', async () => {
  const { deps, hub, shown } = world([aFinding()]);
  await raiseAlerts(deps, [record(aFinding())]);
  hub.set(aFinding());
  const late = { ...deps.channel, find: async () => new Map() };

  await raiseAlerts({ ...deps, channel: late }, [record(aFinding())]);

  expect(shown).toHaveLength(1);
});

test('when the history cannot be read, nothing is posted and every record is retried', async () => {
  const { deps, shown } = world([aFinding()]);
  const find = async () => {
    throw new Unavailable('slack', 'no answer');
  };

  const raised = raiseAlerts({ ...deps, channel: { ...deps.channel, find } }, [record(aFinding())]);

  await expect(raised).rejects.toThrow('no answer');
  expect(shown).toHaveLength(0);
});

test('a later event of a finding waits until the history would show a post made just before', async () => {
  const again = aFinding({ updatedAt: new Date(NOW.getTime() + 5_000).toISOString() });
  const { deps, shown, clock } = world([again]);

  expect(await raiseAlerts(deps, [record(again)])).toEqual([{ kind: 'retry', afterMs: 60_000 }]);
  expect(shown).toHaveLength(0);

  clock.at += 60_000;
  expect(await raiseAlerts(deps, [record(again)])).toEqual([{ kind: 'done' }]);
  expect(shown).toHaveLength(1);
});

describe('when Slack does not accept a post', () => {
  function failing(error: Error, minimalToo = true) {
    const all = world(findings(3));
    const tries: boolean[] = [];
    const post: typeof all.deps.channel.post = async (message, options) => {
      tries.push(options?.minimal ?? false);
      if (options?.minimal && !minimalToo) return all.deps.channel.post(message, options);
      throw error;
    };
    const deps = { ...all.deps, channel: { ...all.deps.channel, post } };
    return { ...all, deps, tries };
  }
  const records = findings(3).map((finding) => record(finding));

  test("an unknown outcome stops this finding's post, and all after it, for a minute", async () => {
    const { deps, tries } = failing(new Unavailable('slack', 'time-out', { ambiguous: true }));

    const outcomes = await raiseAlerts(deps, records);

    expect(outcomes).toEqual(Array(3).fill({ kind: 'retry', atLeastMs: 60_000 }));
    expect(tries).toEqual([false]);
  });

  test('an unexpected error counts as an unknown outcome', async () => {
    const { deps } = failing(new Error('what is this'));

    expect((await raiseAlerts(deps, records))[0]).toEqual({ kind: 'retry', atLeastMs: 60_000 });
  });

  test('a 429 is waited out for as long as Slack asks', async () => {
    const { deps, tries } = failing(new Unavailable('slack', 'later', { retryAfterMs: 30_000 }));

    const outcomes = await raiseAlerts(deps, records);

    expect(outcomes).toEqual(Array(3).fill({ kind: 'retry', afterMs: 30_000 }));
    expect(tries).toHaveLength(1);
  });

  test('a closed channel or a revoked token raises an alarm, and no record is lost', async () => {
    const { deps, logged } = failing(new Refused('channel', 'is_archived'));

    expect(await raiseAlerts(deps, records)).toEqual(Array(3).fill({ kind: 'retry' }));
    expect(logged).toContain('Slack refuses the channel or the token');
  });

  test('a message that cannot be drawn is posted in its plain form, once', async () => {
    const { deps, tries, shown } = failing(new Refused('rendering', 'invalid_blocks'), false);

    const outcomes = await raiseAlerts(deps, records.slice(0, 1));

    expect(outcomes).toEqual([{ kind: 'done' }]);
    expect(tries).toEqual([false, true]);
    expect(shown[0]?.options).toEqual({ minimal: true });
  });

  test('a message refused even in its plain form is quarantined and does not hold up others', async () => {
    const { deps, tries } = failing(new Refused('rendering', 'invalid_blocks'));

    const outcomes = await raiseAlerts(deps, records);

    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(3).fill('quarantined'));
    expect(tries).toHaveLength(6);
  });
});

describe('when NOTIFIED is refused', () => {
  function refusing(code: string, retryable: boolean, times: number) {
    const all = world([aFinding()]);
    let left = times;
    const update: typeof all.deps.store.update = async (keys, change) => {
      if (left <= 0) return all.deps.store.update(keys, change);
      left -= 1;
      return {
        updated: [],
        refused: keys.map((key) => ({ ...key, code, message: 'no', retryable })),
      };
    };
    return { ...all, deps: { ...all.deps, store: { ...all.deps.store, update } } };
  }

  test('a temporary refusal is retried at once', async () => {
    const { deps, hub } = refusing('ConcurrentUpdateError', true, 2);

    expect(await raiseAlerts(deps, [record(aFinding())])).toEqual([{ kind: 'done' }]);
    expect(hub.finding(aFinding().id)?.workflowStatus).toBe('NOTIFIED');
  });

  test('a lasting one is retried when another process can see the message', async () => {
    const { deps } = refusing('InternalFailure', true, 9);

    const outcomes = await raiseAlerts(deps, [record(aFinding())]);

    expect(outcomes).toEqual([{ kind: 'retry', atLeastMs: 60_000 }]);
  });

  test('a finding that is not indexed yet is waited for', async () => {
    const { deps } = refusing('FindingNotFound', false, 9);

    expect((await raiseAlerts(deps, [record(aFinding())]))[0]?.kind).toBe('retry');
  });

  test('a final refusal is logged and ends the record', async () => {
    const { deps, logged } = refusing('FindingSizeExceeded', false, 9);

    expect(await raiseAlerts(deps, [record(aFinding())])).toEqual([{ kind: 'done' }]);
    expect(logged).toContain('Security Hub refuses NOTIFIED');
  });
});

describe('a scan with many new findings', () => {
  const scan = { id: 'scan-1', newFindings: 12 };

  test('gets one digest with its findings in the thread, ten to a message', async () => {
    const { deps, shown } = world(findings(12, { scan }));

    await raiseAlerts(
      deps,
      findings(12, { scan }).map((finding) => record(finding)),
    );

    expect(shown.map(({ message }) => message.kind)).toEqual(['digest', 'page', 'page']);
    const [digest, ...pages] = shown;
    expect(pages.map(({ options }) => options.threadTs)).toEqual([digest?.ref.ts, digest?.ref.ts]);
    expect(digest?.message).toMatchObject({ digest: { total: 12, bySeverity: { HIGH: 12 } } });
  });

  test('shows CRITICAL ones in the channel as well', async () => {
    const mixed = findings(12, { scan }).map((finding, index) =>
      index < 3 ? { ...finding, severity: 'CRITICAL' as const } : finding,
    );
    const { deps, shown } = world(mixed);

    await raiseAlerts(
      deps,
      mixed.map((finding) => record(finding)),
    );

    const pages = shown.filter(({ message }) => message.kind === 'page');
    expect(pages.map(({ options }) => options.broadcast)).toEqual([true, false]);
  });

  test('has one digest, even when several processes post its pages', async () => {
    const all = findings(12, { scan });
    const { deps, shown } = world(all);
    await raiseAlerts(
      deps,
      all.slice(0, 6).map((finding) => record(finding)),
    );

    const other = { ...deps, memory: createProcessCache() };
    await raiseAlerts(
      other,
      all.slice(6).map((finding) => record(finding)),
    );

    expect(shown.filter(({ message }) => message.kind === 'digest')).toHaveLength(1);
  });

  test('posts its first page only when the history shows the digest', async () => {
    const { deps, shown } = world(findings(12, { scan }));
    const blind = { ...deps.channel, findDigest: async () => undefined };

    const outcomes = await raiseAlerts(
      { ...deps, channel: blind },
      findings(12, { scan }).map((finding) => record(finding)),
    );

    expect(shown.map(({ message }) => message.kind)).toEqual(['digest']);
    expect(outcomes[0]).toEqual({ kind: 'retry', atLeastMs: 60_000 });
  });

  test('is searched for in the thread again when a later scan saw its findings before they were marked', async () => {
    const all = findings(6, { scan: { id: 'scan-1', newFindings: 6 } });
    const { deps, hub, shown, clock } = world(all);
    await raiseAlerts(
      deps,
      all.map((finding) => record(finding)),
    );
    const later = new Date(NOW.getTime() + 3_600_000);
    clock.at = later.getTime() + 61_000;
    const rescanned = {
      ...findings(1)[0],
      ...aFinding(),
      ...all[0],
      scan: { id: 'scan-2', newFindings: 0 },
      updatedAt: later.toISOString(),
    };
    hub.set(rescanned);
    const before = shown.length;

    await raiseAlerts({ ...deps, memory: createProcessCache() }, [record(rescanned)]);

    expect(shown).toHaveLength(before);
  });
});

describe('a finding that was decided before it was marked', () => {
  const note = (at: Date) => ({
    text: 'Resolved by Ana.',
    updatedBy: `vulnscan/U1/${at.getTime() / 1000}/resolve`,
  });

  async function decidedOnScreen(at: Date) {
    const all = world([aFinding()]);
    const lost = {
      ...all.deps.store,
      update: async () => {
        throw new Unavailable('hub', 'no answer');
      },
    };
    await raiseAlerts({ ...all.deps, store: lost }, [record(aFinding())]);
    const decided = aFinding({ workflowStatus: 'RESOLVED', note: note(at) });
    const ref = all.shown[0]?.ref;
    if (ref === undefined) throw new Error('nothing was posted');
    const entry = { finding: decided, generation: 0, reason: 'new' as const };
    await all.deps.channel.rewrite(ref, { kind: 'alert', entry });
    return { ...all, decided };
  }

  test('is left alone while the decision is being applied', async () => {
    const { deps, updates } = await decidedOnScreen(NOW);

    const outcomes = await raiseAlerts(deps, [record(aFinding())]);

    expect(outcomes).toEqual([{ kind: 'retry', atLeastMs: 60_000 }]);
    expect(updates).toEqual([]);
  });

  test('is marked with its message and keeps its status once the decision is applied', async () => {
    const { deps, hub, updates, decided } = await decidedOnScreen(NOW);
    hub.set(decided);

    expect(await raiseAlerts(deps, [record(aFinding())])).toEqual([{ kind: 'done' }]);
    expect(updates[0]?.change.workflowStatus).toBeUndefined();
    expect(hub.finding(decided.id)?.workflowStatus).toBe('RESOLVED');
  });

  test('and is NEW long after is marked, so that its next appearance is posted', async () => {
    const { deps, hub, shown, clock } = await decidedOnScreen(NOW);
    clock.at += 3_600_000;

    await raiseAlerts(deps, [record(aFinding())]);
    expect(hub.finding(aFinding().id)?.placement?.generation).toBe(0);
    const placed = hub.finding(aFinding().id) ?? aFinding();
    await raiseAlerts(deps, [record(placed)]);

    expect(shown).toHaveLength(2);
    expect(hub.finding(aFinding().id)?.placement?.generation).toBe(1);
  });
});

test('a finding that came back after it was shown is posted once more, as its next appearance', async () => {
  const placement = { channel: 'C0', ts: '1700000000.000100', generation: 0 };
  const back = aFinding({ placement });
  const { deps, shown, updates, clock } = world([back]);
  clock.at += 61_000;

  await raiseAlerts(deps, [record(back)]);

  expect(shown).toHaveLength(1);
  expect(updates[0]?.change.placement?.generation).toBe(1);
});
