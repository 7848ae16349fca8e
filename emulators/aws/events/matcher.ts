import type { Json, JsonObject } from '../json';
import { isObject } from '../json';

/** Decides on one value of the event; with `absent` on the path being nowhere in it. */
export interface Matcher {
  absent: boolean;
  test(value: Json): boolean;
}

type Compile = (operand: Json) => Matcher | string;

/** One element of a pattern's array as a test, or what is wrong with it. */
export function compileMatcher(element: Json): Matcher | string {
  if (Array.isArray(element)) return 'an array may not hold an array';
  if (!isObject(element)) return testing((value) => value === element);
  const [operator, ...more] = Object.keys(element);
  if (operator === undefined || more.length > 0) return 'an operator object should have one key';
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  return compile ? compile(element[operator] ?? null) : `unrecognized match type ${operator}`;
}

const OPERATORS: Readonly<Record<string, Compile>> = {
  prefix: affix('prefix', (value, wanted) => value.startsWith(wanted)),
  suffix: affix('suffix', (value, wanted) => value.endsWith(wanted)),
  'equals-ignore-case': (operand) =>
    typeof operand === 'string'
      ? text((value) => value.toLowerCase() === operand.toLowerCase())
      : 'equals-ignore-case should be a string',
  wildcard: compileWildcard,
  exists: (operand) => {
    if (typeof operand !== 'boolean') return 'exists should be true or false';
    return operand ? testing(() => true) : { absent: true, test: () => false };
  },
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
};

function affix(name: string, holds: (value: string, wanted: string) => boolean): Compile {
  return (operand) => {
    if (typeof operand === 'string') return text((value) => holds(value, operand));
    const folded = isObject(operand) ? soleString(operand, 'equals-ignore-case') : undefined;
    if (folded === undefined) return `${name} should be a string`;
    return text((value) => holds(value.toLowerCase(), folded.toLowerCase()));
  };
}

function compileWildcard(operand: Json): Matcher | string {
  if (typeof operand !== 'string') return 'wildcard should be a string';
  if (/(^|[^\\])\*\*/.test(operand)) return 'consecutive wildcard characters are not allowed';
  const parts = operand.match(/\\[\s\S]|[\s\S]/g) ?? [];
  if (parts.some((part) => part.startsWith('\\') && part !== '\\*' && part !== '\\\\')) {
    return 'wildcard has an invalid escape character';
  }
  const source = parts
    .map((part) => (part === '*' ? '[\\s\\S]*' : literal(part.slice(-1))))
    .join('');
  const expression = new RegExp(`^${source}$`);
  return text((value) => expression.test(value));
}

function literal(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

const COMPARISONS: Readonly<Record<string, (value: number, edge: number) => boolean>> = {
  '=': (value, edge) => value === edge,
  '<': (value, edge) => value < edge,
  '<=': (value, edge) => value <= edge,
  '>': (value, edge) => value > edge,
  '>=': (value, edge) => value >= edge,
};

/** One comparison, or a lower edge followed by an upper one. */
function compileNumeric(operand: Json): Matcher | string {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    return 'numeric should list one or two comparisons';
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const sign = String(operand[index]);
    const edge = operand[index + 1];
    const holds = Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
    if (!holds || typeof edge !== 'number') return `numeric has a bad comparison ${sign}`;
    tests.push((value) => holds(value, edge));
  }
  if (operand.length === 4 && !isRange(String(operand[0]), String(operand[2]))) {
    return 'a numeric range should be a lower edge followed by an upper one';
  }
  return testing((value) => typeof value === 'number' && tests.every((holds) => holds(value)));
}

function isRange(first: string, second: string): boolean {
  return first.startsWith('>') && second.startsWith('<');
}

function compileAnythingBut(operand: Json): Matcher | string {
  if (isObject(operand)) return compileAnythingButOperator(operand);
  const refused = Array.isArray(operand) ? operand : [operand];
  if (refused.length === 0) return 'anything-but should name a value';
  const kinds = new Set(refused.map((value) => typeof value));
  if (kinds.size > 1 || !(kinds.has('string') || kinds.has('number'))) {
    return 'anything-but should list strings or numbers';
  }
  return testing((value) => !refused.includes(value));
}

const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

function compileAnythingButOperator(operand: JsonObject): Matcher | string {
  const [operator, ...more] = Object.keys(operand);
  if (operator === undefined || more.length > 0 || !NEGATABLE.includes(operator)) {
    return `anything-but does not know ${Object.keys(operand).join(', ')}`;
  }
  const value = operand[operator] ?? null;
  const inner: Matcher[] = [];
  for (const wanted of Array.isArray(value) ? value : [value]) {
    const matcher = OPERATORS[operator]?.(wanted) ?? 'unknown';
    if (typeof matcher === 'string') return matcher;
    inner.push(matcher);
  }
  if (inner.length === 0) return 'anything-but should name a value';
  return testing((found) => !inner.some(({ test }) => test(found)));
}

function soleString(operand: JsonObject, key: string): string | undefined {
  const value = operand[key];
  return Object.keys(operand).length === 1 && typeof value === 'string' ? value : undefined;
}

function text(holds: (value: string) => boolean): Matcher {
  return testing((value) => typeof value === 'string' && holds(value));
}

function testing(test: (value: Json) => boolean): Matcher {
  return { absent: false, test };
}
