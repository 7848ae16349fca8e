import type { LedgerFinding } from '../../src/domain/ledger';
import { decide } from '../../src/usecases/decide';
import {
  type DecideManyJob,
  decideMany,
  type UndoManyJob,
  undoMany,
} from '../../src/usecases/decide-many';
import { project } from '../../src/usecases/project';
import { ANA, CLICKED_AT, click, decisionWorld } from './decide-world';
import { anItem, CHANNEL, HOUR, items } from './tasks-kit';

const DONE = { kind: 'done' };
const CARD = 'bulk/r1/0';
const MESSAGE = { channel: CHANNEL, ts: '1764000000.000100' };

function bulk(changes: Partial<DecideManyJob> = {}): DecideManyJob {
  return {
    type: 'decide-many',
    filter: {},
    request: {
      decision: { kind: 'resolve', reason: 'gone' },
      actor: ANA,
      actionTs: CLICKED_AT.toFixed(6),
    },
    message: MESSAGE,
    origin: { requestId: 'r1', channel: CHANNEL },
    ...changes,
  };
}

function undo(at = CLICKED_AT + 600): UndoManyJob {
  return {
    type: 'undo-many',
    bulk: CARD,
    request: { decision: { kind: 'reopen' }, actor: ANA, actionTs: at.toFixed(6) },
    origin: { requestId: 'r2', channel: CHANNEL },
  };
}

/** The world, and the projector that puts what was decided on the card of the bulk decision. */
async function setUp(seed: LedgerFinding[]) {
  const all = await decisionWorld(seed);
  const store = { update: async () => ({ updated: [], refused: [] }) };
  const { deps, ledger, jobs } = all;
  const card = () => ledger.allCards().find(({ key }) => key === CARD);
  return {
    ...all,
    card,
    /** How many findings the card says were decided. */
    count: async () => {
      await project({ ...deps, store, digestAbove: 5 }, []);
      return card()?.members.length;
    },
    decisions: () => jobs.flatMap((job) => (job.type === 'decide' ? [job] : [])),
  };
}

test('a bulk decision is one job for each finding, and a card in the thread', async () => {
  const { deps, decisions, card, notices } = await setUp(items(3));

  expect(await decideMany(deps, bulk())).toEqual(DONE);

  expect(decisions()).toHaveLength(3);
  expect(new Set(decisions().map(({ key }) => key.id)).size).toBe(3);
  expect(decisions()[0]).toMatchObject({ bulk: CARD, base: 0, origin: { requestId: 'r1' } });
  expect(card()).toMatchObject({
    content: {
      kind: 'bulk',
      bulk: { requestId: 'r1', total: 3, threadTs: MESSAGE.ts, by: { userId: 'U0ANA' } },
    },
    members: [],
  });
  expect(notices).toEqual([{ kind: 'deciding', decision: 'resolve', count: 3 }]);
});

test("the name in the card and in the notes is Slack's", async () => {
  const { deps, card, decisions } = await setUp(items(1));

  await decideMany(deps, bulk());

  expect(card()?.content).toMatchObject({ bulk: { by: { name: 'Name of U0ANA' } } });
  expect(decisions()[0]?.request.actor.name).toBe('Name of U0ANA');
});

test('only what the filter covers is decided', async () => {
  const critical = anItem({ vulnerabilityId: 'worst', severity: 'CRITICAL' });
  const { deps, decisions } = await setUp([...items(2), critical]);

  await decideMany(deps, bulk({ filter: { severities: ['CRITICAL'] } }));

  expect(decisions().map(({ key }) => key.id)).toEqual([critical.finding.id]);
});

test('a bulk decision that covers nothing is answered so', async () => {
  const { deps, jobs, ledger, notices } = await setUp([]);

  await decideMany(deps, bulk());

  expect(notices).toEqual([{ kind: 'not-found' }]);
  expect(jobs).toEqual([]);
  expect(ledger.allCards()).toEqual([]);
});

test('the card counts what this decision decided, and not what somebody decided before', async () => {
  const { deps, deliver, count, statuses, notices } = await setUp([anItem(), ...items(3)]);
  await decideMany(deps, bulk());
  await decide(
    deps,
    click({ user: 'U0BEN', decision: { kind: 'suppress', reason: 'x', until: { kind: 'ever' } } }),
  );

  await deliver();

  expect(await count()).toBe(3);
  expect(statuses().sort()).toEqual(['RESOLVED', 'RESOLVED', 'RESOLVED', 'SUPPRESSED']);
  expect(notices).toEqual([{ kind: 'deciding', decision: 'resolve', count: 4 }]);
});

test('a finding that is delivered twice is decided and counted once', async () => {
  const { deps, deliver, count, ledger } = await setUp(items(3));
  await decideMany(deps, bulk());

  await deliver();
  await deliver();

  expect(await count()).toBe(3);
  expect(ledger.allFindings().map(({ seq }) => seq)).toEqual([2, 2, 2]);
});

