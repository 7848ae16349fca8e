import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { watchedProducts } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { type EventRule, eventRules, RULE_TARGET } from '../src/event-patterns';
import {
  accountEnvironment,
  NAMES,
  PARAMETERS,
  QUEUES,
  type QueueName,
  SCANNER_ENVIRONMENT,
} from '../src/installation';
import { stateMachineDefinition } from '../src/state-machine';
import { createArchiveBucket } from './archive';
import { type Account, NETWORK } from './environment';
import { createFeeds } from './feeds';
import { createTable } from './ledger';

export type Secrets = Record<keyof typeof PARAMETERS, string>;

/** Creates the installation's resources in the account with the API calls that a deployment makes. */
export async function prepareAccount(config: Config, secrets: Secrets): Promise<Account> {
  const [urls] = await Promise.all([
    createQueues(config),
    putSecrets(secrets),
    enableSecurityHub(config),
    createCluster(config),
    createStateMachine(config),
    createTable(new DynamoDBClient()),
    createFeeds(new S3Client()),
    createArchiveBucket(new S3Client(), config.aws),
  ]);
  await createRules(config);
  return { queueUrl: (queue) => urls.get(queue) ?? '' };
}

async function enableSecurityHub(config: Config): Promise<void> {
  const hub = new SecurityHubClient();
  await hub.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  for (const ProductArn of watchedProducts(config).filter((arn) => arn.includes('::product/'))) {
    await hub.send(new EnableImportFindingsForProductCommand({ ProductArn }));
  }
}

/** One after another: a queue's dead-letter queue has to exist first, and comes first in QUEUES. */
async function createQueues(config: Config): Promise<Map<string, string>> {
  const sqs = new SQSClient();
  const urls = new Map<string, string>();
  for (const [key, { name, ...settings }] of Object.entries(QUEUES)) {
    const { fifo, retentionSeconds, visibilitySeconds, deadLetters } = settings;
    const Attributes = {
      MessageRetentionPeriod: String(retentionSeconds),
      ...(fifo && { FifoQueue: 'true', ContentBasedDeduplication: 'true' }),
      ...(visibilitySeconds !== undefined && { VisibilityTimeout: String(visibilitySeconds) }),
      ...(deadLetters !== undefined && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queueArn(config, deadLetters.queue),
          maxReceiveCount: deadLetters.maxReceiveCount,
        }),
      }),
    };
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes }),
    );
    urls.set(key, QueueUrl);
  }
  return urls;
}

function queueArn({ aws }: Config, queue: QueueName): string {
  return `arn:aws:sqs:${aws.region}:${aws.account}:${QUEUES[queue].name}`;
}

async function createRules(config: Config): Promise<void> {
  const { account, region } = config.aws;
  const cluster = `arn:aws:ecs:${region}:${account}:cluster/${NAMES.cluster}`;
  for (const rule of eventRules(config, cluster)) await putRule(config, rule);
}

async function putRule(config: Config, rule: EventRule): Promise<void> {
  const { name, description, pattern, queue, group } = rule;
  const { retry, deadLetterQueue } = RULE_TARGET;
  const bus = new EventBridgeClient();
  await bus.send(
    new PutRuleCommand({
      Name: name,
      Description: `vulnscan: ${description}`,
      EventPattern: JSON.stringify(pattern),
    }),
  );
  const target = {
    Id: 'queue',
    Arn: queueArn(config, queue),
    // A standard queue takes no group.
    ...(group !== undefined && { SqsParameters: { MessageGroupId: group } }),
    DeadLetterConfig: { Arn: queueArn(config, deadLetterQueue) },
    RetryPolicy: {
      MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
      MaximumRetryAttempts: retry.maximumRetryAttempts,
    },
  };
  await bus.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
}

async function putSecrets(secrets: Secrets): Promise<void> {
  const ssm = new SSMClient();
  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  await put(PARAMETERS.botToken, secrets.botToken);
  await put(PARAMETERS.signingSecret, secrets.signingSecret);
}

async function createCluster({ scan, ...config }: Config): Promise<void> {
  const ecs = new ECSClient();
  await ecs.send(new CreateClusterCommand({ clusterName: NAMES.cluster }));
  const values = { ...SCANNER_ENVIRONMENT, ...accountEnvironment(config) };
  const environment = Object.entries(values).map(([name, value]) => ({ name, value }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: NAMES.taskFamily,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: String(scan.cpu),
      memory: String(scan.memory),
      containerDefinitions: [
        { name: NAMES.container, image: 'vulnscan-scanner', essential: true, environment },
      ],
    }),
  );
}

async function createStateMachine(config: Config): Promise<void> {
  const states = new SFNClient();
  await states.send(
    new CreateStateMachineCommand({
      name: NAMES.stateMachine,
      definition: JSON.stringify(stateMachineDefinition(config, NETWORK)),
      // The emulator asks no role whether it may.
      roleArn: `arn:aws:iam::${config.aws.account}:role/${NAMES.stateMachine}`,
    }),
  );
}
