import fc from 'fast-check';
import { noteOf } from '../../src/domain/decision-note';
import { basisOf } from '../../src/domain/decision-scope';
import { SEVERITIES } from '../../src/domain/finding';
import type { MaterialChange } from '../../src/domain/material-change';
import { reopenNote } from '../../src/domain/reopen';
import { readChanges, writeChanges } from '../../src/domain/reopen-note';
import { aDetection, aFinding, anImage, NOW } from './builders';

const ana = { userId: 'U0ANA', teamId: 'T0HOME', name: 'Ana Silva' };
const batch = anImage('batch-internal');
const finding = aFinding({ images: [batch] });
const note = noteOf(
  {
    decision: {
      kind: 'suppress',
      until: { kind: 'date', date: '2027-02-24' },
      justification: 'not-reachable',
      reason: 'no ingress',
    },
    actor: ana,
    actionTs: '1795489200.0001',
  },
  basisOf(finding, 'here'),
  finding,
);
const known = {
  ...finding,
  workflowStatus: 'SUPPRESSED' as const,
  note,
  basis: basisOf(finding, 'here'),
};

test('the note of a reopening says what the decision does not cover, and what was decided', () => {
  const changes: MaterialChange[] = [
    { cause: 'image', images: ['checkout-public'], isExposed: false },
  ];

  expect(
    reopenNote(known, aDetection('CVE-1', batch), { kind: 'uncovered', changes }, NOW).text,
  ).toBe(
    'Reopened by the scanner: now also in checkout-public, which the suppression of Ana Silva for batch-internal does not cover. ' +
      'Before: Suppressed by Ana Silva until 2027-02-24 in batch-internal: not reachable: no ingress',
  );
});

test('a decision of another tool is named without a person', () => {
  const { note: _, ...foreign } = known;

  expect(writeChanges(foreign, [{ cause: 'image', images: ['shop'], isExposed: true }])).toBe(
    'now also in shop, exposed to the internet, which the suppression for batch-internal does not cover.',
  );
  expect(
    writeChanges({ ...foreign, workflowStatus: 'RESOLVED' }, [
      { cause: 'image', images: ['a', 'b', 'c', 'd'], isExposed: false },
    ]),
  ).toBe('now also in a, b, c and 1 more, which the resolution for batch-internal does not cover.');
});

const name = fc.constantFrom('api', 'team/web', 'a.b-c_d', 'now', 'for');
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
const severity = fc.constantFrom(...SEVERITIES);
const change: fc.Arbitrary<MaterialChange> = fc.oneof(
  fc.record({ cause: fc.constant('exploited' as const), since: fc.constant('2026-11-26') }),
  fc.record({ cause: fc.constant('exposed' as const), images: names }),
  fc.record({ cause: fc.constant('severity' as const), from: severity, to: severity }),
  fc.record({ cause: fc.constant('image' as const), images: names, isExposed: fc.boolean() }),
  fc.record({
    cause: fc.constant('fix' as const),
    fixes: fc.uniqueArray(fc.constantFrom('openssl 3.0.15', 'log4j-core 2.17.1, 2.12.4'), {
      minLength: 1,
    }),
  }),
);

test('every reason can be read back, so that a card says it in its language', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const read = readChanges(writeChanges(known, changes));

      expect(read?.map(({ cause }) => cause)).toEqual(changes.map(({ cause }) => cause));
      for (const [index, each] of changes.entries()) {
        const told = read?.[index];
        if (each.cause === 'exploited' || each.cause === 'severity') expect(told).toEqual(each);
        if (told?.cause === 'image' && each.cause === 'image') {
          expect(told).toMatchObject({ isExposed: each.isExposed, covers: 'batch-internal' });
          expect(told.images.startsWith(each.images.slice(0, 3).join(', '))).toBe(true);
        }
      }
    }),
  );
});

test.each([
  'now also in checkout-pub…',
  'for reasons unknown.',
  'rated HIGHEST, was HIGH.',
  'now exposed to the internet: api; and more.',
])('what the scanner did not write, or what was cut, is no reason: %s', (text) => {
  expect(readChanges(text)).toBeUndefined();
});
