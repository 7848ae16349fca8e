import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

interface Rule {
  /** Folders and files of the project it may import, besides itself. */
  folders: string[];
  /** The npm packages it may import; '*' is any. */
  packages: string[];
  /** Whether it may import Node's own modules. */
  node: boolean;
}

/** Which folder may import what. The most specific entry that contains a file applies to it. */
const RULES: Record<string, Rule> = {
  'src/domain': { folders: [], packages: [], node: false },
  'src/ports': { folders: ['src/domain'], packages: [], node: false },
  'src/usecases': { folders: ['src/domain', 'src/ports'], packages: [], node: false },
  'src/config': { folders: ['src/domain'], packages: ['zod', 'yaml'], node: true },
  'src/installation.ts': { folders: ['src/domain', 'src/config'], packages: [], node: false },
  'src/alarms.ts': {
    folders: ['src/domain', 'src/installation.ts'],
    packages: [],
    node: false,
  },
  'src/event-patterns.ts': {
    folders: ['src/domain', 'src/config', 'src/installation.ts'],
    packages: [],
    node: false,
  },
  'src/state-machine.ts': {
    folders: ['src/domain', 'src/config', 'src/installation.ts'],
    packages: [],
    node: false,
  },
  'src/adapters': {
    folders: ['src/domain', 'src/ports', 'src/config', 'src/installation.ts', 'src/alarms.ts'],
    packages: ['@aws-sdk', '@smithy', '@slack', 'zod'],
    node: true,
  },
  // Only the scanner compares versions: their libraries must not be in a cold start.
  'src/adapters/versions': {
    folders: ['src/domain'],
    packages: ['@renovatebot', 'semver'],
    node: false,
  },
  'src/handlers': {
    folders: [
      'src/domain',
      'src/ports',
      'src/usecases',
      'src/adapters',
      'src/config',
      'src/installation.ts',
      'src/alarms.ts',
    ],
    packages: ['@slack/bolt', 'zod'],
    node: true,
  },
  scanner: {
    folders: [
      'src/domain',
      'src/ports',
      'src/usecases',
      'src/adapters',
      'src/config',
      'src/installation.ts',
    ],
    packages: ['zod'],
    node: true,
  },
  infra: {
    folders: [
      'src/config',
      'src/domain',
      'src/event-patterns.ts',
      'src/state-machine.ts',
      'src/installation.ts',
      'src/alarms.ts',
    ],
    packages: ['*'],
    node: true,
  },
  cli: {
    folders: [
      'src/config',
      'src/installation.ts',
      'src/event-patterns.ts',
      'src/domain',
      'src/adapters',
      'tools/cdk-app',
    ],
    packages: ['@aws-sdk', '@slack/web-api', '@clack/prompts', 'yaml', 'zod'],
    node: true,
  },
  // `npm run dev` connects the playground's local AWS to a real Slack workspace.
  'cli/dev': {
    folders: [
      'cli/terminal',
      'src/config',
      'src/installation.ts',
      'src/domain',
      'src/ports',
      'src/usecases',
      'src/adapters',
      'emulators/aws',
      'playground',
    ],
    packages: ['@slack/bolt'],
    node: true,
  },
  // `npm run rebuild` runs the use case of the intake function.
  'cli/rebuild': {
    folders: [
      'cli/checks',
      'cli/terminal',
      'src/config',
      'src/installation.ts',
      'src/domain',
      'src/ports',
      'src/usecases',
      'src/adapters',
      'playground/on-stop',
    ],
    packages: ['@aws-sdk'],
    node: true,
  },
  'cli/rebuild.ts': { folders: ['cli', 'playground/on-stop'], packages: [], node: true },
  'cli/dev.ts': {
    folders: [
      'cli',
      'src/config',
      'src/installation.ts',
      'src/domain',
      'src/adapters',
      'playground/on-stop',
    ],
    packages: ['@aws-sdk'],
    node: true,
  },
  emulators: { folders: [], packages: ['*'], node: true },
  playground: { folders: ['src', 'scanner', 'emulators'], packages: ['*'], node: true },
  'playground/page': {
    folders: ['emulators/slack'],
    packages: ['preact', 'zod', 'esbuild'],
    node: true,
  },
  tools: {
    folders: ['src', 'scanner', 'infra', 'cli', 'emulators', 'playground', 'test'],
    packages: ['*'],
    node: true,
  },
};

