import {
  type Answer,
  answerTo,
  type Click,
  decided,
  movedOn,
  nextKey,
  received,
} from '../../src/domain/decide';
import type { WorkflowStatus } from '../../src/domain/finding';
import type { LedgerFinding } from '../../src/domain/ledger';
import type { Decision } from '../../src/domain/workflow';
import { aLedgerFinding } from './ledger-builders';

const NOW = { now: new Date('2026-11-24T10:00:00.000Z'), token: () => 'token' };
const SECONDS = NOW.now.getTime() / 1000;
const DUE = `${NOW.now.toISOString()}#token`;

const RESOLVE: Decision = { kind: 'resolve' };
const REOPEN: Decision = { kind: 'reopen' };
const SUPPRESS: Decision = { kind: 'suppress', reason: 'known', until: { kind: 'fix' } };

function aClick(more: Partial<Click> & { decision?: Decision; at?: string } = {}): Click {
  const { decision = RESOLVE, at = '1000.5', ...rest } = more;
  const actor = { userId: 'U0ANA', teamId: 'T0', name: 'Ana' };
  return {
    request: { decision, actor, actionTs: at },
    requestId: 'click-2',
    on: { base: 0 },
    ...rest,
  };
}

/** Shown, by a receipt; nobody has decided. */
function shown(more: Partial<LedgerFinding> = {}, status: WorkflowStatus = 'NOTIFIED') {
  return aLedgerFinding({ workflowStatus: status }, { version: 3, seq: 1, ...more });
}

/** Resolved by the click `click-1` of Ben. */
function byBen(more: Partial<LedgerFinding> = {}): LedgerFinding {
  const note = { text: 'Fixed.', updatedBy: 'vulnscan/U0BEN/900.5/resolve' };
  return aLedgerFinding(
    { workflowStatus: 'RESOLVED', note },
    { seq: 2, at: 900.5, request: 'click-1', ...more },
  );
}

describe('whether a click counts', () => {
  test.each<[string, WorkflowStatus, Decision, Answer['kind']]>([
    ['NEW can be resolved', 'NEW', RESOLVE, 'accepted'],
    ['NOTIFIED can be suppressed', 'NOTIFIED', SUPPRESS, 'accepted'],
    ['RESOLVED can be reopened', 'RESOLVED', REOPEN, 'accepted'],
    ['SUPPRESSED can be reopened', 'SUPPRESSED', REOPEN, 'accepted'],
    ['RESOLVED cannot be suppressed', 'RESOLVED', SUPPRESS, 'already'],
    ['SUPPRESSED cannot be resolved', 'SUPPRESSED', RESOLVE, 'already'],
    ['NOTIFIED cannot be reopened', 'NOTIFIED', REOPEN, 'already'],
    ['NEW cannot be reopened', 'NEW', REOPEN, 'already'],
  ])('%s', (_what, status, decision, kind) => {
    expect(answerTo(shown({}, status), aClick({ decision })).kind).toBe(kind);
  });

  test('a click that was delivered before is repeated, whatever else it is', () => {
    const click = aClick({ requestId: 'click-1', on: { base: 7 }, at: '1' });

    expect(answerTo(byBen(), click)).toEqual({ kind: 'repeated' });
  });

  test('a button of an earlier or a later appearance decides nothing', () => {
    expect(answerTo(shown({ seq: 5, base: 5 }), aClick({ on: { base: 0 } })).kind).toBe(
      'shown-again',
    );
    expect(answerTo(shown(), aClick({ on: { base: 5 } })).kind).toBe('shown-again');
  });

  test('a bulk decision that was made before the finding came back decides nothing', () => {
    const item = shown({ seq: 5, base: 5, baseAt: 1_000 });
    const bulk = (at: string) => ({ ...aClick({ on: { base: 5 }, at }), bulk: 'bulk/r1' });

    expect(answerTo(item, bulk('999')).kind).toBe('shown-again');
    expect(answerTo(item, bulk('1000')).kind).toBe('accepted');
    expect(answerTo(item, aClick({ on: { base: 5 }, at: '999' })).kind).toBe('accepted');
  });

  test.each([
    ['before the standing click', '900.4', 'already'],
    ['at the same moment', '900.5', 'already'],
    ['after it', '900.6', 'accepted'],
  ])('a click %s', (_when, at, kind) => {
    expect(answerTo(byBen(), aClick({ decision: REOPEN, at })).kind).toBe(kind);
  });

  test.each([
    ['before it was said', '1000.4', 'already'],
    ['when it was said', '1000.5', 'already'],
    ['after it was said', '1000.6', 'accepted'],
  ])("a click on somebody else's standing word: %s", (_when, at, kind) => {
    const known = { seq: 1, status: 'RESOLVED' as const, time: 1_000.5 };
    const adopted = byBen({ at: 0, known });

    expect(answerTo(adopted, aClick({ decision: REOPEN, at })).kind).toBe(kind);
  });

  test('a click from before somebody else said the same once more changes nothing', () => {
    const known = { seq: 1, status: 'RESOLVED' as const, time: 2_000.5 };
    const item = byBen({ known });

    expect(answerTo(item, aClick({ decision: REOPEN, at: '2000.4' })).kind).toBe('already');
    expect(answerTo(item, aClick({ decision: REOPEN, at: '2000.6' })).kind).toBe('accepted');
  });

  test('a word that is known and does not stand does not count', () => {
    const known = { seq: 0, status: 'SUPPRESSED' as const, time: 9_000 };

    expect(answerTo(shown({ known }), aClick()).kind).toBe('accepted');
  });

  test('the time of NEW does not count: a person may click on the message at once', () => {
    const known = { seq: 0, status: 'NEW' as const, time: 9_000 };

    expect(answerTo(shown({ known }, 'NEW'), aClick()).kind).toBe('accepted');
  });

  test('the answer says who decided, how and when', () => {
    expect(answerTo(byBen(), aClick())).toEqual({
      kind: 'already',
      by: 'U0BEN',
      status: 'RESOLVED',
      at: '1970-01-01T00:15:00.500Z',
    });
  });

  test("the answer names the writer and the time of somebody else's note", () => {
    const item = byBen({ at: 0 });
    const note = { text: 'x', updatedBy: 'arn:ops', updatedAt: '2026-11-24T09:00:00.000Z' };
    const adopted = { ...item, finding: { ...item.finding, note } };

    expect(answerTo(adopted, aClick())).toMatchObject({ by: 'arn:ops', at: note.updatedAt });
  });

  test('an undo counts only while the decision that it undoes stands', () => {
    const undo = aClick({ decision: REOPEN, undoes: 'click-1', requestId: 'undo' });

    expect(answerTo(byBen(), undo).kind).toBe('accepted');
    expect(answerTo(byBen({ request: 'click-3' }), undo).kind).toBe('already');
    const { request: _, ...adopted } = byBen();
    expect(answerTo(adopted, undo).kind).toBe('already');
  });
});

