import fc from 'fast-check';
import type { Basis } from '../../src/domain/basis';
import { listNames, noteOf, readNote, readQuoted } from '../../src/domain/decision-note';
import { SEVERITIES } from '../../src/domain/finding';
import {
  decisionOf,
  readSignature,
  type Signature,
  writeSignature,
} from '../../src/domain/signature';
import { utf8Length } from '../../src/domain/text';
import {
  type Decision,
  JUSTIFICATIONS,
  PLACES,
  type Place,
  type Until,
} from '../../src/domain/workflow';

type Suppression = Extract<Decision, { kind: 'suppress' }>;

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
  'vulnscan/U1/1/suppress/place=there',
  'vulnscan/U1/1/suppress/as=WORST',
  'vulnscan/U1/1/suppress/why=because',
  'vulnscan/U1/1/suppress/what=this',
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
      place: fc.constantFrom(...PLACES),
      assumptions: fc.record(
        {
          severity: fc.constantFrom(...SEVERITIES),
          exploited: fc.boolean(),
          exposed: fc.boolean(),
          fixable: fc.boolean(),
        },
        { requiredKeys: ['severity'] },
      ),
      justification: fc.constantFrom(...JUSTIFICATIONS),
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

describe('the note of a suppression', () => {
  const images = (...names: string[]) =>
    names.map((name) => ({ name: `registry/${name}`, repository: name, services: [] }));
  const basis = (place: Place): Basis => ({ place, severity: 'HIGH', exploited: false });
  const written = (more: Partial<Suppression>, names = ['api', 'web']) => {
    const decision: Suppression = { kind: 'suppress', until: { kind: 'ever' }, ...more };
    const request = { decision, actor: ana, actionTs };
    return noteOf(request, basis(more.place ?? 'here'), { images: images(...names) });
  };

  it('says who, until when, where and why', () => {
    const until = { kind: 'date', date: '2027-02-24' } as const;

    expect(written({ until, justification: 'not-reachable', reason: 'no LDAP' }).text).toBe(
      'Suppressed by Ana Silva until 2027-02-24 in api, web: not reachable: no LDAP',
    );
    expect(written({ place: 'everywhere', justification: 'false-positive' }).text).toBe(
      'Suppressed by Ana Silva for good everywhere: false positive',
    );
    expect(written({}, ['a', 'b', 'c', 'd', 'e']).text).toBe(
      'Suppressed by Ana Silva for good in a, b, c and 2 more.',
    );
  });

  it('says that it extends another, and reads back as a suppression', () => {
    const until = { kind: 'date', date: '2027-02-24' } as const;
    const { text, updatedBy } = written({
      ...{ until, justification: 'not-reachable', extends: '2026-12-01' },
    });
    const signature = readSignature(updatedBy);
    if (signature === undefined) throw new Error('not ours');

    expect(text).toBe(
      'Suppression extended by Ana Silva until 2027-02-24 in api, web: not reachable',
    );
    expect(readNote(text, signature)).toEqual({ name: 'Ana Silva', where: 'api, web' });
    expect(readQuoted(text)).toMatchObject({ action: 'suppress', name: 'Ana Silva', until });
  });

  it('says how many images there are where their names are long, and keeps the reason', () => {
    const long = ['x'.repeat(256), 'y'.repeat(256)];

    expect(
      written({ justification: 'risk-accepted', reason: '漢'.repeat(300) }, long).text,
    ).toMatch(/^Suppressed by Ana Silva for good in 2 images: risk accepted: 漢+…$/);
  });

  it('is signed with the place, what was so, and the reason', () => {
    expect(written({ justification: 'mitigated-otherwise' }).updatedBy).toBe(
      `vulnscan/U0ANA/${actionTs}/suppress/until=ever/place=here/as=HIGH,x0/why=mitigated-otherwise`,
    );
  });

  it('can be read back, whole and as quoted by a later note', () => {
    const some = fc.record(
      {
        until: fc.constantFrom<Until>(
          { kind: 'fix' },
          { kind: 'ever' },
          {
            kind: 'date',
            date: '2027-02-24',
          },
        ),
        place: fc.constantFrom(...PLACES),
        justification: fc.constantFrom(...JUSTIFICATIONS),
        reason: fc.constantFrom('no LDAP', 'a: b', 'in api: x'),
      },
      { requiredKeys: ['until', 'justification'] },
    );
    fc.assert(
      fc.property(some, fc.constantFrom<string[]>(['api'], ['a', 'b', 'c', 'd']), (more, names) => {
        const { text, updatedBy } = written(more, names);
        const signature = readSignature(updatedBy);
        if (signature === undefined) throw new Error('not ours');
        const where = { ...(more.place !== 'everywhere' && { where: listNames(names) }) };
        const reason = { ...(more.reason !== undefined && { reason: more.reason }) };

        expect(readNote(text, signature)).toEqual({ name: 'Ana Silva', ...where, ...reason });
        const isEverywhere = more.place === 'everywhere';
        const { until, justification } = more;
        const quoted = { action: 'suppress', name: 'Ana Silva', everywhere: isEverywhere };
        expect(readQuoted(text)).toEqual({ ...quoted, until, justification, ...where, ...reason });
      }),
    );
  });

  it('of an earlier version is read as before', () => {
    const signature = { who: 'U1', at: '1', action: 'suppress', until: { kind: 'fix' } } as const;

    expect(readNote('Suppressed by Ana until a fix exists: in dev only: x', signature)).toEqual({
      name: 'Ana',
      reason: 'in dev only: x',
    });
  });
});