/** Imports that a rule above would allow. */
const FORBIDDEN: { from: string; to: string; why: string }[] = [
  { from: 'scanner', to: 'src/adapters/slack', why: 'the scanner does not use Slack' },
  { from: 'src/handlers', to: 'src/config/config-file', why: 'YAML must not be in a cold start' },
  { from: 'src/handlers', to: 'src/adapters/versions', why: 'only the scanner compares versions' },
  { from: 'src/adapters', to: 'src/config/config-file', why: 'YAML must not be in a cold start' },
];

interface Import {
  file: string;
  line: number;
  target: string;
}

const FOLDERS = ['src', 'scanner', 'infra', 'cli', 'emulators', 'playground', 'tools'];
const root = resolve(__dirname, '..');
const imports = FOLDERS.flatMap((folder) => filesIn(folder).flatMap(importsOf));

test('every folder imports only what its rule allows', () => {
  expect(imports.filter((entry) => !isAllowed(entry)).map(describeImport)).toEqual([]);
});

test('no import cycles exist', () => {
  expect(cyclesIn([...imports, ...filesIn('test').flatMap(importsOf)])).toEqual([]);
});

test('the check finds a forbidden import and a cycle', () => {
  expect(imports.length).toBeGreaterThan(500);
  for (const [file, target] of [
    ['src/domain/a.ts', 'zod'],
    ['src/usecases/a.ts', 'src/adapters/b'],
    ['src/adapters/a.ts', 'src/usecases/cancel-scan'],
    ['src/domain/a.ts', 'src/installation'],
    ['src/usecases/a.ts', 'src/installation'],
    ['scanner/a.ts', 'src/adapters/slack/b'],
    ['src/handlers/a.ts', 'src/config/config-file'],
    ['emulators/slack/a.ts', 'playground/page/protocol'],
    ['src/handlers/a.ts', 'playground/system'],
    ['unknown/a.ts', 'node:fs'],
  ] as const) {
    expect([target, isAllowed({ file, line: 1, target })]).toEqual([target, false]);
  }
  expect(
    cyclesIn([
      { file: 'src/a.ts', line: 1, target: 'src/b' },
      { file: 'src/b.tsx', line: 1, target: 'src/a.js' },
    ]),
  ).toEqual(['src/a > src/b > src/a']);
});

/** Every cycle once, as a path from its first file back to it. */
function cyclesIn(edges: Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of edges) {
    const from = withoutExtension(file);
    targets.set(from, [...(targets.get(from) ?? []), withoutExtension(target)]);
  }
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' > ')];
    if (done.has(file)) return [];
    const found = (targets.get(file) ?? []).flatMap((next) => walk(next, [...path, file]));
    done.add(file);
    return found;
  };
  return [...targets.keys()].flatMap((file) => walk(file, []));
}

function withoutExtension(file: string): string {
  return file.replace(/\.(d\.mts|[cm]?[jt]sx?)$/, '');
}

function isAllowed({ file, target }: Import): boolean {
  const entry = Object.entries(RULES)
    .filter(([name]) => isInside(file, name))
    .sort(([a], [b]) => b.length - a.length)[0];
  if (entry === undefined) return false;
  const [name, rule] = entry;
  if (target.startsWith('node:')) return rule.node;
  if (!isLocal(target)) return rule.packages.some((one) => one === '*' || isInside(target, one));
  if (FORBIDDEN.some(({ from, to }) => isInside(file, from) && target.startsWith(to))) return false;
  return [name, ...rule.folders].some((folder) => isInside(target, folder));
}

function isInside(path: string, folder: string): boolean {
  if (folder.endsWith('.ts')) return withoutExtension(path) === withoutExtension(folder);
  return withoutExtension(path) === folder || path.startsWith(`${folder}/`);
}

function isLocal(target: string): boolean {
  return [...FOLDERS, 'test'].some((folder) => target.startsWith(`${folder}/`));
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !name.includes('/node_modules/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)['"]([^'"]+)['"]/g);
  return [...found].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    target: resolveTarget(file, match[1] ?? ''),
  }));
}

function resolveTarget(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/');
}

function describeImport({ file, line, target }: Import): string {
  return `${file}:${line} imports ${target}`;
}
