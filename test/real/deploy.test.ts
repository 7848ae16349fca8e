import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MINIMAL } from '../infra/synth';
import { emulated, type Ministack, startMinistack } from './ministack';
import UNSUPPORTED from './unsupported-types.json';

/* `npm run deploy` as a person runs it: the CDK's own command line tool, with an emulator for the account. */

const ROOT = resolve(__dirname, '../..');
const IMAGE = 'public.ecr.aws/example/scanner:1';
let stack: Ministack | undefined;
let front: { url: string; server: Server } | undefined;

beforeAll(async () => {
  stack = await startMinistack();
  if (stack !== undefined) front = await openFront(stack.url);
}, 120_000);
afterAll(() => {
  front?.server.close();
  front?.server.closeAllConnections();
  stack?.stop();
});

emulated(
  'it prepares the account, shows the difference, deploys, and says what to do in Slack',
  async () => {
    const { stdout } = await run('deploy.ts', ['--yes', '--bootstrap', '--image', IMAGE]);

    expect(stdout).toMatch(/Slack reaches it at https:\/\/.+\/slack\/events/);
    expect(stdout).toContain('https://api.slack.com/apps?new_app=1&manifest_json=');
    expect(stdout).toContain('npm run doctor');
    const [, url = ''] = /Slack reaches it at (\S+)/.exec(stdout) ?? [];
    expect(readFileSync(join(ROOT, 'dist', 'slack-manifest.yml'), 'utf8').split(url)).toHaveLength(
      4,
    );
  },
  180_000,
);

emulated(
  'run again, it finds nothing to change',
  async () => {
    const { stdout, stderr } = await run('deploy.ts', ['--yes', '--image', IMAGE]);

    expect(`${stdout}${stderr}`).toContain('(no changes)');
  },
  180_000,
);

emulated(
  'the doctor finds what was deployed, and names what is still missing',
  async () => {
    const { stdout } = await run('doctor.ts', ['--json', '--url', 'http://127.0.0.1:9/']);

    const { results }: { results: { name: string; state: string; fix?: string }[] } =
      JSON.parse(stdout);
    const stateOf = (name: string) => results.find((result) => result.name === name)?.state;
    for (const name of ['AWS account', 'Cluster', 'Event rules', 'Queues', 'Dead letters']) {
      expect([name, stateOf(name)]).toEqual([name, 'good']);
    }
    expect(results.find(({ name }) => name === 'Secrets')?.fix).toContain('npm run setup');
  },
  60_000,
);

async function run(script: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  if (stack === undefined || front === undefined) throw new Error('the emulator is not here');
  const file = join(stack.folder, 'vulnscan.yml');
  writeFileSync(file, JSON.stringify(MINIMAL));
  const command = ['--import', 'tsx', join(ROOT, 'scripts', script), '--config', file, ...args];
  const env = { ...stack.env, AWS_ENDPOINT_URL: front.url };
  try {
    return await promisify(execFile)(process.execPath, command, { cwd: ROOT, env, maxBuffer: 1e8 });
  } catch (error) {
    // The doctor ends with 1 when there is something to mend; what it printed counts.
    if (isEnded(error) && script === 'doctor.ts') return error;
    throw error;
  }
}

function isEnded(error: unknown): error is { stdout: string; stderr: string } {
  return typeof error === 'object' && error !== null && 'stdout' in error && error.stdout !== '';
}

/** Passes everything on to the emulator, but takes out of a template the types that it has not. */
async function openFront(target: string): Promise<{ url: string; server: Server }> {
  const server = createServer(async (incoming, outgoing) => {
    const given = await readAll(incoming);
    const body = strip(given);
    const headers = {
      ...(body === given ? incoming.headers : withoutChecksums(incoming.headers)),
      'content-length': String(body.length),
    };
    const passed = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    passed.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server };
}

function strip(body: Buffer): Buffer {
  const text = unchunk(body).toString();
  if (!text.trimStart().startsWith('{') || !text.includes('"Resources"')) return body;
  const template: { Resources: Record<string, { Type: string }> } = JSON.parse(text);
  const kept = Object.entries(template.Resources).filter(([, { Type }]) => !(Type in UNSUPPORTED));
  return Buffer.from(JSON.stringify({ ...template, Resources: Object.fromEntries(kept) }));
}

/** S3 uploads may come in pieces, each with its length in hexadecimal before it. */
function unchunk(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [, size] = /^([0-9a-f]+)[^\r\n]*\r\n/.exec(body.subarray(at, at + 100).toString()) ?? [];
    if (size === undefined) return pieces.length === 0 ? body : Buffer.concat(pieces);
    const start = body.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(size, 16);
    pieces.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}

/** They were made of the whole template. */
function withoutChecksums(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const stale =
    /checksum|content-md5|x-amz-trailer|decoded-content-length|content-encoding|transfer-encoding/;
  const kept = Object.entries(headers).filter(([name]) => !stale.test(name));
  return { ...Object.fromEntries(kept), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
