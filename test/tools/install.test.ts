import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const INSTALL = resolve(__dirname, '../../tools/install.mjs');

/** In place of npm: records its arguments and writes the list of what is installed, as npm does at its end. */
const NPM = `#!/usr/bin/env node
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const omit = process.argv.includes('--omit=dev');
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const kept = Object.entries(packages).filter(([, { dev }]) => !(omit && dev));
appendFileSync('calls', process.argv[2] + (omit ? ' production' : ' all') + '\\n');
if (existsSync('fail')) process.exit(1);
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: Object.fromEntries(kept) }));
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-install-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'npm'), NPM);
  chmodSync(join(folder, 'bin', 'npm'), 0o755);
  wants({ zod: '1.0.0' }, { jest: '1.0.0' });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a command for users installs the production packages, and a command for developers adds the rest', () => {
  install({ production: true });
  install({ production: true });
  expect(calls()).toEqual(['ci production']);

  install();
  install();
  expect(calls()).toEqual(['ci production', 'install all']);
});

test('a command for users leaves a full installation as it is, and keeps it full when a package changes', () => {
  install();
  install({ production: true });
  expect(calls()).toEqual(['ci all']);

  wants({ zod: '2.0.0' }, { jest: '1.0.0' });
  install({ production: true });
  expect(calls()).toEqual(['ci all', 'ci all']);
});

test('a changed development package is noticed by a command for developers alone', () => {
  install();
  wants({ zod: '1.0.0' }, { jest: '2.0.0' });

  install({ production: true });
  expect(calls()).toEqual(['ci all']);
  install();
  expect(calls()).toEqual(['ci all', 'install all']);
});

test('an installation that failed half-way is repaired by the next command', () => {
  install();
  wants({ zod: '2.0.0' }, { jest: '1.0.0' });
  writeFileSync(join(folder, 'fail'), '');
  expect(() => install()).toThrow(/npm ci failed: fix the errors above/);
  wants({ zod: '1.0.0' }, { jest: '1.0.0' });
  rmSync(join(folder, 'fail'));

  install({ production: true });

  expect(calls()).toEqual(['ci all', 'ci all', 'ci production']);
});

test('two commands at once install once, and a lock of a process that has ended is removed', async () => {
  mkdirSync(join(folder, '.cache'));
  writeFileSync(join(folder, '.cache', 'installing'), '999999999');

  const ended = await Promise.all(
    [1, 2].map(() => new Promise((done) => start().on('close', done))),
  );

  expect(ended).toEqual([0, 0]);
  expect(calls()).toEqual(['ci all']);
  expect(existsSync(join(folder, '.cache', 'installing'))).toBe(false);
});

function wants(production: Record<string, string>, development: Record<string, string>): void {
  const entries = [
    ['', {}],
    ...Object.entries(production).map(([name, version]) => [`node_modules/${name}`, { version }]),
    ...Object.entries(development).map(([name, version]) => [
      `node_modules/${name}`,
      { version, dev: true },
    ]),
    ['node_modules/for-another-platform', { version: '1.0.0', optional: true }],
  ];
  const packages = Object.fromEntries(entries);
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
}

function programFor(options: object): string {
  return `import('${INSTALL}').then(({ install }) => install(${JSON.stringify(folder)}, ${JSON.stringify(options)}))`;
}

const env = () => ({
  ...process.env,
  PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
});

function install(options: object = {}): void {
  execFileSync(process.execPath, ['-e', programFor(options)], { env: env(), stdio: 'pipe' });
}

function start() {
  return spawn(process.execPath, ['-e', programFor({})], { env: env(), stdio: 'ignore' });
}

function calls(): string[] {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
