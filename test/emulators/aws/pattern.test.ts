import { compilePattern } from '../../../emulators/aws/events/pattern';
import { EVENT, NO_PATTERNS, PATTERNS } from './pattern-table';

it.each(PATTERNS)('%j', (pattern, expected) => {
  expect(compilePattern(pattern)(EVENT)).toBe(expected);
});

it.each(NO_PATTERNS)('refuses %j', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow('Event pattern is not valid');
});
