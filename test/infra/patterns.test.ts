import { compilePattern } from '../../emulators/aws/events/pattern';
import type { JsonObject } from '../../emulators/aws/json';
import { GOLDEN } from './golden-events';
import { deployedPatterns } from './patterns';

const patterns = deployedPatterns();

test.each(GOLDEN)('$name goes to $rules', ({ event, rules }) => {
  const matching = Object.entries(patterns).filter(([, pattern]) =>
    compilePattern(toJson(pattern))(toJson(event)),
  );

  expect(matching.map(([name]) => name).sort()).toEqual(rules);
});

test('every rule matches one event of the table and misses another', () => {
  for (const name of Object.keys(patterns)) {
    expect(GOLDEN.some(({ rules }) => rules.includes(name))).toBe(true);
    expect(GOLDEN.some(({ rules }) => !rules.includes(name))).toBe(true);
  }
});

test('every pattern is within the 2,048 characters that EventBridge allows', () => {
  for (const pattern of Object.values(patterns)) {
    expect(JSON.stringify(pattern).length).toBeLessThan(2_048);
  }
});

function toJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
