import { absorb } from '../../src/domain/absorb';
import { newCard } from '../../src/domain/card';
import { Unavailable } from '../../src/domain/errors';
import type { Note } from '../../src/domain/finding';
import type { BulkSummary } from '../../src/domain/ledger';
import { entriesIn } from '../../src/domain/message';
import { newRemedyContent, remedyIdOf, remedyKey } from '../../src/domain/remedy-item';
import { LOOP_BUDGET_MS } from '../../src/domain/timing';
import { dueTime } from '../../src/domain/work';
import { viewOf } from '../../src/usecases/draw-card';
import { FINDING_RULES } from '../domain/builders';
import { aLedgerFinding } from '../domain/ledger-builders';
import { CHANNEL, loops, NOW, owing, resolved, workIn } from './loop-kit';

const NOTE: Note = { text: 'Resolved by Ana', updatedBy: 'vulnscan/U0ANA/1/resolve' };
const SILENT = new Unavailable('silent', 'Nobody answered; try again.');
const REFUSAL = { code: 'ConcurrentUpdateError', message: 'later', retryable: true };

const BULK: BulkSummary = {
  requestId: 'r1',
  decision: { kind: 'resolve' },
  by: { userId: 'U0ANA', name: 'Ana' },
  total: 1,
};

describe('cards', () => {
  test('a changed finding joins its card, which is created', async () => {
    const world = loops();
    const item = owing();
    await world.add(item);

    await world.project();

    const card = await world.card(item.card);
    expect(card).toMatchObject({ channel: CHANNEL, members: [item.hash], dirty: 1 });
    expect(card.work?.priority).toBe(1);
    expect(world.waker.wakes).toContainEqual({
      loop: 'painter',
      group: CHANNEL,
      names: [item.card],
      person: false,
    });
  });

  test("a finding of a bulk decision joins that decision's card as well, for people at once", async () => {
    const world = loops();
    const item = resolved('CVE-1', { bulk: 'bulk/r1', work: workIn(0, 0) });
    await world.add(item);
    await world.addCard('bulk/r1', { content: { kind: 'bulk', bulk: BULK }, members: ['other'] });

    await world.project();

    expect((await world.card('bulk/r1')).members).toEqual(['other', item.hash]);
    expect((await world.card(item.card)).work?.priority).toBe(0);
    expect(world.waker.wakes).toContainEqual({
      loop: 'painter',
      group: CHANNEL,
      names: [item.card, 'bulk/r1'],
      person: true,
    });
  });

  test('the card of an earlier appearance is drawn again, once', async () => {
    const world = loops();
    const item = owing({}, { formerCard: 'finding/BEFORE', seq: 3, base: 3 });
    await world.add(item);
    await world.addCard('finding/BEFORE', { ts: '1.000001', members: [item.hash] });
    const before = await world.card('finding/BEFORE');

    await world.project();

    expect((await world.card('finding/BEFORE')).dirty).toBe(before.dirty + 1);
    expect(await world.item(item.hash)).not.toHaveProperty('formerCard');
  });

  test('a bulk decision without a card does not hold up its findings', async () => {
    const world = loops();
    const item = resolved('CVE-1', { bulk: 'bulk/r1' });
    await world.add(item);

    await expect(world.project()).resolves.toBe(true);
    expect((await world.item(item.hash)).work).toBeUndefined();
  });

  test.each([
    ['was deleted', { gone: true as const }],
    ['is full', { members: Array.from({ length: 1_000 }, (_, index) => `h${index}`) }],
    ['was posted too long ago', { ts: `${NOW.getTime() / 1000 - 86_400}.000100` }],
  ])('a new finding whose card %s is shown on the next card', async (_, changes) => {
    const world = loops();
    const item = owing();
    await world.add(item);
    await world.addCard(item.card, changes);

    await expect(world.project()).resolves.toBe(true);

    expect((await world.item(item.hash)).card).toBe(`${item.card}~`);
    expect((await world.card(`${item.card}~`)).members).toEqual([item.hash]);
    expect((await world.card(item.card)).members).not.toContain(item.hash);
  });

  test('a decided finding stays on a card that was deleted', async () => {
    const world = loops();
    const item = resolved('CVE-1');
    await world.add(item);
    await world.addCard(item.card, { gone: true, members: [item.hash] });

    await world.project();

    expect((await world.item(item.hash)).card).toBe(item.card);
    expect(world.written()).toHaveLength(1);
  });

  test('a CRITICAL finding does not join a card that was posted some minutes ago, because nobody would notice', async () => {
    const world = loops();
    const critical = owing(
      { vulnerabilityId: 'CVE-C', severity: 'CRITICAL' },
      { card: 'scan/1/p' },
    );
    const high = owing({ vulnerabilityId: 'CVE-H' }, { card: 'scan/1/p' });
    await world.add(critical, high);
    await world.addCard('scan/1/p', { ts: `${NOW.getTime() / 1000 - 360}.000100` });

    await world.project();

    expect((await world.card('scan/1/p')).members).toEqual([high.hash]);
    // It takes over what is open of the upgrade, so that one card has its buttons.
    expect((await world.card('scan/1/p~')).members).toEqual([critical.hash, high.hash]);
  });
});

