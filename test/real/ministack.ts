import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ACCOUNT, REGION } from '../infra/synth';

/* ministack, an AWS emulator nobody here wrote: MINISTACK is its program. PYTHON names an environment that has the AWS CLI. */

const program = process.env['MINISTACK'] ?? '';
const bin = dirname(process.env['PYTHON'] ?? '');
const here = existsSync(program) && existsSync(join(bin, 'aws'));
if (!here) process.stderr.write('nothing was tried in an emulator: ministack could not be had.\n');

/** The interpreter that has its modules; undefined where there is none. */
export const ministackPython = here ? join(dirname(program), 'python') : undefined;

export function hasMinistack(): boolean {
  return here;
}

/** A test where the emulator is, a visible omission where it isn't. */
export function emulated(title: string, body: () => Promise<void>, timeout?: number): void {
  if (here) test(title, body, timeout);
  else test.todo(title);
}

export interface Ministack {
  url: string;
  /** A folder of its own, gone with it. */
  folder: string;
  // biome-ignore lint/suspicious/noExplicitAny: the CLI's answers are read by the expectations
  aws(...args: string[]): any;
  env: Record<string, string>;
  stop(): void;
}

export async function startMinistack(): Promise<Ministack | undefined> {
  if (!here) return undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-emulator-'));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, [], {
    env: {
      PATH,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      TMPDIR: folder,
      // Else it listens on all addresses for MQTT.
      IOT_MTLS_ENABLED: '0',
      // As an account has by default, whatever memory this machine has.
      LAMBDA_ACCOUNT_CONCURRENCY: '1000',
      LOG_LEVEL: 'WARNING',
    },
    stdio: ['ignore', 'ignore', 2],
  });
  await ready(url);
  const env = {
    PATH,
    HOME,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    url,
    folder,
    env,
    aws: (...args) => {
      const given = ['--endpoint-url', url, '--output', 'json', ...args];
      const text = execFileSync(join(bin, 'aws'), given, { env, encoding: 'utf8' });
      return text.trim() === '' ? {} : JSON.parse(text);
    },
    stop: () => {
      // Asked to end it would wait for executions, which may wait for their task.
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('ministack did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
