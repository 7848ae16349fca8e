import './terminal/hide-sdk-warnings';
import { parseArgs } from 'node:util';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { hearStop, type Stop } from '../playground/on-stop';
import type { JobQueueUrls } from '../src/adapters/job-queue';
import { createLog } from '../src/adapters/log';
import type { Config } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { InvalidInput } from '../src/domain/errors';
import { QUEUES } from '../src/installation';
import { requireAccount } from './checks/account';
import { type LocalAws, startLocalAws } from './dev/local-aws';
import { openSocket } from './dev/socket';
import { checkTokens, readTokens, type Tokens } from './dev/tokens';
import { createAppLink } from './setup/slack-manifest';
import { errorText, isQueueMissing } from './terminal/error-text';

const HELP = `npm run dev -- [options]

Runs the slack handler on this machine, connected to a real Slack workspace by Socket Mode.

  --config FILE   settings (vulnscan.yml)
  --aws WHICH     playground (default): the AWS emulator, with workers and scanner on this machine
                  profile: the queues of a deployed vulnscan, with your AWS credentials
  --scan          start with a scan of the recorded reports (playground only)
  --link          only print the link that creates a Slack app with Socket Mode

Requires SLACK_APP_TOKEN (xapp-, scope connections:write) and SLACK_BOT_TOKEN (xoxb-).`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'vulnscan.yml' },
      aws: { type: 'string', default: 'playground' },
      scan: { type: 'boolean', default: false },
      link: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.link) return console.log(createAppLink({ socketMode: true }));
  const config = readConfigFile(values.config);
  const tokens = readTokens(process.env);
  const slackApiUrl = process.env['SLACK_API_URL'];
  const stop = hearStop();
  await checkTokens(tokens, config, slackApiUrl);
  const localAws = await openAws(values.aws, config, tokens, slackApiUrl);
  const queueUrls = localAws?.queueUrls ?? (await findQueues(config));
  const close = await openSocket({ config, ...tokens, queueUrls, log: createLog(), slackApiUrl });
  try {
    await run(localAws, values.scan, stop);
  } finally {
    console.log('\nstopping ...');
    await close();
    await localAws?.close();
  }
}

async function openAws(
  which: string,
  config: Config,
  { botToken }: Tokens,
  slackApiUrl: string | undefined,
): Promise<LocalAws | undefined> {
  if (which === 'playground') return startLocalAws(config, botToken, slackApiUrl);
  if (which !== 'profile')
    throw new InvalidInput('aws', `--aws takes playground or profile, not ${which}.`);
  process.env['AWS_REGION'] = config.aws.region;
  await requireAccount(config);
  return undefined;
}

async function findQueues(config: Config): Promise<JobQueueUrls> {
  return {
    decide: await findQueue(config, QUEUES.decide.name),
    tasks: await findQueue(config, QUEUES.tasks.name),
  };
}

async function findQueue({ aws: { account, region } }: Config, QueueName: string): Promise<string> {
  try {
    const { QueueUrl = '' } = await new SQSClient({ region }).send(
      new GetQueueUrlCommand({ QueueName }),
    );
    return QueueUrl;
  } catch (error) {
    if (!isQueueMissing(error)) throw error;
    throw new InvalidInput(
      'aws',
      `There is no queue ${QueueName} in account ${account}, ${region}; run npm run deploy first, or leave out --aws profile.`,
    );
  }
}

async function run(localAws: LocalAws | undefined, scan: boolean, stop: Stop): Promise<void> {
  if (localAws !== undefined) console.log(`AWS emulator: ${localAws.awsUrl}`);
  console.log('ready: connected to Slack; type /vulnscan help there. Stop with Ctrl-C.');
  if (scan) await localAws?.scan();
  await stop.signal;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(errorText(error));
    process.exit(1);
  },
);