describe('Security Hub', () => {
  test('a status is written together with its mark', async () => {
    const world = loops();
    const item = resolved('CVE-1');
    await world.add(item);

    await world.project();

    expect(world.written()).toEqual([
      {
        ids: [item.finding.id],
        workflowStatus: 'RESOLVED',
        mark: { seq: 2, status: 'RESOLVED' },
      },
    ]);
  });

  test('a note is written only if it is ours', async () => {
    const world = loops();
    await world.add(
      resolved('CVE-1', { ownNote: true }, { note: NOTE }),
      resolved('CVE-2', { seq: 3 }, { note: { text: 'theirs', updatedBy: 'console' } }),
    );

    await world.project();

    expect(world.written().map(({ note }) => note)).toEqual([NOTE, undefined]);
  });

  test('a note that is written is not written over what was noted since', async () => {
    const world = loops();
    const item = resolved('CVE-1', { ownNote: true }, { note: NOTE });
    await world.add(item);

    await world.project();
    await world.changeItem(item.hash, { work: workIn(0) });
    await world.project();

    expect(world.written()).toMatchObject([{ note: NOTE }, { mark: { seq: 2 } }]);
    expect(world.written()[1]).not.toHaveProperty('note');
  });

  test('a note that was refused is written with the next try', async () => {
    let isRefused = true;
    const world = loops({ hub: { refuse: () => (isRefused ? REFUSAL : undefined) } });
    const item = resolved('CVE-1', { ownNote: true }, { note: NOTE });
    await world.add(item);

    await world.project();
    isRefused = false;
    await world.changeItem(item.hash, { work: workIn(0) });
    await world.project();

    expect(world.written()).toMatchObject([{ note: NOTE }, { note: NOTE }]);
  });

  test('NEW is never written', async () => {
    const world = loops();
    const item = owing();
    await world.add(item);

    await world.project();

    expect(world.written()).toEqual([]);
    expect((await world.item(item.hash)).work).toBeUndefined();
  });

  test('findings with the same status, mark and note are one call', async () => {
    const world = loops();
    await world.add(
      resolved('CVE-1'),
      resolved('CVE-2'),
      resolved('CVE-3', { seq: 5 }),
      resolved('CVE-4', {}, { workflowStatus: 'SUPPRESSED' }),
      resolved('CVE-5', { ownNote: true }, { note: NOTE }),
      resolved('CVE-6'),
    );

    await world.project();

    expect(world.written().map(({ ids }) => ids)).toEqual([
      ['vulnscan/CVE-1', 'vulnscan/CVE-2', 'vulnscan/CVE-6'],
      ['vulnscan/CVE-3'],
      ['vulnscan/CVE-4'],
      ['vulnscan/CVE-5'],
    ]);
  });

  test('the changes of people are written before all others', async () => {
    const world = loops();
    const others = Array.from({ length: 150 }, (_, index) => resolved(`CVE-${index}`));
    await world.add(...others, resolved('CVE-P', { work: workIn(0, 0), seq: 9 }));

    await world.project();

    expect(world.written()[0]?.ids).toEqual(['vulnscan/CVE-P']);
    expect(world.waker.wakes[0]).toMatchObject({
      loop: 'painter',
      names: ['finding/vulnscan/CVE-P'],
      person: true,
    });
    expect(world.written().flatMap(({ ids }) => ids)).toHaveLength(151);
  });
});

