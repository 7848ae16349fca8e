import './setup/quiet';
import { parseArgs } from 'node:util';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createLog } from '../src/adapters/log';
import type { Config } from '../src/config';
import { readConfigFile } from '../src/config-file';
import { InvalidInput } from '../src/domain/errors';
import { type Ground, openGround } from './dev/ground';
import { openSocket } from './dev/socket';
import { reasonOf } from './setup/check';
import { createAppLink } from './setup/manifest';

const HELP = `npm run dev -- [options]

The slack door on this machine, against a real Slack workspace by Socket Mode: no address, no deployment.

  --config FILE   vulnscan.yml
  --aws WHICH     playground (default): AWS from the playground, workers and scanner on this machine
                  profile: the queue of a deployed vulnscan, with your AWS credentials
  --scan          start with a scan of the recorded reports (playground only)
  --link          print the link that creates a Slack app with Socket Mode, and stop

Needs SLACK_APP_TOKEN (xapp-, scope connections:write) and SLACK_BOT_TOKEN (xoxb-).`;

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
  const tokens = readTokens();
  const slackApiUrl = process.env['SLACK_API_URL'];
  const ground =
    values.aws === 'profile' ? undefined : await openGround(config, tokens.botToken, slackApiUrl);
  const queueUrl = ground?.queueUrl ?? (await findQueue(config));
  const close = await openSocket({ config, ...tokens, queueUrl, log: createLog(), slackApiUrl });
  stopOnSignal(ground, close);
  if (ground !== undefined) console.log(`AWS stands in at ${ground.awsUrl}`);
  console.log('ready: connected to Slack; write /vulnscan help there. Stop with Ctrl-C.');
  if (values.scan) await ground?.scan();
}

function readTokens(): { appToken: string; botToken: string } {
  const { SLACK_APP_TOKEN: appToken = '', SLACK_BOT_TOKEN: botToken = '' } = process.env;
  if (appToken.startsWith('xapp-') && botToken.startsWith('xoxb-')) return { appToken, botToken };
  throw new InvalidInput(
    'tokens',
    'Set SLACK_APP_TOKEN (xapp-...) and SLACK_BOT_TOKEN (xoxb-...); npm run dev -- --link makes an app that has them.',
  );
}

async function findQueue({ aws: { region } }: Config): Promise<string> {
  const sqs = new SQSClient({ region });
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: 'vulnscan-actions.fifo' }),
  );
  return QueueUrl;
}

function stopOnSignal(ground: Ground | undefined, close: () => Promise<unknown>): void {
  const stop = async () => {
    await close();
    await ground?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = 1;
});
