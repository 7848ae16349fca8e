import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Config } from '../../src/config/config';
import { Refused } from '../../src/domain/errors';
import { NAMES } from '../../src/installation';
import { synthesize } from '../../tools/cdk-app';
import { errorCode } from '../terminal/error-text';
import type { Existing } from './existing';

export const ROOT = join(__dirname, '..', '..');
const OUTPUTS = join(ROOT, 'cdk.out', 'outputs.json');
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

export interface Outputs {
  SlackRequestUrl: string;
}

/** What to deploy: the file of settings, and a scanner image that is in a registry already, if any. */
export interface Target {
  config: string;
  image?: string | undefined;
  /** What is on in the account already, and is not the stack's. */
  exists?: Existing[];
}

const ASSEMBLY = 'cdk.out';

/** Installs the CDK if it is missing, bundles the functions and synthesises. Throws Refused `cdk` on failure. */
export async function prepareCdk({ config, image, exists = [] }: Target): Promise<void> {
  const args = ['--config', config, '--out', ASSEMBLY];
  if (image !== undefined) args.push('--image', image);
  for (const name of exists) args.push('--exists', name);
  if (await synthesize(args)) return;
  throw new Refused(
    'cdk',
    'The stack was not synthesised; fix the error above and run the command again.',
  );
}

/** Runs one command of the CDK's command line tool on the synthesised app. Throws Refused `cdk` on failure. */
export function runCdk(...command: string[]): void {
  const cdk = join(ROOT, 'infra', 'node_modules', '.bin', 'cdk');
  const args = [...command, '--app', ASSEMBLY, '--no-notices'];
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const done = spawnSync(cdk, args, { cwd: ROOT, stdio: 'inherit', env });
  if (done.status === 0) return;
  throw new Refused(
    'cdk',
    `cdk ${command[0]} failed; fix the error above and run the command again.`,
  );
}

/** Make the CDK write the stack's outputs into a file, for `readOutputs`. */
export const outputsArgs = ['--outputs-file', relative(ROOT, OUTPUTS)];

export function readOutputs(): Outputs | undefined {
  if (!existsSync(OUTPUTS)) return undefined;
  const stacks: Partial<Record<string, Outputs>> = JSON.parse(readFileSync(OUTPUTS, 'utf8'));
  return stacks[NAMES.stack];
}

export async function isBootstrapped({ aws: { region } }: Config): Promise<boolean> {
  try {
    await new SSMClient({ region }).send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ParameterNotFound') return false;
    throw error;
  }
}

/** For a stack that does not exist CloudFormation answers ValidationError; only its message tells it from others. */
export async function isDeployed({ aws: { region } }: Config): Promise<boolean> {
  try {
    const command = new DescribeStacksCommand({ StackName: NAMES.stack });
    const { Stacks = [] } = await new CloudFormationClient({ region }).send(command);
    return Stacks.length > 0;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return false;
    throw error;
  }
}

/** Building the scanner's image needs a running engine: Docker, or the one that CDK_DOCKER names, such as finch. */
export function hasDocker(): boolean {
  const docker = process.env['CDK_DOCKER'] ?? 'docker';
  return spawnSync(docker, ['info'], { stdio: 'ignore' }).status === 0;
}