describe('trouble', () => {
  test('a refused finding is tried again later and does not hold up the others', async () => {
    let isRefused = true;
    const world = loops({
      hub: {
        refuse: ({ id }) => (isRefused && id === 'vulnscan/CVE-1' ? REFUSAL : undefined),
      },
    });
    const [refused, other] = [resolved('CVE-1'), resolved('CVE-2')];
    await world.add(refused, other);

    await expect(world.project()).resolves.toBe(false);
    const item = await world.item(refused.hash);
    expect(item.tries).toBe(1);
    expect(item.work && dueTime(item.work) - world.clock.at).toBe(5_000);
    expect((await world.item(other.hash)).work).toBeUndefined();

    isRefused = false;
    await world.project();
    expect(world.hub.finding('vulnscan/CVE-1')?.workflowStatus).toBe('NEW');
    world.clock.at += 5_000;
    await expect(world.project()).resolves.toBe(true);
    expect(world.hub.finding('vulnscan/CVE-1')?.workflowStatus).toBe('RESOLVED');
    expect(await world.item(refused.hash)).toMatchObject({ tries: 0 });
  });

  test('the pause between two tries doubles up to two minutes', async () => {
    const world = loops({ hub: { refuse: () => REFUSAL } });
    const items = [0, 1, 2, 29].map((tries) => resolved(`CVE-${tries}`, { tries }));
    await world.add(...items);

    await world.project();

    const pauses = (await world.ledger.findings(items.map(({ hash }) => hash))).map(
      ({ work }) => work && dueTime(work) - NOW.getTime(),
    );
    expect(pauses).toEqual([5_000, 10_000, 20_000, 120_000]);
  });

  test('a person who waits still comes first after a refusal', async () => {
    const world = loops({ hub: { refuse: () => REFUSAL } });
    const item = resolved('CVE-1', { work: workIn(0, 0) });
    await world.add(item);

    await world.project();

    expect((await world.item(item.hash)).work?.priority).toBe(0);
  });

  test('a status that is refused for the 31st time is given up, and the log says so', async () => {
    const world = loops({ hub: { refuse: () => REFUSAL } });
    const item = resolved('CVE-1', { tries: 30 });
    await world.add(item);

    await expect(world.project()).resolves.toBe(true);

    expect((await world.item(item.hash)).work).toBeUndefined();
    expect(world.log.facts).toContainEqual({
      message: 'Security Hub never took a status',
      finding: 'vulnscan/CVE-1',
      status: 'RESOLVED',
      code: 'ConcurrentUpdateError',
      reason: 'later',
    });
  });

  test('findings of a call without an answer stay due, and the other calls are made', async () => {
    const world = loops();
    const [lost, other] = [resolved('CVE-1'), resolved('CVE-2', { seq: 7 })];
    await world.add(lost, other);
    const { update } = world.projectDeps.store;
    world.projectDeps.store.update = async (keys, change) => {
      if (change.mark?.seq === 2) throw new Unavailable('silent', 'No answer; try again.');
      return update(keys, change);
    };

    await expect(world.project()).resolves.toBe(false);

    expect((await world.item(lost.hash)).work).toBeDefined();
    expect((await world.item(other.hash)).work).toBeUndefined();
  });

  test('an error that is none of ours ends the run', async () => {
    const world = loops();
    await world.add(resolved('CVE-1'));
    world.projectDeps.store.update = async () => {
      throw new TypeError('a bug');
    };

    await expect(world.project()).rejects.toThrow('a bug');
  });

  test('a decision that comes while an earlier status is written is written, too', async () => {
    const world = loops();
    const item = resolved('CVE-1');
    await world.add(item);
    const { update } = world.projectDeps.store;
    let isFirst = true;
    world.projectDeps.store.update = async (keys, change) => {
      const outcome = await update(keys, change);
      const finding = { ...item.finding, workflowStatus: 'SUPPRESSED' as const };
      if (isFirst) await world.changeItem(item.hash, { finding, seq: 3, work: workIn(0, 0) });
      isFirst = false;
      return outcome;
    };

    await world.project();

    expect(world.written().map(({ workflowStatus }) => workflowStatus)).toEqual([
      'RESOLVED',
      'SUPPRESSED',
    ]);
    expect((await world.item(item.hash)).work).toBeUndefined();
  });
});

