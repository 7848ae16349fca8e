import './setup/quiet';
import { parseArgs } from 'node:util';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Config } from '../src/config';
import { readConfigFile } from '../src/config-file';
import { InvalidInput } from '../src/domain/errors';
import { Cancelled, openTerminal } from './setup/ask';
import { prepareCdk, requireAccount, runCdk } from './setup/cdk';
import { codeOf, reasonOf } from './setup/check';
import { PARAMETERS } from './setup/slack-checks';
import { isInteractive } from './setup/terminal';

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
  console.log(describeRest(config, values.secrets));
  if (!(await mayGoOn(values.yes))) throw new Cancelled('Nothing was destroyed.');
  // Any image will do: none is built or pushed to take the stack away.
  await prepareCdk({ config: values.config, image: 'public.ecr.aws/docker/library/alpine:latest' });
  runCdk('destroy', '--force', '--all');
  if (values.secrets) await deleteSecrets(config);
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
  return `The stack vulnscan will be deleted: functions, queues with what waits in them, rules, schedules, scanner, logs, alarms.\nThis stays:\n${rest.map((line) => `  - ${line}`).join('\n')}`;
}

async function mayGoOn(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (isInteractive()) return (await openTerminal()).confirm('Destroy it?');
  throw new InvalidInput(
    'confirm',
    'There is no terminal to ask at; run npm run destroy -- --yes.',
  );
}

async function deleteSecrets({ aws: { region } }: Config): Promise<void> {
  const ssm = new SSMClient({ region });
  for (const Name of Object.values(PARAMETERS)) {
    await ssm.send(new DeleteParameterCommand({ Name })).catch((error: unknown) => {
      if (codeOf(error) !== 'ParameterNotFound') throw error;
    });
  }
  console.log('The two secrets are deleted.');
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = error instanceof Cancelled ? 0 : 1;
});
