import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-start-'));
let started = 0;
afterAll(() => rmSync(folder, { recursive: true }));

/** Put before every process, children included: refuses what would leave this machine, and keeps a list of it. */
const GUARD = `
const net = require('node:net');
const processes = require('node:child_process');
const { appendFileSync } = require('node:fs');
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof first === 'object' ? first?.host : args[1];
  if (typeof host !== 'string' || LOOPBACK.includes(host)) return connect.apply(this, args);
  appendFileSync(OUTSIDE, host + '\\n');
  throw new Error('refused: ' + host);
};
const spawn = processes.spawn;
processes.spawn = (command, args, options) =>
  spawn(command, args, { ...options, env: { ...(options?.env ?? process.env), NODE_OPTIONS: process.env.NODE_OPTIONS } });
`;

/** Tasks start and end as fast as in tests without a process. */
const QUICKLY = { PLAYGROUND_TASK_STEP_MS: '150' };

export interface Started {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** What follows on the line that begins so; rejects when the process ends without. */
  line(beginning: string): Promise<string>;
  exit: Promise<number | null>;
  /** Hosts beyond this machine that it or a child of it tried to reach. */
  outside(): string[];
}

/** What `npm start` runs, in a process group of its own, as a terminal would give it one. */
export function startPlayground(args: string[], environment: Record<string, string> = {}): Started {
  const command = [join(ROOT, 'tools/run.mjs'), 'playground/main.ts', ...args];
  return startCommand(process.execPath, command, environment);
}

export function startCommand(
  command: string,
  args: string[],
  environment: Record<string, string> = {},
): Started {
  started += 1;
  const outside = join(folder, `outside-${started}`);
  const guard = join(folder, `guard-${started}.cjs`);
  writeFileSync(guard, GUARD.replace('OUTSIDE', JSON.stringify(outside)));
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...QUICKLY, ...environment, NODE_OPTIONS: `--require ${guard}` },
  });
  return { ...listen(child), outside: () => linesOf(outside) };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function listen(child: ChildProcess): Omit<Started, 'outside'> {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (part: Buffer) => {
      said[stream] += part.toString();
    });
  }
  const exit = new Promise<number | null>((end) => child.on('close', end));
  const line = async (beginning: string): Promise<string> => {
    const find = () => said.stdout.split('\n').find((each) => each.startsWith(beginning));
    while (find() === undefined && child.exitCode === null && child.signalCode === null)
      await pause();
    const found = find();
    if (found === undefined) throw new Error(`it never said ${beginning}: ${said.stderr}`);
    return found.slice(beginning.length).trim();
  };
  return {
    pid: child.pid ?? 0,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    line,
    exit,
  };
}

/** Ids of the processes that this one has started, and theirs, with their command lines. */
export function descendantsOf(pid: number): { pid: number; command: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const below = (parent: number): typeof all =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

function readProcess(name: string): { pid: number; parent: number; command: string }[] {
  try {
    const [, parent] =
      readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid: Number(name), parent: Number(parent), command }];
  } catch {
    return [];
  }
}

/** Zombies do not count: they only wait for their parent to notice. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

export async function eventually(holds: () => boolean | Promise<boolean>, ms = 20_000) {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await pause();
  }
  return true;
}

function pause(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, 30);
  });
}
