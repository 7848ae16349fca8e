import './terminal/hide-sdk-warnings';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { manifestText } from '../src/config/manifest';
import { InvalidInput } from '../src/domain/errors';
import { requireAccount } from './checks/account';
import { requireConcurrency } from './checks/concurrency';
import {
  hasDocker,
  isBootstrapped,
  outputsArgs,
  prepareCdk,
  ROOT,
  readOutputs,
  runCdk,
} from './stack/cdk';
import { type Existing, findExisting } from './stack/existing';
import { confirm } from './terminal/confirm';
import { isInteractive, openTerminal } from './terminal/prompt';
import { runCommand } from './terminal/run-command';

const HELP = `npm run deploy -- [options]

Checks vulnscan.yml and the account, shows what would change, asks, and deploys.

  --config FILE   settings (vulnscan.yml)
  --yes           deploy without asking; required without a terminal
  --check         stop after showing what would change
  --bootstrap     first prepare the account for the CDK (once per account and Region)
  --image REF     use a scanner image from a registry; by default Docker builds one

AWS credentials are read as by the AWS CLI: from AWS_PROFILE or the environment.`;

const OPTIONS = {
  config: { type: 'string', default: 'vulnscan.yml' },
  yes: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  bootstrap: { type: 'boolean', default: false },
  image: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Said of what is on already and does not belong to the stack. */
const LEFT_ALONE: Record<Existing, string> = {
  hub: 'Security Hub is on already; it is left as it is, and is not deleted with the stack.',
  aqua: "The subscription to Aqua Security's product exists already; it is left as it is.",
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return console.log(HELP);
  const config = readConfigFile(values.config);
  process.env['AWS_REGION'] = config.aws.region;
  await requireAccount(config);
  await requireConcurrency(config);
  const isFirst = await needsBootstrap(config, values.bootstrap);
  requireDocker(values.image);
  const exists = await findExisting(config);
  for (const each of exists) console.log(LEFT_ALONE[each]);
  await prepareCdk({ ...values, exists });
  if (isFirst) runCdk('bootstrap', `aws://${config.aws.account}/${config.aws.region}`);
  // Compares templates. The default method creates a change set in the account before anyone has agreed.
  runCdk('diff', '--method', 'template');
  if (values.check) return;
  await confirm({
    question: 'Deploy this?',
    yes: values.yes,
    command: 'npm run deploy -- --yes',
    otherwise: 'Nothing was deployed.',
  });
  // npm run destroy keeps the ledger's table and the archive's bucket; the next deployment takes them over.
  const takeOver = '--import-existing-resources';
  runCdk('deploy', '--require-approval', 'never', '--progress', 'events', takeOver, ...outputsArgs);
  printNextSteps(config);
}

/** Whether to bootstrap now. Throws InvalidInput `bootstrap` when it is needed and nobody agreed to it. */
async function needsBootstrap(config: Config, wanted: boolean): Promise<boolean> {
  if (await isBootstrapped(config)) return false;
  const { account, region } = config.aws;
  if (wanted || (isInteractive() && (await askToBootstrap(config)))) return true;
  throw new InvalidInput(
    'bootstrap',
    `The CDK has not been used in account ${account}, ${region} yet; run npm run deploy -- --bootstrap once.`,
  );
}

async function askToBootstrap({ aws: { account, region } }: Config): Promise<boolean> {
  const question = `The CDK has not been used in account ${account}, ${region} yet. Prepare it (this creates a bucket, an image repository and roles)?`;
  return (await openTerminal()).confirm(question);
}

function requireDocker(image: string | undefined): void {
  if (image !== undefined || hasDocker()) return;
  throw new InvalidInput(
    'docker',
    "Building the scanner's image needs a running Docker engine; start Docker, name another engine in CDK_DOCKER (finch, podman), or name an image in a registry with --image.",
  );
}

/** Writes the app manifest with the deployed address, and prints the steps that remain to be done by hand. */
function printNextSteps({ slack: { app, team } }: Config): void {
  const url = readOutputs()?.SlackRequestUrl ?? '';
  const file = join(ROOT, 'dist', 'slack-manifest.yml');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(file, manifestText(url));
  const page = `https://app.slack.com/app-settings/${team}/${app}/app-manifest`;
  const steps = [
    `Paste dist/slack-manifest.yml into the app's manifest and save. Slack asks to verify the request URL: click it.\n   ${page}`,
    'If Slack asks for it, install the app to the workspace again.',
    'Type /invite @vulnscan in the channel.',
    'Run npm run doctor, then type /vulnscan in the channel to start the first scan.',
  ];
  const list = steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
  console.log(`\nDeployed. Slack calls ${url}\n\n${list}`);
}

runCommand(main);
