import './terminal/quiet';
import { parseArgs } from 'node:util';
import { DeleteParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { InvalidInput } from '../src/domain/errors';
import { requireAccount } from './checks/account';
import { Cancelled, openTerminal } from './terminal/prompt';
import { isDeployed, prepareCdk, runCdk } from './stack/cdk';
import { reasonOf } from './checks/check';
import { PARAMETERS } from './checks/slack-checks';
import { stopScans } from './stack/stop-scans';
import { isInteractive } from './terminal/format-result';

const HELP = `npm run destroy -- [options]

Takes vulnscan out of the account of vulnscan.yml, and says what it leaves.

  --config FILE   vulnscan.yml
  --yes           don't ask; needed where there is no terminal
  --secrets       delete the two secrets in SSM, too`;

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
  console.log(isThere ? describeRest(config, values.secrets) : describeNothing(config));
  if (!isThere && !values.secrets) return;
  if (!(await mayGoOn(values.yes, isThere ? 'Destroy it?' : 'Delete the two secrets?')))
    throw new Cancelled('Nothing was destroyed.');
  if (isThere) await destroyStack(config, values.config);
  if (values.secrets) await deleteSecrets(config);
}

async function destroyStack(config: Config, file: string): Promise<void> {
  const stopped = await stopScans(config);
  if (stopped > 0) console.log(`Stopped ${stopped} running ${stopped === 1 ? 'scan' : 'scans'}.`);
  // Any image will do: none is built or pushed to take the stack away.
  await prepareCdk({ config: file, image: 'public.ecr.aws/docker/library/alpine:latest' });
  runCdk('destroy', '--force', '--all');
}

function describeNothing({ aws: { account, region } }: Config): string {
  return `There is no stack vulnscan in account ${account}, ${region}: nothing to destroy.`;
}

/** What is worth keeping, or belongs to others too, stays. */
function describeRest({ deploy }: Config, secrets: boolean): string {
  const rest = [
    'all findings in Security Hub with their decisions and notes (they expire by themselves, 90 days after the last scan)',
    ...(deploy.enableSecurityHub
      ? ['Security Hub itself, which stays on: turn it off in the console']
      : []),
    ...(secrets
      ? []
      : [
          `the secrets in SSM, ${Object.values(PARAMETERS).join(' and ')} (--secrets deletes them)`,
        ]),
    'the messages in Slack, and the Slack app: delete it at api.slack.com/apps',
    "the CDK's bucket and image repository in this account, which other stacks may use",
  ];
  return `The stack vulnscan will be deleted: functions, queues with what waits in them, rules, schedules, scanner, logs, alarms${deploy.subscribeAqua ? ", the subscription to Aqua's product" : ''}.\nThis stays:\n${rest.map((line) => `  - ${line}`).join('\n')}`;
}

async function mayGoOn(yes: boolean, question: string): Promise<boolean> {
  if (yes) return true;
  if (isInteractive()) return (await openTerminal()).confirm(question);
  throw new InvalidInput(
    'confirm',
    'There is no terminal to ask at; run npm run destroy -- --yes.',
  );
}

async function deleteSecrets({ aws: { region } }: Config): Promise<void> {
  const Names = Object.values(PARAMETERS);
  const { DeletedParameters = [] } = await new SSMClient({ region }).send(
    new DeleteParametersCommand({ Names }),
  );
  const gone = DeletedParameters.length > 0 ? DeletedParameters.join(' and ') : 'none was there';
  console.log(`Secrets deleted in SSM: ${gone}.`);
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = error instanceof Cancelled ? 0 : 1;
});
