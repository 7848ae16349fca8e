import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { type Aws, type AwsOptions, startAws } from '../../emulators/aws/server';
import { createFindingStore, type StoreDeps } from '../../src/adapters/security-hub/store';
import { watchedProducts } from '../../src/config/aws-names';
import type { Log } from '../../src/ports/runtime';
import { bundled } from '../bundled';
import { target } from '../domain/builders';

export const quiet: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const CONFIG = {
  aws: { account: '123456789012', region: 'eu-west-1', product: 'aqua' as const },
  slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
  images: ['web:latest'],
  feeds: 'off' as const,
};

/** The AWS emulator, strict and without lag, with Security Hub on and the Aqua product accepted. */
export async function startHub(options: AwsOptions = {}): Promise<Aws> {
  const aws = await startAws({
    account: CONFIG.aws.account,
    lag: { min: 0, max: 0 },
    rates: false,
    ...options,
  });
  const client = clientOf(aws);
  await client.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  await client.send(new EnableImportFindingsForProductCommand({ ProductArn: target.productArn }));
  return aws;
}

export function clientOf(aws: Pick<Aws, 'url'>): SecurityHubClient {
  return new SecurityHubClient({
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example-secret-key' },
    maxAttempts: 1,
  });
}

export function storeOf(aws: Pick<Aws, 'url'>, more: Partial<StoreDeps> = {}) {
  return createFindingStore({
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: quiet,
    account: CONFIG.aws.account,
    products: watchedProducts(CONFIG),
    client: clientOf(aws),
    pace: async () => undefined,
    ...more,
  });
}

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the scanner in its own process, as its container does. */
export async function runScanner(
  aws: Pick<Aws, 'url'>,
  args: string[],
  env: Record<string, string> = {},
  config: object = CONFIG,
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<Run> {
  const root = join(__dirname, '../..');
  const child = spawn(process.execPath, [await bundled('scanner/main.ts'), ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NODE_NO_WARNINGS: '1',
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example-secret-key',
      VULNSCAN_CONFIG: JSON.stringify(config),
      ...env,
    },
  });
  onStart(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}
