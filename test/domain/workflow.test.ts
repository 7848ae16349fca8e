import fc from 'fast-check';
import { noteOf, readSignature, type Signature, writeSignature } from '../../src/domain/workflow';

const ana = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana Silva' };
const actionTs = '1764000000.000100';

test('a note reads like a sentence a person wrote', () => {
  const until = { kind: 'date', date: '2026-12-24' } as const;

  const note = noteOf({
    decision: { kind: 'suppress', reason: 'only reachable from the office', until },
    actor: ana,
    actionTs,
  });

  expect(note.text).toBe(
    'Suppressed by Ana Silva until 2026-12-24: only reachable from the office',
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
    verb: 'suppress',
    until: { kind: 'fix' },
  });
});

test.each(['', 'ana@example.com', 'vulnscan/', 'vulnscan/U1/now/resolve', 'vulnscan/U1/1/delete'])(
  'a note signed %j is somebody else’s',
  (updatedBy) => {
    expect(readSignature(updatedBy)).toBeUndefined();
  },
);

test('every signature can be read back', () => {
  const until = fc.oneof(
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
      verb: fc.constantFrom('resolve', 'suppress', 'reopen', 'fixed', 'back'),
      until,
    },
    { requiredKeys: ['who', 'at', 'verb'] },
  );

  fc.assert(
    fc.property(signature, (one) => expect(readSignature(writeSignature(one))).toEqual(one)),
  );
});
