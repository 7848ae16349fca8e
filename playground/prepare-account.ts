import {
  CreateClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  EnableImportFindingsForProductCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { watchedProducts } from '../src/config/aws-names';
import type { Config } from '../src/config/config';
import { eventRules } from '../src/event-patterns';

/** What a deployment would have put into the account; names as the stack gives them. */
export interface Account {
  alertsQueueUrl: string;
  actionsQueueUrl: string;
  quarantineQueueUrl: string;
  cluster: string;
  family: string;
  container: string;
  parameters: { botToken: string; signingSecret: string };
}

const CLUSTER = 'vulnscan';
const FAMILY = 'vulnscan-scanner';
const CONTAINER = 'scanner';

/** Makes the account ready through the same API calls a deployment causes. */
export async function prepareAccount(
  config: Config,
  secrets: { botToken: string; signingSecret: string },
): Promise<Account> {
  const [alerts, actions, quarantine, parameters] = await Promise.all([
    createQueue(config, 'vulnscan-alerts'),
    createQueue(config, 'vulnscan-actions'),
    createQueue(config, 'vulnscan-quarantine'),
    putSecrets(secrets),
    enableSecurityHub(config),
    createCluster(),
  ]);
  await connect(config, alerts.arn, actions.arn);
  return {
    alertsQueueUrl: alerts.url,
    actionsQueueUrl: actions.url,
    quarantineQueueUrl: quarantine.url,
    cluster: CLUSTER,
    family: FAMILY,
    container: CONTAINER,
    parameters,
  };
}

async function enableSecurityHub(config: Config): Promise<void> {
  const hub = new SecurityHubClient();
  await hub.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  for (const ProductArn of watchedProducts(config).filter((arn) => arn.includes('::product/'))) {
    await hub.send(new EnableImportFindingsForProductCommand({ ProductArn }));
  }
}

/** The same settings as the stack's queues; the DLQ means poison, not "Slack was down". */
async function createQueue(config: Config, name: string): Promise<{ url: string; arn: string }> {
  const sqs = new SQSClient();
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const dead = `${name}-dead`;
  await sqs.send(new CreateQueueCommand({ QueueName: `${dead}.fifo`, Attributes: fifo }));
  const redrive = { deadLetterTargetArn: queueArn(config, dead), maxReceiveCount: 200 };
  const created = await sqs.send(
    new CreateQueueCommand({
      QueueName: `${name}.fifo`,
      Attributes: { ...fifo, VisibilityTimeout: '360', RedrivePolicy: JSON.stringify(redrive) },
    }),
  );
  return { url: created.QueueUrl ?? '', arn: queueArn(config, name) };
}

function queueArn({ aws }: Config, name: string): string {
  return `arn:aws:sqs:${aws.region}:${aws.account}:${name}.fifo`;
}

async function connect(config: Config, alerts: string, actions: string): Promise<void> {
  const { account, region } = config.aws;
  const cluster = `arn:aws:ecs:${region}:${account}:cluster/${CLUSTER}`;
  for (const { name, pattern, to, group } of eventRules(config, { cluster, family: FAMILY })) {
    await putRule(name, pattern, to === 'alerts' ? alerts : actions, group);
  }
}

async function putRule(name: string, pattern: object, queue: string, group: string): Promise<void> {
  const bus = new EventBridgeClient();
  await bus.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const target = { Id: 'queue', Arn: queue, SqsParameters: { MessageGroupId: group } };
  await bus.send(new PutTargetsCommand({ Rule: name, Targets: [target] }));
}

async function putSecrets(secrets: {
  botToken: string;
  signingSecret: string;
}): Promise<Account['parameters']> {
  const ssm = new SSMClient();
  const names = {
    botToken: '/vulnscan/slack/bot-token',
    signingSecret: '/vulnscan/slack/signing-secret',
  };
  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  await Promise.all([
    put(names.botToken, secrets.botToken),
    put(names.signingSecret, secrets.signingSecret),
  ]);
  return names;
}

async function createCluster(): Promise<void> {
  const ecs = new ECSClient();
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: FAMILY,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '1024',
      memory: '4096',
      containerDefinitions: [{ name: CONTAINER, image: 'vulnscan-scanner', essential: true }],
    }),
  );
}
