import { isJson, type Json } from '../json';
import type { Breach, Rule, Shape } from './rule';
import { shapeNamed } from './shapes';

type RuleOf<Kind extends Rule['is']> = Extract<Rule, { is: Kind }>;

/** Every broken rule of the tables, each with its place. The messages are Slack's. */
export function conform(rule: Rule, value: unknown, pointer: string): Breach[] {
  const at = (message: string): Breach[] => [{ pointer, message }];
  switch (rule.is) {
    case 'string':
      return typeof value === 'string' ? conformString(rule, value, at) : at('must be a string');
    case 'number':
      return conformNumber(rule, value, at);
    case 'boolean':
      return typeof value === 'boolean' ? [] : at('must be a boolean');
    case 'list':
      return Array.isArray(value) ? conformList(rule, value, pointer) : at('must be an array');
    case 'object':
      return isJson(value) ? [] : at('must be an object');
    case 'shape':
      return isJson(value)
        ? conformShape(shapeNamed(rule.name), value, pointer, [])
        : at('must be an object');
    case 'text':
      return isJson(value) ? conformText(rule, value, pointer) : at('must be an object');
    case 'typed':
      return isJson(value) ? conformTyped(rule, value, pointer) : at('must be an object');
  }
}

type At = (message: string) => Breach[];

function conformString(rule: RuleOf<'string'>, value: string, at: At): Breach[] {
  const length = [...value].length;
  if (length < (rule.min ?? 0)) return at(`must be more than ${(rule.min ?? 1) - 1} characters`);
  if (length > (rule.max ?? Number.POSITIVE_INFINITY)) {
    return at(`must be less than ${(rule.max ?? 0) + 1} characters`);
  }
  if (rule.among !== undefined && !rule.among.includes(value)) {
    return at(`must be one of: ${rule.among.join(', ')}`);
  }
  return rule.matches === undefined || rule.matches.test(value) ? [] : at('has an invalid format');
}

function conformNumber(rule: RuleOf<'number'>, value: unknown, at: At): Breach[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return at('must be a number');
  if (rule.min !== undefined && value < rule.min) return at(`must be at least ${rule.min}`);
  return rule.max !== undefined && value > rule.max ? at(`must be at most ${rule.max}`) : [];
}

function conformList(rule: RuleOf<'list'>, value: unknown[], pointer: string): Breach[] {
  const breaches: Breach[] = [];
  if (value.length < (rule.min ?? 0)) {
    breaches.push({ pointer, message: `no fewer than ${rule.min} items allowed` });
  }
  if (value.length > (rule.max ?? Number.POSITIVE_INFINITY)) {
    breaches.push({ pointer, message: `no more than ${rule.max} items allowed` });
  }
  return breaches.concat(
    value.flatMap((item, index) => conform(rule.of, item, `${pointer}/${index}`)),
  );
}

function conformText(rule: RuleOf<'text'>, value: Json, pointer: string): Breach[] {
  const type = value['type'];
  if (typeof type !== 'string' || !rule.type.includes(type)) {
    return [{ pointer: `${pointer}/type`, message: `unsupported type: ${String(type)}` }];
  }
  const text: Rule = { is: 'string', min: 1, max: rule.max };
  const flag: Rule = { is: 'boolean' };
  const may = type === 'plain_text' ? { emoji: flag } : { verbatim: flag };
  return conformShape({ needs: { text }, may }, value, pointer, ['type']);
}

function conformTyped(rule: RuleOf<'typed'>, value: Json, pointer: string): Breach[] {
  const type = value['type'];
  const name = typeof type === 'string' ? ownName(rule.among, type) : undefined;
  return name === undefined
    ? [{ pointer: `${pointer}/type`, message: `unsupported type: ${String(type)}` }]
    : conformShape(shapeNamed(name), value, pointer, ['type']);
}

function ownName(among: Readonly<Record<string, string>>, type: string): string | undefined {
  return Object.hasOwn(among, type) ? among[type] : undefined;
}

function conformShape(shape: Shape, value: Json, pointer: string, known: string[]): Breach[] {
  const rules = { ...shape.needs, ...shape.may };
  const has = (name: string): boolean => value[name] !== undefined && value[name] !== null;
  const missing = Object.keys(shape.needs ?? {})
    .filter((name) => !has(name))
    .map((name) => ({ pointer, message: `missing required field: ${name}` }));
  const unknown = Object.keys(value)
    .filter((name) => !known.includes(name) && !Object.hasOwn(rules, name))
    .map((name) => ({ pointer, message: `invalid additional property: ${name}` }));
  const inside = Object.entries(rules)
    .filter(([name]) => has(name))
    .flatMap(([name, rule]) => conform(rule, value[name], `${pointer}/${name}`));
  return [...missing, ...unknown, ...missingAll(shape, has, pointer), ...inside];
}

function missingAll(shape: Shape, has: (name: string) => boolean, pointer: string): Breach[] {
  return shape.some === undefined || shape.some.some(has)
    ? []
    : [{ pointer, message: `must define at least one of: ${shape.some.join(', ')}` }];
}