test('a bulk decision that is delivered again, half done, decides the rest and says the same number', async () => {
  const { deps, decisions, deliver, count, statuses, notices, card } = await setUp(items(4));
  await decideMany(deps, bulk());
  for (const job of decisions().slice(0, 2)) await decide(deps, job);

  await decideMany(deps, bulk());
  await deliver();

  expect(await count()).toBe(4);
  expect(statuses()).toEqual(Array.from({ length: 4 }, () => 'RESOLVED'));
  expect(card()?.content).toMatchObject({ bulk: { total: 4 } });
  expect(decisions()).toHaveLength(6);
  expect(notices).toMatchObject([{ count: 4 }, { count: 4 }]);
});

test('a bulk decision that is delivered again when all is decided says the same number', async () => {
  const { deps, deliver, decisions, notices } = await setUp(items(4));
  await decideMany(deps, bulk());
  await deliver();

  await decideMany(deps, bulk());

  expect(decisions()).toHaveLength(4);
  expect(notices).toMatchObject([{ count: 4 }, { kind: 'deciding', count: 4 }]);
});

test('what is delivered hours after a finding was reopened changes nothing', async () => {
  const { deps, clock, deliver, count, item } = await setUp([anItem()]);
  await decideMany(deps, bulk());
  await deliver();
  await decide(deps, click({ decision: { kind: 'reopen' }, at: CLICKED_AT + 60 }));
  const reopened = item();
  clock.at += 5 * HOUR;

  await decideMany(deps, bulk());
  await deliver();

  expect(item()).toEqual(reopened);
  expect(await count()).toBe(0);
  expect(item().finding.workflowStatus).toBe('NOTIFIED');
});

test('more findings than one card holds have several cards', async () => {
  const { deps, ledger, decisions, notices } = await setUp([]);
  const rows = async function* () {
    for (const { hash, finding } of items(5_001)) {
      const { id, productArn, vulnerabilityId, severity, recordState } = finding;
      const key = { id, productArn };
      const names = { images: [], packages: [], createdAt: '', updatedAt: '' };
      const state = { base: 0, severity, status: 'NOTIFIED' as const, recordState };
      yield { hash, key, vulnerabilityId, ...state, ...names };
    }
  };

  await decideMany({ ...deps, ledger: { ...ledger, rows } }, bulk());

  expect(ledger.allCards().map(({ key }) => key)).toEqual(['bulk/r1/0', 'bulk/r1/1']);
  expect(decisions().filter(({ bulk: key }) => key === 'bulk/r1/1')).toHaveLength(1);
  expect(notices).toMatchObject([{ count: 5_001 }]);
});

