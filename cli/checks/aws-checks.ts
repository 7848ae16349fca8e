import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DescribeHubCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../../src/config/config';
import { eventRules } from '../../src/event-patterns';
import {
  DEAD_LETTER_QUEUES,
  FUNCTION_NAMES,
  FUNCTIONS,
  logGroupOf,
  NAMES,
  QUEUES,
  type QueueName,
} from '../../src/installation';
import { errorCode, isQueueMissing } from '../terminal/error-text';
import { checkAccount } from './account';
import { bad, type Check, type CheckResult, good } from './check';
import { hasAqua, isHubOff } from './hub-state';

/** More records than this in one queue need attention. */
const MAX_WAITING = 1_000;
const DEPLOY = 'Run npm run deploy.';

/** Checks what the stack created: everything exists, is enabled, and no dead letters wait. */
export function awsChecks(config: Config): Check[] {
  const { region } = config.aws;
  const hub = new SecurityHubClient({ region });
  const sqs = new SQSClient({ region });
  return [
    { name: 'AWS account', vital: true, run: () => checkAccount(config) },
    { name: 'Security Hub', run: () => checkHub(hub) },
    { name: 'Product', run: () => checkProduct(hub, config) },
    { name: 'Cluster', run: () => checkCluster(region) },
    { name: 'Event rules', run: () => checkRules(config) },
    { name: 'Queues', run: () => checkQueues(sqs) },
    { name: 'Dead letters', run: () => checkDeadLetters(sqs) },
  ];
}

async function checkHub(hub: SecurityHubClient): Promise<CheckResult> {
  try {
    await hub.send(new DescribeHubCommand({}));
    return good('is on');
  } catch (error) {
    if (!isHubOff(error)) throw error;
    return bad(
      'Security Hub CSPM is off in this account and Region',
      'Set deploy.enableSecurityHub: true in vulnscan.yml and run npm run deploy, or turn it on in the console.',
    );
  }
}

async function checkProduct(hub: SecurityHubClient, { aws }: Config): Promise<CheckResult> {
  if (aws.product === 'default') return good("findings are imported as the account's own");
  const { ProductSubscriptions = [] } = await hub.send(new ListEnabledProductsForImportCommand({}));
  if (hasAqua(ProductSubscriptions)) return good('the Aqua Security integration is on');
  return bad(
    'The Aqua Security integration is off, so findings would be refused',
    'Set deploy.subscribeAqua: true in vulnscan.yml and run npm run deploy; or aws.product: default.',
  );
}

async function checkCluster(region: string): Promise<CheckResult> {
  const ecs = new ECSClient({ region });
  const { clusters = [] } = await ecs.send(
    new DescribeClustersCommand({ clusters: [NAMES.cluster] }),
  );
  if (clusters[0]?.status === 'ACTIVE') return good(`${NAMES.cluster} is active`);
  return bad(`There is no active ECS cluster ${NAMES.cluster}`, DEPLOY);
}

async function checkRules(config: Config): Promise<CheckResult> {
  const events = new EventBridgeClient({ region: config.aws.region });
  const rules = eventRules(config, '');
  const missing: string[] = [];
  const disabled: string[] = [];
  for (const { name } of rules) {
    const state = await stateOf(events, name);
    if (state === undefined) missing.push(name);
    else if (state !== 'ENABLED') disabled.push(name);
  }
  if (missing.length > 0) return bad(`Missing: ${missing.join(', ')}`, DEPLOY);
  if (disabled.length === 0) return good(`${rules.length} rules are enabled`);
  return bad(`Not enabled: ${disabled.join(', ')}`, 'Enable them in EventBridge.');
}

async function stateOf(events: EventBridgeClient, Name: string): Promise<string | undefined> {
  try {
    const { State } = await events.send(new DescribeRuleCommand({ Name }));
    return State ?? 'UNKNOWN';
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function checkQueues(sqs: SQSClient): Promise<CheckResult> {
  const sources = FUNCTION_NAMES.flatMap((name) => FUNCTIONS[name].source?.queue ?? []);
  const waiting = await countAll(sqs, sources);
  if (waiting === undefined) return NO_QUEUES;
  const full = waiting.filter(({ count }) => count > MAX_WAITING);
  if (full.length === 0)
    return good(waiting.map(({ name, count }) => `${name} ${count}`).join(', '));
  return bad(
    `Too many messages wait: ${full.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    `Search the log of the function of the same name, such as ${logGroupOf('intake')}, for level error.`,
  );
}

async function checkDeadLetters(sqs: SQSClient): Promise<CheckResult> {
  const letters = await countAll(sqs, DEAD_LETTER_QUEUES);
  if (letters === undefined) return NO_QUEUES;
  const filled = letters.filter(({ count }) => count > 0);
  if (filled.length === 0) return good('none');
  return bad(
    `Messages that could not be handled: ${filled.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    'Run npm run redrive to see them, fix the cause and send them again; see docs/operations.md.',
  );
}

const NO_QUEUES = bad('Some queues of vulnscan do not exist', DEPLOY);

/** Messages in each queue; undefined when one of the queues does not exist. */
async function countAll(
  sqs: SQSClient,
  queues: readonly QueueName[],
): Promise<{ name: string; count: number }[] | undefined> {
  try {
    return await Promise.all(
      queues.map(async (queue) => {
        const { name } = QUEUES[queue];
        return { name, count: await count(sqs, name) };
      }),
    );
  } catch (error) {
    if (isQueueMissing(error)) return undefined;
    throw error;
  }
}

async function count(sqs: SQSClient, QueueName: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}
