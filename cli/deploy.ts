import './terminal/quiet';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { InvalidInput } from '../src/domain/errors';
import { requireAccount } from './checks/account';
import { Cancelled, openTerminal } from './terminal/prompt';
import {
  hasDocker,
  isBootstrapped,
  outputsArgs,
  prepareCdk,
  ROOT,
  readOutputs,
  runCdk,
} from './stack/cdk';
import { reasonOf } from './checks/check';
import { requireConcurrency } from './checks/concurrency';
import { createAppLink, manifestText } from './setup/manifest';
import { isInteractive } from './terminal/format-result';

const HELP = `npm run deploy -- [options]

Checks, shows the difference, asks, and deploys vulnscan into the account of vulnscan.yml.

  --config FILE   vulnscan.yml
  --yes           don't ask; needed where there is no terminal
  --check         stop after showing the difference
  --bootstrap     prepare the account for the CDK first (once per account and Region); asked for at a terminal
  --image REF     a scanner image that is in a registry already; without it Docker builds one

AWS credentials are found as the AWS CLI finds them: AWS_PROFILE, or the environment.`;

const OPTIONS = {
  config: { type: 'string', default: 'vulnscan.yml' },
  yes: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  bootstrap: { type: 'boolean', default: false },
  image: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return console.log(HELP);
  const config = readConfigFile(values.config);
  process.env['AWS_REGION'] = config.aws.region;
  await requireAccount(config);
  await requireConcurrency(config);
  const isFirst = await needsBootstrap(config, values.bootstrap);
  requireDocker(values.image);
  await prepareCdk(values);
  if (isFirst) runCdk('bootstrap', `aws://${config.aws.account}/${config.aws.region}`);
  // By the templates: a change set would be made in the account before anybody said yes.
  runCdk('diff', '--method', 'template');
  if (values.check) return;
  if (!(await mayGoOn(values.yes))) throw new Cancelled('Nothing was deployed.');
  runCdk('deploy', '--require-approval', 'never', '--progress', 'events', ...outputsArgs);
  tellNext(config);
}

async function needsBootstrap(config: Config, wanted: boolean): Promise<boolean> {
  if (await isBootstrapped(config)) return false;
  const { account, region } = config.aws;
  if (wanted || (isInteractive() && (await mayBootstrap(config)))) return true;
  throw new InvalidInput(
    'bootstrap',
    `The CDK has not been used in account ${account}, ${region} yet; run npm run deploy -- --bootstrap once.`,
  );
}

async function mayBootstrap({ aws: { account, region } }: Config): Promise<boolean> {
  const question = `The CDK has not been used in account ${account}, ${region} yet. Prepare it (a bucket, an image repository, roles)?`;
  return (await openTerminal()).confirm(question);
}

function requireDocker(image: string | undefined): void {
  if (image !== undefined || hasDocker()) return;
  throw new InvalidInput(
    'docker',
    "No Docker engine answers, and the scanner's image has to be built; start Docker, or name an image that is pushed already with --image.",
  );
}

async function mayGoOn(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (isInteractive()) return (await openTerminal()).confirm('Deploy this?');
  throw new InvalidInput('confirm', 'There is no terminal to ask at; run npm run deploy -- --yes.');
}

/** Slack learns the address by the manifest; there is no other step by hand. */
function tellNext({ slack: { app, team } }: Config): void {
  const url = readOutputs()?.SlackRequestUrl ?? '';
  const file = join(ROOT, 'dist', 'slack-manifest.yml');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(file, manifestText(url));
  const where =
    app === undefined
      ? `Create the Slack app by this link, or paste dist/slack-manifest.yml under "From a manifest":\n  ${createAppLink({ url })}`
      : `Paste dist/slack-manifest.yml into the app's manifest and save:\n  https://app.slack.com/app-settings/${team}/${app}/app-manifest`;
  console.log(
    `\nDeployed. Slack reaches it at ${url}\n\n1. ${where}\n2. Write /invite @vulnscan in the channel.\n3. Run npm run doctor, then write /vulnscan in the channel for the first scan.`,
  );
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = error instanceof Cancelled ? 0 : 1;
});
