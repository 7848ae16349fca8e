import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../../playground/options';
import type { PageState } from '../../playground/page/protocol';
import { explain, startPlayground as open } from '../../playground/start';
import {
  descendantsOf,
  eventually,
  isFree,
  isRunning,
  type Started,
  startCommand,
  startPlayground,
} from './process';

const ANY_PORTS = ['--port', '0', '--aws-port', '0'];
const CRITICAL_ONE = 'playground/samples/web-1.json';
/** Processes are identified through /proc. */
const canWatch = existsSync('/proc/self/stat');

let folder: string;
let running: Started[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vulnscan-files-'));
  running = [];
});

afterEach(async () => {
  for (const each of running) kill(-each.pid, 'SIGKILL');
  await Promise.all(running.map(({ exit }) => exit));
  rmSync(folder, { recursive: true });
});

test('it says where it is, and there are the page and the alerts of the named report, with nothing from outside', async () => {
  const report = write('mine.json', reportOf('mine:1', 'CVE-2099-0001'));
  const playground = start(...ANY_PORTS, '--report', report);

  const url = await playground.line('ready:');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await (await fetch(url)).text()).toContain('<title>vulnscan playground</title>');
  expect(await eventually(async () => (await alerts(url)).length > 0)).toBe(true);
  const { findings } = await stateOf(url);
  expect(findings.map(({ id }) => id)).toEqual(['vulnscan/CVE-2099-0001']);
  expect(await awsPortOf(playground)).not.toBe(portOf(url));
  expect(playground.outside()).toEqual([]);
  expect(playground.stderr()).toBe('');
  expect(playground.stdout()).toContain('Everything in it is gone then.');
});

test('help is printed without starting anything', async () => {
  const playground = start('--help');

  expect(await playground.exit).toBe(0);
  expect(playground.stdout()).toMatch(/--port N[\s\S]+--report FILE/);
  expect(playground.stdout()).not.toContain('ready');
});

describe('it stops cleanly', () => {
  test.each([
    ['itself alone', 1],
    ['its whole group', -1],
  ])('after a start without a scan, which is empty: SIGTERM to %s', async (_, whom) => {
    const playground = startIn(folder, ...ANY_PORTS, '--no-scan');
    const url = await playground.line('ready:');
    const ports = [portOf(url), await awsPortOf(playground)];
    const children = processesOf(playground);
    expect(foldersIn(folder)).toHaveLength(1);
    const { findings, messages, tasks, settings } = await stateOf(url);
    expect({ findings, messages, tasks }).toEqual({ findings: [], messages: [], tasks: [] });
    expect(settings.scansAtStart).toBe(false);

    kill(whom * playground.pid, 'SIGTERM');

    expect(await playground.exit).toBe(0);
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
    expect(await eventually(() => !children.some(isRunning), 5_000)).toBe(true);
    expect(playground.stderr()).toBe('');
    expect(foldersIn(folder)).toEqual([]);
  });

  test.each([
    ['itself alone', 1],
    ['its whole group, as a terminal does', -1],
  ])('while a scan runs, and the scan stops with it: SIGINT to %s', async (_, whom) => {
    const playground = startIn(folder, ...ANY_PORTS);
    const url = await playground.line('ready:');
    const scanning = () =>
      descendantsOf(playground.pid).some(({ command }) => command.includes('scanner/main'));
    if (canWatch) expect(await eventually(scanning)).toBe(true);
    const children = processesOf(playground);

    kill(whom * playground.pid, 'SIGINT');

    expect(await playground.exit).toBe(0);
    expect(await isFree(portOf(url))).toBe(true);
    expect(await eventually(() => !children.some(isRunning), 5_000)).toBe(true);
    expect(foldersIn(folder)).toEqual([]);
  });

  test('within a few seconds while it is posting', async () => {
    const playground = start(...ANY_PORTS);
    const url = await playground.line('ready:');
    expect(await eventually(async () => (await alerts(url)).length > 1)).toBe(true);
    const signalled = Date.now();

    kill(-playground.pid, 'SIGINT');

    expect(await playground.exit).toBe(0);
    expect(Date.now() - signalled).toBeLessThan(4_000);
  });

  test('when it gets several signals, even before it is ready', async () => {
    const playground = start(...ANY_PORTS);
    const url = await playground.line('ready:');

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) kill(-playground.pid, signal);

    expect(await playground.exit).toBe(0);
    expect(await isFree(portOf(url))).toBe(true);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s to npm itself, which does not tell its group',
    async (signal) => {
      const npm = startCommand('npm', ['start', '--', ...ANY_PORTS]);
      running.push(npm);
      const url = await npm.line('ready:');
      const children = processesOf(npm);

      kill(npm.pid, signal);

      expect(await npm.exit).toBe(0);
      expect(await eventually(() => isFree(portOf(url)), 5_000)).toBe(true);
      expect(await eventually(() => !children.some(isRunning), 5_000)).toBe(true);
    },
  );
});

