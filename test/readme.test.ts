import { existsSync, readFileSync } from 'node:fs';
import { Config } from '../src/config';

const readme = readFileSync('README.md', 'utf8');

test('the table of settings names every setting of vulnscan.yml, and no other', () => {
  const [, table = ''] = readme.split('## Settings');
  const [settings = ''] = table.split('\n## ');
  const told = [...settings.matchAll(/^\| `([a-zA-Z]+(?:\.[a-zA-Z]+)?)` +\|/gm)].map(
    (match) => match[1],
  );

  expect(told.sort()).toEqual(settingsOf(Config).sort());
});

test('every file the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');

  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test('every npm command the README tells of is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? '');

  expect(commands.filter((name) => name !== 'run' && !(name in scripts))).toEqual([]);
});

/** Dotted names of the leaves; sections are objects with a shape, with or without a default around them. */
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
