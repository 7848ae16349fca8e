import fc from 'fast-check';
import { editDistance, nearest } from '../../src/domain/closest-word';

test.each([
  ['status', 'status', 0],
  ['stats', 'status', 1],
  ['statuss', 'status', 1],
  ['statis', 'status', 1],
  ['stauts', 'status', 1],
  ['tsauts', 'status', 2],
  ['sttsu', 'status', 2],
  ['kitten', 'sitting', 3],
  ['ab', 'ca', 2],
  ['ab', 'bc', 2],
  ['', 'api', 3],
  ['api', '', 3],
  ['abab', 'baba', 2],
])('the distance of %j and %j is %d', (a, b, slips) => {
  expect(editDistance(a, b)).toBe(slips);
});

test('the distance is the same in both directions', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test.each<[string, string[], string | undefined]>([
  ['wroker', ['web', 'worker'], 'worker'],
  ['zebra', ['worker', 'web'], undefined],
  ['status', [], undefined],
  // The one with the fewest slips, wherever it stands in the list.
  ['stats', ['statue', 'status'], 'status'],
  ['stats', ['status', 'statue'], 'status'],
  // Of two that are equally near, the first.
  ['wab', ['web', 'war'], 'web'],
  // Capitals are no slip, in either word, and the answer keeps its own.
  ['STATUS', ['status'], 'status'],
  ['team/api', ['Team/API'], 'Team/API'],
])('for the typed word %j, in %j the nearest is %j', (word, candidates, near) => {
  expect(nearest(word, candidates)).toBe(near);
});

test('a third of the longer word may differ, and no more', () => {
  expect(nearest('abc', ['abx'])).toBe('abx');
  expect(nearest('abc', ['axx'])).toBeUndefined();
  expect(nearest('abcd', ['abcdxx'])).toBe('abcdxx');
  expect(nearest('abcdxx', ['abcd'])).toBe('abcd');
  expect(nearest('abc', ['abcxx'])).toBeUndefined();
});

test('only the beginning of a very long word is compared, to limit the time it takes', () => {
  expect(nearest('a'.repeat(100), ['a'.repeat(64)])).toBe('a'.repeat(64));
  expect(nearest('a'.repeat(64), [`${'a'.repeat(62)}bb`])).toBe(`${'a'.repeat(62)}bb`);
});
