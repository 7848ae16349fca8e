import fc from 'fast-check';
import { utf8Length } from '../../src/domain/text';
import {
  type Decision,
  decisionOf,
  noteOf,
  readSignature,
  type Signature,
  type Until,
  writeSignature,
} from '../../src/domain/workflow';

const ana = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana Silva' };
const actionTs = '1764000000.000100';

const said = (decision: Decision) => noteOf({ decision, actor: ana, actionTs }).text;
const until = (code: Until) => ({ kind: 'suppress', reason: 'office only', until: code }) as const;

test.each<[Decision, string]>([
  [{ kind: 'resolve' }, 'Resolved by Ana Silva.'],
  [{ kind: 'resolve', reason: 'rolled out' }, 'Resolved by Ana Silva: rolled out'],
  [{ kind: 'reopen' }, 'Reopened by Ana Silva.'],
  [until({ kind: 'fix' }), 'Suppressed by Ana Silva until a fix exists: office only'],
  [until({ kind: 'ever' }), 'Suppressed by Ana Silva for good: office only'],
  [
    until({ kind: 'date', date: '2026-12-24' }),
    'Suppressed by Ana Silva until 2026-12-24: office only',
  ],
])('the note of %j reads like a sentence a person wrote', (decision, sentence) => {
  expect(said(decision)).toBe(sentence);
});

test('a long reason is cut to Security Hub’s limit', () => {
  const text = said({ kind: 'resolve', reason: 'x'.repeat(600) });

  expect(text).toMatch(/^Resolved by Ana Silva: x+…$/);
  expect(utf8Length(text)).toBe(512);
});

test.each([
  [{ kind: 'resolve' } as const, 'resolve'],
  [{ kind: 'reopen' } as const, 'reopen'],
  [until({ kind: 'fix' }), 'suppress/until=fix'],
  [until({ kind: 'ever' }), 'suppress/until=ever'],
  [until({ kind: 'date', date: '2026-12-24' }), 'suppress/until=2026-12-24'],
])('the note of %j is signed with who, when and what', (decision, words) => {
  expect(noteOf({ decision, actor: ana, actionTs }).updatedBy).toBe(
    `vulnscan/U0ANA/1764000000.000100/${words}`,
  );
});

test('who decided, when and until when can be read back from a note', () => {
  const note = noteOf({
    decision: { kind: 'suppress', reason: 'x', until: { kind: 'fix' } },
    actor: ana,
    actionTs,
  });

  expect(readSignature(note.updatedBy)).toEqual({
    who: 'U0ANA',
    at: actionTs,
    action: 'suppress',
    until: { kind: 'fix' },
  });
});

test.each([
  '',
  'ana@example.com',
  'vulnscan/',
  'vulnscan/U1/now/resolve',
  'vulnscan/U1/1/delete',
  'vulnscan/U1/1./resolve',
  'vulnscan/U-1/1/resolve',
  'x vulnscan/U1/1/resolve',
  'vulnscan/U1/1/resolve x',
  'vulnscan/U1/1/suppress/until=soon',
  'vulnscan/U1/1/suppress/until=2026-12-024',
])('a note signed %j is from somebody else', (updatedBy) => {
  expect(readSignature(updatedBy)).toBeUndefined();
});

test('every signature can be parsed', () => {
  const anyUntil = fc.oneof(
    fc.constant({ kind: 'fix' } as const),
    fc.constant({ kind: 'ever' } as const),
    fc
      .date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
      .map((date) => ({ kind: 'date' as const, date: date.toISOString().slice(0, 10) })),
  );
  const signature: fc.Arbitrary<Signature> = fc.record(
    {
      who: fc.stringMatching(/^[A-Z0-9]{1,20}$/),
      at: fc.stringMatching(/^\d{1,10}\.\d{1,6}$/),
      action: fc.constantFrom('resolve', 'suppress', 'reopen', 'fixed', 'back'),
      until: anyUntil,
    },
    { requiredKeys: ['who', 'at', 'action'] },
  );

  fc.assert(
    fc.property(signature, (one) => expect(readSignature(writeSignature(one))).toEqual(one)),
  );
});

test('only a finding with one of our notes has a decision', () => {
  const note = { text: '', updatedBy: 'vulnscan/U0ANA/1/resolve' };

  expect(decisionOf({ note })).toEqual({ who: 'U0ANA', at: '1', action: 'resolve' });
  expect(decisionOf({ note: { ...note, updatedBy: 'ana@example.com' } })).toBeUndefined();
  expect(decisionOf({})).toBeUndefined();
});