describe('one clear sentence and exit 1', () => {
  let taken: Server;
  let port: string;

  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    port = String(typeof address === 'object' ? address?.port : address);
  });

  afterAll(() => taken.close());

  test.each([
    ['the page’s port is in use', () => ['--port', port, '--aws-port', '0']],
    ['AWS’s port is in use', () => ['--port', '0', '--aws-port', port]],
  ])('%s', async (_, args) => {
    expect(await refusedProcess(...args())).toBe(
      `Port ${port} is in use; choose another with --port or --aws-port, or stop what uses it.`,
    );
  });

  test.each([
    [
      'a report that does not exist',
      () => '/no/such.json',
      /^\/no\/such\.json does not exist; check the path\.$/,
    ],
    ['a report that is a folder', () => folder, / is not a file; check the path\.$/],
    [
      'a report that is cut off',
      () => write('cut.json', '{"SchemaVersion": 2, "Results": ['),
      /cut\.json is not valid JSON: .* make it again with trivy/,
    ],
    ['an empty file for a report', () => write('empty.json', ''), /empty\.json is not valid JSON/],
    [
      'JSON that is no report of Trivy’s',
      () => 'package.json',
      /^package\.json is not a Trivy report in JSON .* make one with trivy/,
    ],
    [
      'a report among good ones',
      () => `${CRITICAL_ONE},tsconfig.json`,
      /^tsconfig\.json is not a Trivy report/,
    ],
  ])('for %s', async (_, file, sentence) => {
    const reports = file()
      .split(',')
      .flatMap((each) => ['--report', each]);

    expect(await refusal(...ANY_PORTS, ...reports)).toMatch(sentence);
  });

  test.each([
    [
      'a configuration that does not exist',
      () => 'no.yml',
      'no.yml does not exist; check the path.',
    ],
    [
      'a configuration that is a folder',
      () => 'playground',
      'playground is not a file; check the path.',
    ],
  ])('for %s', async (_, file, sentence) => {
    expect(await refusal(...ANY_PORTS, '--config', file())).toBe(sentence);
  });

  test('for a configuration with several mistakes, with each one named and its line', async () => {
    const file = write(
      'wrong.yml',
      'aws:\n  account: 12\n  region: eu\nslack:\n  team: x\n  colour: red\nimages: []\n',
    );

    const said = await refusal(...ANY_PORTS, '--config', file);

    expect(said.split('\n')[0]).toMatch(/wrong\.yml has mistakes; fix them and run again:$/);
    for (const mistake of [
      'line 2: aws.account',
      'line 3: aws.region',
      'line 5: slack.team',
      'slack.channel',
      'line 6: slack.colour',
      'line 7: images',
    ])
      expect(said).toContain(mistake);
  });

  test('for a configuration that is not YAML, with the line', async () => {
    const file = write('broken.yml', 'aws:\n  account: "1\nslack: [\n');

    expect(await refusal(...ANY_PORTS, '--config', file)).toMatch(
      /broken\.yml has mistakes.*\n {2}line \d+: /,
    );
  });

  test.each([
    ['--image', 'alpine:3.19'],
    ['--image-tar', 'package.json'],
  ])('for %s without a Trivy', async (...real) => {
    const before = process.env['TRIVY'];
    process.env['TRIVY'] = '/no/such/trivy';
    const said = await refusal(...ANY_PORTS, ...real);
    if (before === undefined) delete process.env['TRIVY'];
    else process.env['TRIVY'] = before;

    expect(said).toBe(
      '--image and --image-tar need Trivy, and there is none at /no/such/trivy, where TRIVY says it is; install it (https://trivy.dev), or set TRIVY to where it is.',
    );
  });

  test('for an option that is not known', async () => {
    expect(await refusedProcess('--colour')).toBe(
      "Unknown option '--colour'; see npm start -- --help.",
    );
  });
});

function start(...args: string[]): Started {
  const playground = startPlayground(args);
  running.push(playground);
  return playground;
}

/** With its temporary folders in this one. */
function startIn(TMPDIR: string, ...args: string[]): Started {
  const playground = startPlayground(args, { TMPDIR });
  running.push(playground);
  return playground;
}

function foldersIn(parent: string): string[] {
  return readdirSync(parent).filter((name) => name.startsWith('vulnscan-'));
}

/** What it printed when it gave up: on stderr alone, without a stack trace. */
async function refusedProcess(...args: string[]): Promise<string> {
  const playground = start(...args);
  expect(await playground.exit).toBe(1);
  expect(playground.stdout()).toBe('');
  expect(playground.stderr()).not.toMatch(/\n\s+at |node:internal/);
  return playground.stderr().trim();
}

/** The same sentence, without a process of its own. */
async function refusal(...args: string[]): Promise<string> {
  try {
    const system = await open(parseOptions(args));
    await system.close();
  } catch (error) {
    const text = explain(error);
    expect(text).not.toMatch(/\n\s+at |node:internal/);
    return text;
  }
  throw new Error('it started');
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function processesOf({ pid }: Started): number[] {
  return canWatch ? [pid, ...descendantsOf(pid).map((each) => each.pid)] : [];
}

async function stateOf(url: string): Promise<PageState> {
  const state: PageState = await (await fetch(`${url}/page/state`)).json();
  return state;
}

async function alerts(url: string) {
  const { messages } = await stateOf(url);
  return messages.filter(({ blocks, attachments }) =>
    JSON.stringify([blocks, attachments]).includes('remedy_resolve'),
  );
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

async function awsPortOf(playground: Started): Promise<number> {
  const [url = ''] = (await playground.line('The AWS emulator listens at ')).split(' ');
  return portOf(url);
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function reportOf(image: string, id: string): string {
  const vulnerability = {
    VulnerabilityID: id,
    PkgName: 'zlib',
    InstalledVersion: '1.0',
    FixedVersion: '1.1',
    Severity: 'HIGH',
  };
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: image,
    ArtifactType: 'container_image',
    Results: [
      { Target: image, Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: [vulnerability] },
    ],
  });
}
