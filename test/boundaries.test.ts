import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Who may import whom. A room is a folder or file; `packages` are the npm packages it may use ('*' is any), `node`
 * says whether it may use Node's own modules.
 */
const ROOMS: Record<string, { rooms: string[]; packages: string[]; node: boolean }> = {
  'src/domain': { rooms: [], packages: [], node: false },
  'src/flow': { rooms: ['src/domain'], packages: [], node: false },
  'src/config': { rooms: ['src/domain'], packages: ['zod'], node: false },
  'src/config.ts': { rooms: ['src/domain', 'src/config'], packages: ['zod'], node: true },
  'src/config-file.ts': { rooms: ['src/domain', 'src/config.ts'], packages: ['yaml'], node: true },
  'src/event-patterns.ts': {
    rooms: ['src/domain', 'src/config.ts'],
    packages: [],
    node: false,
  },
  'src/adapters': {
    rooms: ['src/domain', 'src/flow/ports', 'src/config.ts'],
    packages: ['@aws-sdk', '@smithy', '@slack', 'zod'],
    node: true,
  },
  'src/lambdas': {
    rooms: ['src/domain', 'src/flow', 'src/adapters', 'src/config.ts'],
    packages: ['@slack/bolt', 'zod'],
    node: true,
  },
  scanner: {
    rooms: ['src/domain', 'src/flow', 'src/adapters', 'src/config.ts', 'src/config-file.ts'],
    packages: ['zod'],
    node: true,
  },
  infra: {
    rooms: ['src/config.ts', 'src/config-file.ts', 'src/event-patterns.ts', 'src/domain'],
    packages: ['*'],
    node: true,
  },
  playground: {
    rooms: ['src', 'scanner', 'scripts'],
    packages: ['*'],
    node: true,
  },
};

/** Rooms inside a room that even its neighbours may not enter. */
const FORBIDDEN: { from: string; to: string; why: string }[] = [
  { from: 'scanner', to: 'src/adapters/slack', why: 'the scanner knows no Slack' },
  { from: 'src/adapters', to: 'src/flow/', why: 'adapters know the ports, not the verbs' },
];

interface Import {
  file: string;
  line: number;
  target: string;
}

const root = resolve(__dirname, '..');
const imports = Object.keys(ROOMS).flatMap((room) => filesOf(room).flatMap(importsOf));

test('every room imports only what its row of the table allows', () => {
  const breaches = imports.filter((entry) => !isAllowed(entry)).map(describeImport);

  expect(breaches).toEqual([]);
});

test('nothing outside tests imports the playground', () => {
  const breaches = imports
    .filter(({ file, target }) => target.startsWith('playground') && !file.startsWith('playground'))
    .map(describeImport);

  expect(breaches).toEqual([]);
});

test('in the domain, the adapters and the scanner no file imports itself by way of others', () => {
  const parts = ['src/domain', 'src/adapters', 'scanner'];
  expect(circlesIn(imports.filter(({ file }) => parts.includes(roomOf(file))))).toEqual([]);
  expect(
    circlesIn([
      { file: 'src/a.ts', line: 1, target: 'src/b' },
      { file: 'src/b.ts', line: 1, target: 'src/a' },
    ]),
  ).toEqual(['src/a > src/b > src/a']);
});

test('the table is read against real imports', () => {
  expect(imports.length).toBeGreaterThan(50);
  expect(isAllowed({ file: 'src/domain/a.ts', line: 1, target: 'zod' })).toBe(false);
  expect(isAllowed({ file: 'src/flow/a.ts', line: 1, target: 'src/adapters/b' })).toBe(false);
  expect(isAllowed({ file: 'src/adapters/a.ts', line: 1, target: 'src/flow/sweep' })).toBe(false);
  expect(isAllowed({ file: 'scanner/a.ts', line: 1, target: 'src/adapters/slack/b' })).toBe(false);
});

/** Every circle once, as a path from its first file back to it. */
function circlesIn(edges: Import[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of edges) {
    const from = file.replace(/\.tsx?$/, '');
    targets.set(from, [...(targets.get(from) ?? []), target.replace(/\.js$/, '')]);
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

function isAllowed({ file, target }: Import): boolean {
  const room = roomOf(file);
  const rule = ROOMS[room];
  if (rule === undefined) return false;
  if (isLocal(target)) return isOwn(room, target) || isNeighbour(room, rule.rooms, target);
  if (target.startsWith('node:')) return rule.node;
  return rule.packages.some(
    (name) => name === '*' || target === name || target.startsWith(`${name}/`),
  );
}

function isOwn(room: string, target: string): boolean {
  return target.startsWith(`${room}/`) || target === room;
}

function isNeighbour(room: string, allowed: string[], target: string): boolean {
  const forbidden = FORBIDDEN.some(
    ({ from, to }) => from === room && target.startsWith(to) && target !== 'src/flow/ports',
  );
  return !forbidden && allowed.some((name) => target.startsWith(name.replace(/\.ts$/, '')));
}

function isLocal(target: string): boolean {
  return /^(src|scanner|infra|playground|scripts|test)\//.test(target);
}

function roomOf(file: string): string {
  const room = Object.keys(ROOMS).find((name) => file === name || file.startsWith(`${name}/`));
  return room ?? '';
}

function filesOf(room: string): string[] {
  if (room.endsWith('.ts')) return [room];
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('node_modules'))
    .map((name) => `${room}/${name.replaceAll('\\', '/')}`);
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
