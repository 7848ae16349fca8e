import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../src/config';
import { InvalidInput, Refused } from '../../src/domain/errors';
import { codeOf } from './check';

export const ROOT = join(__dirname, '..', '..');
const OUTPUTS = join(ROOT, 'cdk.out', 'outputs.json');
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

export interface Outputs {
  SlackRequestUrl: string;
}

/** Installs the CDK where it is missing and bundles the doors. */
export async function prepareCdk(): Promise<void> {
  const { installInfra } = await import('../infra.mjs');
  const { buildDoors } = await import('../doors.mjs');
  installInfra();
  await buildDoors();
}

/** Runs one verb of the CDK's command line tool over our app; throws Refused `cdk` when it fails. */
export function runCdk(
  verb: string[],
  options: { config: string; image?: string | undefined },
): void {
  const app = [
    '--import',
    'tsx',
    'infra/app.ts',
    '--config',
    options.config,
    '--doors',
    'dist/doors',
  ];
  if (options.image !== undefined) app.push('--image', options.image);
  const command = [`"${process.execPath}"`, ...app.map((part) => JSON.stringify(part))].join(' ');
  const args = [
    ...verb,
    '--app',
    command,
    '--output',
    'cdk.out',
    '--no-notices',
    '--no-version-reporting',
  ];
  const cdk = join(ROOT, 'infra', 'node_modules', '.bin', 'cdk');
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const done = spawnSync(cdk, args, { cwd: ROOT, stdio: 'inherit', env });
  if (done.status === 0) return;
  throw new Refused('cdk', `cdk ${verb[0]} failed: see above, mend it and run the command again.`);
}

/** Where `deploy` writes what the stack told. */
export const outputsArgs = ['--outputs-file', relative(ROOT, OUTPUTS)];

export function readOutputs(): Outputs | undefined {
  if (!existsSync(OUTPUTS)) return undefined;
  const { vulnscan }: { vulnscan?: Outputs } = JSON.parse(readFileSync(OUTPUTS, 'utf8'));
  return vulnscan;
}

/** Nothing is deployed with credentials of another account. */
export async function requireAccount({ aws: { account, region } }: Config): Promise<void> {
  const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (Account === account) return;
  throw new InvalidInput(
    'account',
    `These credentials are for account ${Account}, vulnscan.yml says ${account}; choose the right AWS profile (AWS_PROFILE) or mend vulnscan.yml.`,
  );
}

export async function isBootstrapped({ aws: { region } }: Config): Promise<boolean> {
  try {
    await new SSMClient({ region }).send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ParameterNotFound') return false;
    throw error;
  }
}

/** The scanner's image is built here, for which a Docker engine is needed. */
export function hasDocker(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
}