describe('undoing', () => {
  test('reopens what still stands, and nothing else', async () => {
    const { deps, deliver, count, ledger, notices } = await setUp([anItem(), ...items(2)]);
    await decideMany(deps, bulk());
    await deliver();
    expect(await count()).toBe(3);
    // Ben reopens one of them and resolves it for a reason of his own.
    const ben = { user: 'U0BEN' };
    await decide(deps, click({ ...ben, decision: { kind: 'reopen' }, at: CLICKED_AT + 60 }));
    await decide(deps, click({ ...ben, at: CLICKED_AT + 120 }));

    await undoMany(deps, undo());
    await deliver();

    const [first, ...others] = ledger.allFindings();
    expect(first).toMatchObject({ request: `U0BEN/${CLICKED_AT + 120}`, seq: 4 });
    expect(others.map(({ finding }) => finding.workflowStatus)).toEqual(['NOTIFIED', 'NOTIFIED']);
    expect(notices.at(-1)).toEqual({ kind: 'undoing', count: 2 });
  });

  test('leaves a finding that is decided otherwise while the undo is under way', async () => {
    const { deps, deliver, count, decisions, item } = await setUp([anItem()]);
    await decideMany(deps, bulk());
    await deliver();
    await count();
    await undoMany(deps, undo());
    const [job] = decisions().filter(({ undoes }) => undoes !== undefined);
    await decide(deps, click({ decision: { kind: 'reopen' }, at: CLICKED_AT + 60 }));
    await decide(deps, click({ at: CLICKED_AT + 120 }));
    const standing = item();

    if (job !== undefined) await decide(deps, job);

    expect(job).toMatchObject({ undoes: 'r1', base: 0 });
    expect(item()).toEqual(standing);
  });

  test('is shown in the card with who did it, and the count stays', async () => {
    const { deps, deliver, count, card, wakes } = await setUp(items(2));
    await decideMany(deps, bulk());
    await deliver();
    await count();

    await undoMany(deps, undo());
    await deliver();

    expect(card()?.content).toMatchObject({ bulk: { undoneBy: { userId: 'U0ANA' }, total: 2 } });
    expect(await count()).toBe(2);
    expect(wakes).toContainEqual(expect.objectContaining({ loop: 'painter', names: [CARD] }));
  });

  describe('while the decision is still being carried out', () => {
    /** Delivers decisions and undo in the given order; `join` is the projector, which puts findings on the card. */
    async function carriedOut(order: ('first' | 'second' | 'undo' | 'join')[]) {
      const all = await setUp(items(2));
      await decideMany(all.deps, bulk());
      const [first, second] = all.decisions();
      for (const step of order) {
        if (step === 'undo') await undoMany(all.deps, undo());
        else if (step === 'join') await all.count();
        else {
          const job = step === 'first' ? first : second;
          if (job !== undefined) await decide(all.deps, job);
        }
      }
      for (const job of all.decisions()) if (job.undoes !== undefined) await decide(all.deps, job);
      await all.count();
      await all.count();
      return all;
    }

    test.each<[string, Parameters<typeof carriedOut>[0]]>([
      ['before anything is decided', ['undo', 'first', 'second']],
      ['between two decisions', ['first', 'join', 'undo', 'second', 'join']],
      ['before a decided finding is on the card', ['first', 'undo', 'join', 'second']],
      ['after everything is decided, none of it on the card', ['first', 'second', 'undo', 'join']],
      ['after everything', ['first', 'second', 'join', 'undo']],
      ['twice', ['first', 'undo', 'undo', 'second', 'join', 'first']],
    ])('%s: everything is open in the end', async (_when, order) => {
      const { statuses, ledger } = await carriedOut(order);

      expect(statuses()).toEqual(['NOTIFIED', 'NOTIFIED']);
      expect(ledger.allFindings().map(({ work }) => work)).toEqual([undefined, undefined]);
    });

    test('a decision that arrives between the check and the write is reopened by the person who undid it', async () => {
      const { deps, decisions, count, item, statuses } = await setUp([anItem()]);
      await decideMany(deps, bulk());
      const [job] = decisions();
      if (job === undefined) throw new Error('nothing was sent');
      const { ledger } = deps;
      /** The card is undone right after it was read. */
      const cards = async (keys: string[]) => {
        const read = await ledger.cards(keys);
        await undoMany(deps, undo());
        return read;
      };

      await decide({ ...deps, ledger: { ...ledger, cards } }, job);
      expect(statuses()).toEqual(['RESOLVED']);
      await count();

      expect(item()).toMatchObject({
        finding: { workflowStatus: 'NOTIFIED', note: { text: 'Reopened by Name of U0ANA.' } },
        request: 'r2',
      });
    });

    test('what somebody decided for a reason of their own stays', async () => {
      const { deps, decisions, count, statuses } = await setUp([anItem()]);
      await decideMany(deps, bulk());
      const [job] = decisions();
      await decide(deps, click({ user: 'U0BEN', at: CLICKED_AT + 60 }));
      await undoMany(deps, undo());

      if (job !== undefined) await decide(deps, job);
      await count();

      expect(statuses()).toEqual(['RESOLVED']);
    });

    test('a bulk decision that is delivered again after its undo decides nothing', async () => {
      const { deps, deliver, statuses, ledger, count } = await setUp(items(2));
      await decideMany(deps, bulk());
      await undoMany(deps, undo());

      await decideMany(deps, bulk());
      await deliver();
      await count();

      expect(statuses()).toEqual(['NOTIFIED', 'NOTIFIED']);
      expect(ledger.allFindings().map(({ seq }) => seq)).toEqual([1, 1]);
    });
  });

  test('of what is not there is answered so', async () => {
    const { deps, jobs, notices } = await setUp(items(2));

    expect(await undoMany(deps, undo())).toEqual(DONE);

    expect(notices).toEqual([{ kind: 'not-found' }]);
    expect(jobs).toEqual([]);
  });
});

test('people who may not decide can neither decide many nor undo, nor any single finding of them', async () => {
  const { deps, others, jobs, statuses, ledger, notices } = await setUp(items(2));
  await decideMany(deps, bulk());
  const before = ledger.allCards();
  const sent = jobs.length;
  others.set('U0ANA', { kind: 'guest' });

  expect(await decideMany(deps, bulk({ origin: { requestId: 'r3' } }))).toEqual(DONE);
  expect(await undoMany(deps, undo())).toEqual(DONE);
  for (const job of jobs) if (job.type === 'decide') await decide(deps, job);

  expect(jobs).toHaveLength(sent);
  expect(ledger.allCards()).toEqual(before);
  expect(statuses()).toEqual(['NOTIFIED', 'NOTIFIED']);
  expect(new Set(notices.slice(1).map(({ kind }) => kind))).toEqual(new Set(['not-allowed']));
});
