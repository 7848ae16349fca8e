import './terminal/hide-sdk-warnings';
import { parseArgs } from 'node:util';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createEcr } from '../src/adapters/images/ecr';
import { InvalidInput } from '../src/domain/errors';
import { PARAMETERS } from '../src/installation';
import { LOG_IN } from './checks/account';
import { hubSettings } from './checks/hub-state';
import { openConfig, writeConfig } from './setup/config-writer';
import { SETTINGS } from './setup/questions';
import type { Secrets } from './setup/secrets';
import { createAppLink } from './setup/slack-manifest';
import { type Answers, answerAll } from './setup/wizard';
import { isInteractive, openTerminal } from './terminal/prompt';
import { runCommand } from './terminal/run-command';

const HELP = `npm run setup -- [options]

Asks for the settings, writes vulnscan.yml and stores the two Slack secrets in SSM. It can be run again.

  --config FILE   settings (vulnscan.yml)
${SETTINGS.map(({ flag, help }) => `  --${`${flag} X`.padEnd(14)}${help}`).join('\n')}
  --images X      list:api:latest,web or ecr:team/*,web or ecs:prod
  --exposed X     what faces the internet: web,team/*, or none, or unknown (default: as in the file)
  --no-secrets    only write the file: the secrets are neither asked for nor stored
  --link          only print the link that creates the Slack app

The secrets are read from SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or asked for.`;

async function main(): Promise<void> {
  const values = readFlags();
  if (values.help) return console.log(HELP);
  if (values.link) return console.log(createAppLink());
  const { config: file, 'no-secrets': fileOnly } = values;
  const { document, isNew } = openConfig(file);
  const aws = await findAccount();
  if (aws.account === undefined && !fileOnly)
    throw new InvalidInput(
      'credentials',
      `The secrets can't be stored without AWS. ${LOG_IN} To write only the file, add --no-secrets.`,
    );
  const given = {
    flags: flagsOf(values),
    botToken: process.env['SLACK_BOT_TOKEN'],
    signingSecret: process.env['SLACK_SIGNING_SECRET'],
    noSecrets: fileOnly,
    slackApiUrl: process.env['SLACK_API_URL'],
    ...aws,
    document,
    isNew,
    ...(aws.account !== undefined && { listRepositories: createEcr().repositories }),
  };
  const answers = await answerAll(given, isInteractive() ? await openTerminal() : undefined);
  const faults = writeConfig(file, document, [
    ...answers.settings,
    ...(isNew ? await hubSettings(regionOf(answers)) : []),
  ]);
  if (faults.length > 0)
    throw new InvalidInput('setup', `${file} was not written:\n  ${faults.join('\n  ')}`);
  console.log(`${file} is written.`);
  if (answers.secrets !== undefined) await storeSecrets(answers.secrets, regionOf(answers));
  console.log('Next: npm run deploy');
}

function readFlags() {
  const { values } = parseArgs({
    options: {
      account: { type: 'string' },
      region: { type: 'string' },
      team: { type: 'string' },
      app: { type: 'string' },
      channel: { type: 'string' },
      language: { type: 'string' },
      images: { type: 'string' },
      exposed: { type: 'string' },
      config: { type: 'string', default: 'vulnscan.yml' },
      'no-secrets': { type: 'boolean', default: false },
      link: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

function flagsOf(values: object): Partial<Record<string, string>> {
  const given = Object.entries(values).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(given);
}

/** The account of the credentials and the Region of the environment. Without credentials the account is asked for. */
async function findAccount(): Promise<{
  account?: string | undefined;
  region?: string | undefined;
}> {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  try {
    const sts = new STSClient({ region: region ?? 'us-east-1', maxAttempts: 1 });
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, region };
  } catch {
    return { region };
  }
}

function regionOf({ settings }: Answers): string {
  return String(settings.find(([path]) => path.join('.') === 'aws.region')?.[1]);
}

async function storeSecrets({ botToken, signingSecret }: Secrets, region: string): Promise<void> {
  const ssm = new SSMClient({ region });
  const secrets: [string, string][] = [
    [PARAMETERS.botToken, botToken],
    [PARAMETERS.signingSecret, signingSecret],
  ];
  for (const [Name, Value] of secrets) {
    const parameter = { Name, Value: Value.trim(), Type: 'SecureString' as const, Overwrite: true };
    await ssm.send(new PutParameterCommand(parameter));
  }
  console.log(`The secrets are in SSM, ${region}: ${Object.values(PARAMETERS).join(', ')}`);
}

runCommand(main);
