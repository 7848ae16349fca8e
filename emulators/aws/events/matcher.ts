import type { Json } from '../json';
import { isObject } from '../json';

/** Decides on one value of the event; `absent` matches when the path is nowhere in the event. */
export interface Matcher {
  absent: boolean;
  test(value: Json): boolean;
}

/**
 * One element of a pattern's array as a test, or what is wrong with it. Supported are exact values, `prefix` and
 * `exists`; any other operator is refused.
 */
export function compileMatcher(element: Json): Matcher | string {
  if (Array.isArray(element)) return 'an array may not hold an array';
  if (!isObject(element)) return testing((value) => value === element);
  const [operator, ...more] = Object.keys(element);
  if (operator === undefined || more.length > 0) return 'an operator object should have one key';
  const operand = element[operator] ?? null;
  if (operator === 'prefix') return compilePrefix(operand);
  if (operator === 'exists') return compileExists(operand);
  return `unrecognized match type ${operator}`;
}

function compilePrefix(operand: Json): Matcher | string {
  if (typeof operand !== 'string') return 'prefix should be a string';
  return testing((value) => typeof value === 'string' && value.startsWith(operand));
}

function compileExists(operand: Json): Matcher | string {
  if (typeof operand !== 'boolean') return 'exists should be true or false';
  return operand ? testing(() => true) : { absent: true, test: () => false };
}

function testing(test: (value: Json) => boolean): Matcher {
  return { absent: false, test };
}
