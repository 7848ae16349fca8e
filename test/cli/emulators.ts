import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateClusterCommand, ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Aws, startAws } from '../../emulators/aws/server';
import { type Channel, defaultChannels } from '../../emulators/slack/people';
import { type RunningSlack, startSlack } from '../../emulators/slack/server';
import { createArchiveBucket } from '../../playground/archive';
import { createTable } from '../../playground/ledger';

import { requiredScopes } from '../../src/config/manifest';

import { bundled } from '../bundled';

/* An emulated AWS account and Slack workspace for the commands in cli/. */

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const TOKEN = 'xoxb-0000-example';
export const SECRET = '0123456789abcdef0123456789abcdef';
export const AQUA = `arn:aws:securityhub:${REGION}::product/aquasecurity/aquasecurity`;

const ROOT = resolve(__dirname, '../..');
const QUEUES = [
  'intake',
  'decide',
  'projector.fifo',
  'painter.fifo',
  'tasks.fifo',
  'intake-dead',
  'decide-dead',
  'tasks-dead.fifo',
  'undelivered',
  'quarantine',
];
const RULES = [
  'findings',
  'scan-tasks',
  'scan-events',
  'scan-finished',
  'scan-executions',
  'health',
];

/** The bot scopes of manifest.yml. */
export const SCOPES = requiredScopes();

export interface Emulators {
  aws: Aws;
  slack: RunningSlack;
  slackApiUrl: string;
  folder: string;
  close(): Promise<void>;
}

interface EmulatorOptions {
  scopes?: string[];
  joined?: boolean;
  channel?: Partial<Channel>;
}

export async function startEmulators(options: EmulatorOptions = {}): Promise<Emulators> {
  const aws = await startAws({
    account: ACCOUNT,
    region: REGION,
    images: [{ repository: 'api', tags: ['latest'] }],
  });
  const bot = { botId: 'B0VULNSCAN', botUserId: 'U0VULNSCAN', appId: 'A0VULNSCAN' };
  const [channel, ...others] = defaultChannels(
    options.joined === false ? 'U0OTHER' : bot.botUserId,
  );
  const slack = await startSlack({
    ...bot,
    port: 0,
    token: TOKEN,
    signingSecret: SECRET,
    teamId: 'T0HOME',
    name: 'vulnscan',
    commands: ['/vulnscan'],
    rates: false,
    deliver: async () => ({ statusCode: 200 }),
    scopes: options.scopes ?? SCOPES,
    channels:
      channel === undefined
        ? others
        : [{ ...channel, ...options.channel, id: 'C0SECURITY' }, ...others],
  });
  const folder = mkdtempSync(join(tmpdir(), 'vulnscan-scripts-'));
  const close = async () => {
    await slack.close();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { aws, slack, slackApiUrl: `${slack.url}/api/`, folder, close };
}

/** Creates what a deployment creates, as far as the commands look at it. */
export async function deployed({ aws }: Emulators): Promise<void> {
  const client = { endpoint: aws.url, region: REGION };
  const hub = new SecurityHubClient(client);
  await hub.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  await hub.send(new EnableImportFindingsForProductCommand({ ProductArn: AQUA }));
  await new ECSClient(client).send(new CreateClusterCommand({ clusterName: 'vulnscan' }));
  const sqs = new SQSClient(client);
  for (const name of QUEUES) {
    const fifo = name.endsWith('.fifo') && { FifoQueue: 'true' };
    await sqs.send(
      new CreateQueueCommand({ QueueName: `vulnscan-${name}`, Attributes: { ...fifo } }),
    );
  }
  await createTable(new DynamoDBClient(client));
  const identity = { account: ACCOUNT, region: REGION };
  await createArchiveBucket(new S3Client(client), identity);
  const events = new EventBridgeClient(client);
  for (const name of RULES) {
    const EventPattern = JSON.stringify({ source: ['vulnscan'] });
    await events.send(new PutRuleCommand({ Name: `vulnscan-${name}`, EventPattern }));
  }
  await putSecret(aws, 'bot-token', TOKEN);
  await putSecret(aws, 'signing-secret', SECRET);
}

export async function putSecret(aws: Aws, name: string, Value: string): Promise<void> {
  const ssm = new SSMClient({ endpoint: aws.url, region: REGION });
  const Name = `/vulnscan/slack/${name}`;
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
}

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Environment in which the AWS SDK and the commands call the emulators. */
export function environmentOf({ aws, slackApiUrl }: Emulators): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example-secret-key',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SLACK_API_URL: slackApiUrl,
  };
}

/** Runs one of the commands in cli/ as npm does, without a terminal. */
export async function runScript(
  emulators: Emulators,
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const full = { PATH, HOME, ...environmentOf(emulators), ...env };
  const command = [await bundled(`cli/${script}`), ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, env: full }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}
