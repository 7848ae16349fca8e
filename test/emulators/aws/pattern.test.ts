import { compilePattern } from '../../../emulators/aws/events/pattern';
import { EVENT, NO_PATTERNS, PATTERNS } from './pattern-table';

it.each(PATTERNS)('%j', (pattern, expected) => {
  expect(compilePattern(pattern)(EVENT)).toBe(expected);
});

it('reads an escaped star as a star', () => {
  const matches = compilePattern({ a: [{ wildcard: '1\\*2' }] });

  expect(matches({ a: '1*2' })).toBe(true);
  expect(matches({ a: '1x2' })).toBe(false);
});

it.each(NO_PATTERNS)('refuses %j', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow('Event pattern is not valid');
});
