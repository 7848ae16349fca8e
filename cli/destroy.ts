import './terminal/hide-sdk-warnings';
import { parseArgs } from 'node:util';
import { DeleteParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { archiveBucket, LEDGER_TABLE, PARAMETERS } from '../src/installation';
import { requireAccount } from './checks/account';
import { isDeployed, prepareCdk, runCdk } from './stack/cdk';
import { stopScans } from './stack/stop-scans';
import { confirm } from './terminal/confirm';
import { runCommand } from './terminal/run-command';

const HELP = `npm run destroy -- [options]

Deletes vulnscan from the account of vulnscan.yml, after listing what stays.

  --config FILE   settings (vulnscan.yml)
  --yes           delete without asking; required without a terminal
  --secrets       also delete the two secrets in SSM`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      yes: { type: 'boolean', default: false },
      secrets: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const config = readConfigFile(values.config);
  process.env['AWS_REGION'] = config.aws.region;
  await requireAccount(config);
  const isThere = await isDeployed(config);
  console.log(isThere ? describeDeletion(config, values.secrets) : describeNothing(config));
  if (!isThere && !values.secrets) return;
  await confirm({
    question: isThere ? 'Delete it?' : 'Delete the two secrets?',
    yes: values.yes,
    command: 'npm run destroy -- --yes',
    otherwise: 'Nothing was deleted.',
  });
  if (isThere) await destroyStack(config, values.config);
  if (values.secrets) await deleteSecrets(config);
}

async function destroyStack(config: Config, file: string): Promise<void> {
  const stopped = await stopScans(config);
  if (stopped > 0)
    console.log(`Stopped ${stopped} running ${stopped === 1 ? 'task' : 'tasks'} of scans.`);
  // The template needs an image name, but deleting the stack builds and pulls none.
  await prepareCdk({ config: file, image: 'public.ecr.aws/docker/library/alpine:latest' });
  runCdk('destroy', '--force', '--all');
}

function describeNothing({ aws: { account, region } }: Config): string {
  return `There is no stack vulnscan in account ${account}, ${region}: nothing to delete.`;
}

/** What is deleted, and what stays because it is worth keeping or because others may use it. */
function describeDeletion({ aws, deploy }: Config, secrets: boolean): string {
  const stays = [
    'all findings in Security Hub with their decisions and notes (they expire 90 days after their last import)',
    ledgerStays(),
    archiveStays(archiveBucket(aws)),
    ...(deploy.enableSecurityHub
      ? ['Security Hub itself: turn it off in the console if nothing else uses it']
      : []),
    ...(secrets
      ? []
      : [
          `the secrets in SSM, ${Object.values(PARAMETERS).join(' and ')} (--secrets deletes them)`,
        ]),
    'the messages in Slack, and the Slack app: delete it at api.slack.com/apps',
    "the CDK's bucket and image repository in this account, which other stacks may use",
  ];
  return `The stack vulnscan will be deleted: functions, queues and the messages in them, rules, schedules, scanner, state machine, logs, alarms${deploy.subscribeAqua ? ", the subscription to Aqua's product" : ''}.\nThis stays:\n${stays.map((line) => `  - ${line}`).join('\n')}`;
}

/** The next deployment takes the table over. */
function ledgerStays(): string {
  const { name } = LEDGER_TABLE;
  return [
    `the DynamoDB table ${name}, which is protected from deletion; npm run deploy takes it over again. To delete it for good:`,
    `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled`,
    `aws dynamodb delete-table --table-name ${name}`,
  ].join('\n      ');
}

/** The next deployment takes the bucket over as well. */
function archiveStays(bucket: string): string {
  return [
    `the S3 bucket ${bucket}; npm run deploy takes it over again. To delete it with everything in it:`,
    `aws s3 rb s3://${bucket} --force`,
  ].join('\n      ');
}

async function deleteSecrets({ aws: { region } }: Config): Promise<void> {
  const Names = Object.values(PARAMETERS);
  const { DeletedParameters = [] } = await new SSMClient({ region }).send(
    new DeleteParametersCommand({ Names }),
  );
  const deleted =
    DeletedParameters.length > 0 ? DeletedParameters.join(' and ') : 'there were none';
  console.log(`Secrets deleted in SSM: ${deleted}.`);
}

runCommand(main);
