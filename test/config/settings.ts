import { parse } from 'yaml';
import { Config, parseConfig } from '../../src/config/config';
import { toMilliseconds } from '../../src/config/schema';

/** A file with the settings that have no default, and nothing else. */
export const REQUIRED: Record<string, unknown> = {
  'aws.account': '123456789012',
  'aws.region': 'eu-west-1',
  'slack.team': 'T0HOME',
  'slack.channel': 'C0SECURITY',
  'slack.app': 'A0VULNSCAN',
  images: ['api:latest'],
};

/** What the schema of vulnscan.yml says about each setting: its default, 'required', or 'none'. */
export function defaultsOfSchema(): Record<string, unknown> {
  const parsed = parseConfig(nest(REQUIRED));
  const names = settingsOf(Config);
  return Object.fromEntries(
    names.map((name) => [name, name in REQUIRED ? 'required' : (valueAt(parsed, name) ?? 'none')]),
  );
}

/** Settings and defaults in the tables of a page: `name` in the first column, the default in column `column`. */
export function defaultsInTables(page: string, column: number): Record<string, unknown> {
  const schema = defaultsOfSchema();
  const rows = [...page.matchAll(/^\| `([a-zA-Z]+(?:\.[a-zA-Z]+)?)` .*$/gm)];
  return Object.fromEntries(
    rows.map(([row, name = '']) => {
      const cell = row.split(/ *\| */)[column] ?? '';
      return [name, readDefault(cell, typeof schema[name])];
    }),
  );
}

/** `_required_` and `_none_` are words; anything else is YAML in backticks, or a length of time. */
function readDefault(cell: string, type: string): unknown {
  const word = /^_(.+)_$/.exec(cell)?.[1];
  if (word !== undefined) return word;
  const text = /^`(.+)`$/.exec(cell)?.[1] ?? '';
  if (/^\d+[smhd]$/.test(text)) return toMilliseconds(text);
  return type === 'string' ? text : parse(text);
}

export function nest(settings: Record<string, unknown>): Record<string, unknown> {
  const nested: Record<string, Record<string, unknown>> = {};
  const top: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(settings)) {
    const [section = '', key] = name.split('.');
    if (key === undefined) top[section] = value;
    else nested[section] = { ...nested[section], [key]: value };
  }
  return { ...nested, ...top };
}

function valueAt(config: object, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value ? Reflect.get(value, key) : undefined),
      config,
    );
}

/** Dotted names of the leaves. A section is an object with a shape, with or without a default around it. */
function settingsOf(schema: unknown, path: string[] = []): string[] {
  const shape = shapeOf(schema);
  if (shape === undefined) return [path.join('.')];
  return Object.entries(shape).flatMap(([name, inner]) => settingsOf(inner, [...path, name]));
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const def: unknown = Reflect.get(Reflect.get(schema, '_zod') ?? {}, 'def');
  if (typeof def !== 'object' || def === null) return undefined;
  if ('shape' in def && typeof def.shape === 'object') return { ...def.shape };
  return 'innerType' in def ? shapeOf(def.innerType) : undefined;
}