test('a decision that comes while an earlier status is refused does not wait for it', async () => {
  const world = loops();
  const item = resolved('CVE-1');
  await world.add(item);
  const { update } = world.projectDeps.store;
  world.projectDeps.store.update = async (keys, change) => {
    if (change.workflowStatus === 'SUPPRESSED') return update(keys, change);
    const finding = { ...item.finding, workflowStatus: 'SUPPRESSED' as const };
    await world.changeItem(item.hash, { finding, seq: 3, work: workIn(0, 0) });
    return { updated: [], refused: keys.map((key) => ({ ...key, ...REFUSAL })) };
  };

  await world.project();

  expect(world.hub.finding('vulnscan/CVE-1')?.workflowStatus).toBe('SUPPRESSED');
  expect(await world.item(item.hash)).toMatchObject({ tries: 0 });
});

test('a named finding that is due later is left', async () => {
  const world = loops();
  const item = resolved('CVE-1', { work: workIn(10_000) });
  await world.add(item);

  await world.project(item.hash);

  expect(world.written()).toEqual([]);
});

describe('audit', () => {
  const change = {
    seq: 2,
    at: NOW.toISOString(),
    status: 'RESOLVED' as const,
    by: 'U0ANA',
    action: 'resolve' as const,
  };

  test('changes are put into the audit once, and the last decision stays in the item', async () => {
    const calls: string[] = [];
    const world = loops({ ledger: { onCall: (call) => void calls.push(call) } });
    const shown = { ...change, seq: 1, status: 'NOTIFIED' as const, action: 'shown' as const };
    const item = resolved('CVE-1', { log: [shown, change] });
    await world.add(item);

    await world.project();
    await world.changeItem(item.hash, { work: workIn(0) });
    await world.project();

    expect(world.ledger.audits(item.hash)).toEqual([shown, change]);
    expect((await world.item(item.hash)).log).toEqual([change]);
    expect(calls.filter((call) => call.startsWith('audit'))).toHaveLength(1);
  });

  test('a card that shows a finding again says who decided before', async () => {
    const world = loops();
    const item = resolved('CVE-1', {
      log: [change],
      known: { seq: 2, status: 'RESOLVED', time: 1 },
    });
    await world.add(item);
    await world.project();
    const finding = { ...item.finding, workflowStatus: 'NEW' as const };
    const said = { finding: { ...finding, mark: { seq: 2, status: 'RESOLVED' as const } } };
    const now = { now: NOW, token: () => 'again' };
    const rules = { ...FINDING_RULES, severities: ['HIGH' as const] };
    const reopened = absorb(await world.item(item.hash), { ...said, time: 2 }, rules, now);
    if (reopened === undefined) throw new Error('not reopened');
    await world.ledger.putFinding(reopened);
    await world.project();

    const { message } = await viewOf(world.ledger, await world.card(reopened.card), NOW);

    const [entry] = message === undefined ? [] : entriesIn(message);
    expect(entry?.former).toEqual({ by: 'U0ANA', at: change.at });
  });

  test('a status that is not written yet keeps its change', async () => {
    const world = loops({ hub: { refuse: () => REFUSAL } });
    const item = resolved('CVE-1', { log: [change] });
    await world.add(item);

    await world.project();

    expect((await world.item(item.hash)).log).toEqual([change]);
  });
});

describe('an index that lags', () => {
  test('a named finding is carried on before the index shows it', async () => {
    const world = loops({ ledger: { lagMs: () => 30_000 } });
    const item = resolved('CVE-1');
    await world.add(item);

    await world.project();
    expect(world.written()).toEqual([]);
    await world.project(item.hash);
    expect(world.written()).toHaveLength(1);
  });

  test('a run that was woken by name looks at the index once more after a second', async () => {
    const world = loops({ ledger: { lagMs: () => 800 } });
    const [named, other] = [resolved('CVE-1'), resolved('CVE-2')];
    await world.add(named, other);

    await world.project(named.hash);

    expect(world.written().map(({ ids }) => ids)).toEqual([['vulnscan/CVE-1'], ['vulnscan/CVE-2']]);
    expect(world.clock.at - NOW.getTime()).toBe(1_000);
  });

  test('a finding that the index still shows as due is not written again', async () => {
    const world = loops({ ledger: { lagMs: () => 5_000 } });
    const item = resolved('CVE-1');
    await world.add(item);

    await world.project(item.hash);
    world.clock.at += 4_500;
    await world.project();

    expect(world.written()).toHaveLength(1);
  });
});

test('a run without work does nothing', async () => {
  const world = loops();
  await world.add(aLedgerFinding());

  await expect(world.project()).resolves.toBe(true);
  expect(world.waker.wakes).toEqual([]);
});

