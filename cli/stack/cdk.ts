import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Config } from '../../src/config/config';
import { Refused } from '../../src/domain/errors';
import { codeOf } from '../checks/check';

export const ROOT = join(__dirname, '..', '..');
const OUTPUTS = join(ROOT, 'cdk.out', 'outputs.json');
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

export interface Outputs {
  SlackRequestUrl: string;
}

/** What is deployed: the settings, and a scanner image if there is one already. */
export interface Target {
  config: string;
  image?: string | undefined;
}

const ASSEMBLY = 'cdk.out';

/** Installs the CDK where it is missing, bundles the doors and synthesises. Throws Refused `cdk` when it can't. */
export async function prepareCdk({ config, image }: Target): Promise<void> {
  const { installInfra, synth } = await import('../../tools/infra.mjs');
  const { buildHandlers } = await import('../../tools/bundle-handlers.mjs');
  installInfra();
  await buildHandlers();
  const args = ['--config', config, '--out', ASSEMBLY];
  if (synth(image === undefined ? args : [...args, '--image', image]) === 0) return;
  throw new Refused(
    'cdk',
    'The stack was not synthesised: see above, mend it and run the command again.',
  );
}

/** Runs one verb of the CDK's command line tool over what was synthesised; throws Refused `cdk` when it fails. */
export function runCdk(...verb: string[]): void {
  const cdk = join(ROOT, 'infra', 'node_modules', '.bin', 'cdk');
  const args = [...verb, '--app', ASSEMBLY, '--no-notices'];
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

export async function isBootstrapped({ aws: { region } }: Config): Promise<boolean> {
  try {
    await new SSMClient({ region }).send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ParameterNotFound') return false;
    throw error;
  }
}

/** CloudFormation tells a stack that it has not from other mistakes by the message alone. */
export async function isDeployed({ aws: { region } }: Config): Promise<boolean> {
  try {
    const command = new DescribeStacksCommand({ StackName: 'vulnscan' });
    const { Stacks = [] } = await new CloudFormationClient({ region }).send(command);
    return Stacks.length > 0;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return false;
    throw error;
  }
}

/** The scanner's image is built here, for which a Docker engine is needed. */
export function hasDocker(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
}
