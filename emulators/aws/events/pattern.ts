import type { Json, JsonObject } from '../json';
import { isObject } from '../json';
import type { Matcher } from './matcher';
import { compileMatcher } from './matcher';

export type EventMatcher = (event: JsonObject) => boolean;

/** A pattern that EventBridge would not take; the message says where and why. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
}

interface Leaf {
  at: string;
  matchers: Matcher[];
}
interface Node {
  fields: { name: string; pattern: Node | Leaf }[];
}

/**
 * Compiles an EventBridge event pattern of exact values, `prefix` and `exists`. Arrays of objects follow event-ruler's rule of array consistency:
 * all fields under one array must match in the same element. An unknown operator is refused, so that a
 * rule never looks active and matches nothing.
 */
export function compilePattern(pattern: Json): EventMatcher {
  if (!isObject(pattern))
    throw new InvalidPattern('Event pattern is not valid. Reason: it should be an object');
  const root = compileNode(pattern, '');
  return (event) => {
    const present = new Set<string>();
    collectLeaves(event, '', present);
    return matchesNode(root, event, present);
  };
}

function compileNode(pattern: JsonObject, at: string): Node {
  const names = Object.keys(pattern);
  if (names.length === 0) throw invalid(at, 'empty objects are not allowed');
  const fields: Node['fields'] = [];
  for (const name of names) {
    const value = pattern[name];
    const path = at === '' ? name : `${at}.${name}`;
    if (Array.isArray(value) && name !== '$or')
      fields.push({ name, pattern: compileLeaf(value, path) });
    else if (isObject(value)) fields.push({ name, pattern: compileNode(value, path) });
    else throw invalid(path, 'a value should be an object or an array');
  }
  return { fields };
}

function compileLeaf(values: Json[], at: string): Leaf {
  if (values.length === 0) throw invalid(at, 'empty arrays are not allowed');
  const matchers = values.map((value) => {
    const matcher = compileMatcher(value);
    if (typeof matcher === 'string') throw invalid(at, matcher);
    return matcher;
  });
  return { at, matchers };
}

function matchesNode(node: Node, value: Json | undefined, present: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) {
    const elements = flatten(value);
    return elements.length === 0
      ? matchesNode(node, undefined, present)
      : elements.some((element) => matchesNode(node, element, present));
  }
  const holder = isObject(value) ? value : {};
  return node.fields.every(({ name, pattern }) => {
    const found = Object.hasOwn(holder, name) ? holder[name] : undefined;
    return 'at' in pattern
      ? matchesLeaf(pattern, found, present)
      : matchesNode(pattern, found, present);
  });
}

function matchesLeaf(leaf: Leaf, found: Json | undefined, present: ReadonlySet<string>): boolean {
  const values = (Array.isArray(found) ? flatten(found) : [found]).filter(
    (value): value is Json => value !== undefined && !isObject(value),
  );
  return leaf.matchers.some((matcher) =>
    matcher.absent ? !present.has(leaf.at) : values.some(matcher.test),
  );
}

function flatten(values: readonly Json[]): Json[] {
  return values.flatMap((value) => (Array.isArray(value) ? flatten(value) : [value]));
}

/** Paths of all leaves of the event: `exists: false` asks whether the path is anywhere in it. */
function collectLeaves(value: Json | undefined, at: string, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) collectLeaves(element, at, into);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      collectLeaves(member, at === '' ? name : `${at}.${name}`, into);
    }
  } else {
    into.add(at);
  }
}

function invalid(at: string, why: string): InvalidPattern {
  return new InvalidPattern(`Event pattern is not valid. Reason: ${why}${at && ` at '${at}'`}`);
}
