import { existsSync, readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { defaultsInTables, defaultsOfSchema } from './config/settings';

const english = readFileSync('README.md', 'utf8');
const readmes = [
  ['README.md', '## Settings', english],
  ['README.ja.md', '## 設定', readFileSync('README.ja.md', 'utf8')],
] as const;

describe.each(readmes)('%s', (_name, heading, readme) => {
  test("the table of settings has eleven, each with the schema's default, and links to the rest", () => {
    const [, section = ''] = readme.split(`${heading}\n`);
    const [settings = ''] = section.split('\n## ');
    const shown = defaultsInTables(settings, 2);

    expect(Object.keys(shown)).toHaveLength(11);
    expect(defaultsOfSchema()).toMatchObject(shown);
    expect(settings).toContain('](docs/settings.md)');
  });

  test('the table of scopes names each scope of the Slack app', () => {
    const { oauth_config } = parse(readFileSync('manifest.yml', 'utf8'));
    const scopes = [...readme.matchAll(/^\| `([a-z]+(?::[a-z]+)?)` +\|/gm)].map(
      (match) => match[1],
    );

    expect(scopes.filter((name) => name === 'commands' || name?.includes(':'))).toEqual(
      oauth_config.scopes.bot,
    );
  });

  test('every linked file exists, and no picture is larger than 150 kB', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    const drawn = links.filter((link) => /images\/(?!page)/.test(link));

    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
    expect(drawn).toHaveLength(4);
    expect(drawn.filter((link) => statSync(link).size > 150_000)).toEqual([]);
  });

  test('every npm command in it exists', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const commands = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? '');

    expect(commands.filter((name) => name !== 'run' && !(name in scripts))).toEqual([]);
  });
});

test('the Japanese README has the same commands, options, defaults, sections and links as the English one', () => {
  const [, , japanese] = readmes[1];

  expect(partsOf(japanese)).toEqual(partsOf(english));
  expect(english).toContain('](README.ja.md)');
  expect(japanese).toContain('](README.md)');
});

/** What has to be the same in both languages. */
function partsOf(readme: string) {
  const all = (pattern: RegExp) =>
    [...readme.matchAll(pattern)].map((match) => match[1] ?? match[0]).sort();
  return {
    npm: [...new Set(all(/npm (?:run )?[a-z:]+/g))],
    slash: [...new Set(all(/`\/vulnscan[^`]*`/g))],
    options: [...new Set(all(/--[a-z-]+ (?:FILE|REF|N)|--no-scan/g))],
    defaults: all(/^\| `[\w.]+` +\| (`[^`]+`|_\w+_)/gm),
    links: [...new Set(all(/\]\((?!README)([^)#]+)\)/g))],
    sections: all(/^###? .+$/gm).length,
  };
}

test.each(['CONTRIBUTING.md', 'docs/operations.md', 'docs/security.md', 'docs/trivy.md'])(
  'every file that %s names exists',
  (page) => {
    const names = readFileSync(page, 'utf8').matchAll(/`((?:\w[\w-]*\/)+[\w.-]+\.\w+)`/g);
    const files = [...names].map((match) => match[1] ?? '');

    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  },
);
