import { existsSync, readFileSync, statSync } from 'node:fs';
import { Config } from '../src/config/config';

const english = readFileSync('README.md', 'utf8');
const readmes = [
  ['README.md', '## Settings', english],
  ['README.ja.md', '## 設定', readFileSync('README.ja.md', 'utf8')],
] as const;

describe.each(readmes)('%s', (_name, heading, readme) => {
  test('the table of settings names every setting of vulnscan.yml, and no other', () => {
    const [, table = ''] = readme.split(`${heading}\n`);
    const [settings = ''] = table.split('\n## ');
    const told = [...settings.matchAll(/^\| `([a-zA-Z]+(?:\.[a-zA-Z]+)?)` +\|/gm)].map(
      (match) => match[1],
    );

    expect(told.sort()).toEqual(settingsOf(Config).sort());
  });

  test('every file it links to is there, and no picture is heavy', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    const drawn = links.filter((link) => /images\/(?!page)/.test(link));

    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
    expect(drawn).toHaveLength(4);
    expect(drawn.filter((link) => statSync(link).size > 150_000)).toEqual([]);
  });

  test('every npm command it tells of is there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? '');

    expect(commands.filter((name) => name !== 'run' && !(name in scripts))).toEqual([]);
  });
});

test('the Japanese README tells the same commands, options, defaults and files as the English one', () => {
  const [, , japanese] = readmes[1];

  expect(partsOf(japanese)).toEqual(partsOf(english));
  expect(english).toContain('](README.ja.md)');
  expect(japanese).toContain('](README.md)');
});

/** What has to be the same in every language: commands, options, code in tables, sections, links. */
function partsOf(readme: string) {
  const all = (pattern: RegExp) =>
    [...readme.matchAll(pattern)].map((match) => match[1] ?? match[0]).sort();
  return {
    npm: [...new Set(all(/npm (?:run )?[a-z:]+/g))],
    slash: [...new Set(all(/`\/vulnscan[^`]*`/g))],
    options: [...new Set(all(/--[a-z-]+ (?:FILE|REF|N)|--no-scan/g))],
    defaults: all(/^\| `[\w.]+` +\| (`[^`]+`)/gm),
    links: [...new Set(all(/\]\((?!README)([^)#]+)\)/g))],
    sections: all(/^## .+$/gm).length,
  };
}

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