describe('an accepted click', () => {
  test('sets the status, signs the note and owes work at the front', () => {
    const click = aClick({ decision: SUPPRESS });

    expect(decided(shown({ tries: 4 }), click, NOW)).toMatchObject({
      version: 3,
      finding: {
        workflowStatus: 'SUPPRESSED',
        note: {
          updatedBy: 'vulnscan/U0ANA/1000.5/suppress/until=fix/place=here/as=HIGH,f0',
          updatedAt: NOW.now.toISOString(),
        },
      },
      seq: 2,
      base: 0,
      at: 1_000.5,
      request: 'click-2',
      ownNote: true,
      noteTime: SECONDS,
      tries: 0,
      work: { due: DUE, priority: 0 },
    });
  });

  test('is in the log, with its reason', () => {
    expect(decided(shown(), aClick({ decision: SUPPRESS }), NOW).log).toEqual([
      {
        seq: 2,
        at: NOW.now.toISOString(),
        status: 'SUPPRESSED',
        by: 'U0ANA',
        action: 'suppress',
        reason: 'known',
      },
    ]);
  });

  test('reopening sets NOTIFIED and stays in the same appearance', () => {
    const item = decided(byBen({ base: 1 }), aClick({ decision: REOPEN, on: { base: 1 } }), NOW);

    expect(item).toMatchObject({ base: 1, finding: { workflowStatus: 'NOTIFIED' } });
  });

  test('is counted by the card of its own bulk decision alone', () => {
    const before = shown({ bulk: 'bulk/earlier' });

    expect(decided(before, aClick({ bulk: 'bulk/1' }), NOW).bulk).toBe('bulk/1');
    expect(decided(before, aClick(), NOW).bulk).toBeUndefined();
    expect(decided(before, aClick({ bulk: 'bulk/1', undoes: 'r' }), NOW).bulk).toBeUndefined();
  });
});

describe('a receipt', () => {
  const drawn = shown({ seq: 3, base: 3, card: 'a', at: 7, request: 'click-0' }, 'NEW');
  const known = { seq: 2, status: 'NEW' as const, time: 5 };

  test('sets NOTIFIED, touches neither the click nor what is known, and owes work', () => {
    const item = received({ ...drawn, known }, drawn, NOW);

    expect(item).toMatchObject({
      seq: 4,
      base: 3,
      at: 7,
      request: 'click-0',
      known,
      ownNote: false,
      finding: { workflowStatus: 'NOTIFIED' },
      log: [{ seq: 4, status: 'NOTIFIED', by: 'vulnscan', action: 'shown' }],
      work: { due: DUE, priority: 1 },
    });
  });

  test('does not count after any change', () => {
    expect(received(undefined, drawn, NOW)).toBeUndefined();
    expect(received({ ...drawn, seq: 4 }, drawn, NOW)).toBeUndefined();
    expect(received({ ...drawn, card: 'a~' }, drawn, NOW)).toBeUndefined();
    expect(received(shown({ seq: 3, card: 'a' }, 'RESOLVED'), drawn, NOW)).toBeUndefined();
  });
});

describe('a finding whose card is gone', () => {
  const seen = shown({ seq: 3, card: 'a' }, 'NEW');

  test('moves on to the next card, with the same status', () => {
    expect(movedOn(seen, seen, NOW)).toEqual({
      ...seen,
      card: nextKey('a'),
      work: { due: DUE, priority: 1 },
    });
    expect(nextKey('a~')).toBe('a~~');
  });

  test('stays when it changed meanwhile', () => {
    expect(movedOn(undefined, seen, NOW)).toBeUndefined();
    expect(movedOn({ ...seen, seq: 4 }, seen, NOW)).toBeUndefined();
    expect(movedOn({ ...seen, card: 'a~' }, seen, NOW)).toBeUndefined();
  });
});