test('a round that takes too long writes what is on a card, and leaves the rest for the next run', async () => {
  const world = loops();
  const items = [resolved('CVE-1'), resolved('CVE-2')];
  for (const item of items) await world.add(item);
  const { ledger } = world.projectDeps;
  world.projectDeps.ledger = {
    ...ledger,
    putCard: (card) => {
      world.clock.at += LOOP_BUDGET_MS;
      return ledger.putCard(card);
    },
  };

  await world.project();
  expect(world.written()).toHaveLength(1);

  await world.project();
  expect(world.written()).toHaveLength(2);
});

test('however short the time is, the card that takes over is joined before others that wait for it', async () => {
  const world = loops();
  const [before, newer] = ['scan/s1/r1', 'scan/s2/r1'];
  const scan = (id: string) => ({ id, newFindings: 1, page: { name: 'r1', size: 1 } });
  const open = aLedgerFinding(
    { vulnerabilityId: 'CVE-1', workflowStatus: 'NOTIFIED', scan: scan('s1') },
    { card: before, pageScan: 's1' },
  );
  // Decided, on the former card, and first: it would use up the time of each run.
  const decided = resolved('CVE-2', { card: before, pageScan: 's1' }, { scan: scan('s1') });
  const found = owing(
    { vulnerabilityId: 'CVE-3', scan: scan('s2') },
    { card: newer, pageScan: 's2' },
  );
  await world.add(open, decided, found);
  await world.addCard(before, { ts: '1.0', members: [open.hash, decided.hash] });
  await world.ledger.putCard(
    newCard(remedyKey(remedyIdOf(open)), CHANNEL, { ...newRemedyContent(open), card: before }),
  );
  const { ledger } = world.projectDeps;
  world.projectDeps.ledger = {
    ...ledger,
    putCard: (card) => {
      if (!card.key.startsWith('remedy/')) world.clock.at += LOOP_BUDGET_MS;
      return ledger.putCard(card);
    },
  };

  await world.project();

  expect((await world.card(newer)).members).toContain(open.hash);
});

test('a finding whose upgrade changed is added to its card once, however often its round is interrupted', async () => {
  const world = loops();
  const item = owing(
    { vulnerabilityId: 'CVE-1', workflowStatus: 'NOTIFIED' },
    { cardRemedy: 'former' },
  );
  await world.add(item);
  await world.addCard(item.card, { ts: '1.0', members: [item.hash] });
  const { update } = world.projectDeps.store;

  // What ends the work fails twice, after the finding has joined.
  for (const _ of [1, 2]) {
    world.projectDeps.store.update = () => Promise.reject(SILENT);
    await world.project();
  }
  world.projectDeps.store.update = update;
  await world.project();

  expect((await world.card(item.card)).members).toEqual([item.hash, item.hash]);
});

test('a card whose number says that its scan has a digest is in its thread, though no finding on it says so', async () => {
  const world = loops();
  const key = 'scan/s1/r6~';
  const item = owing({ vulnerabilityId: 'CVE-1' }, { card: key });
  await world.add(item);

  await world.project();

  expect((await world.card(key)).content).toMatchObject({ kind: 'page', parent: 'scan/s1' });
});

test('a finding of a bulk decision that was undone stays if somebody said the same since', async () => {
  const world = loops();
  const undo = { requestId: 'undo', actionTs: '1000.5' };
  const known = { seq: 1, status: 'RESOLVED' as const, time: 2_000.5 };
  const item = resolved('CVE-1', { bulk: 'bulk/r1', request: BULK.requestId, at: 900, known });
  await world.add(item);
  await world.addCard('bulk/r1', { content: { kind: 'bulk', bulk: { ...BULK, undo } } });

  await world.project();

  expect(world.written()).toMatchObject([{ ids: [item.finding.id], workflowStatus: 'RESOLVED' }]);
  expect((await world.item(item.hash)).work).toBeUndefined();
});

test('a run whose time is up wakes the next one', async () => {
  const world = loops();
  await world.add(resolved('CVE-1'));
  world.projectDeps.store.update = async () => {
    world.clock.at += 60_000;
    return { updated: [], refused: [] };
  };

  await world.project();

  expect(world.waker.wakes).toContainEqual({
    loop: 'projector',
    group: 'hub',
    names: [],
    person: true,
  });
});
