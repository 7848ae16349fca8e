import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  DescribeHubCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Config } from '../../src/config';
import { bad, type Check, codeOf, good, type Verdict } from './check';

/* Is what the stack made there, switched on and empty? Names are the stack's own. */

const RULES = [
  'new-findings',
  'changed-findings',
  'scan-tasks',
  'scan-events',
  'scan-finished',
  'health',
];
const LANES = ['alerts.fifo', 'actions.fifo'];
const DEAD = ['alerts-dead.fifo', 'actions-dead.fifo', 'undelivered', 'quarantine'];
/** A lane holds what waits for Slack's one message a second; more than this is a jam. */
const JAM = 1_000;
const DEPLOY = 'Run npm run deploy.';

export function accountChecks(config: Config): Check[] {
  const { region } = config.aws;
  const hub = new SecurityHubClient({ region });
  const sqs = new SQSClient({ region });
  return [
    { name: 'AWS account', run: () => checkAccount(config) },
    { name: 'Security Hub', run: () => checkHub(hub) },
    { name: 'Product', run: () => checkProduct(hub, config) },
    { name: 'Cluster', run: () => checkCluster(region) },
    { name: 'Event rules', run: () => checkRules(region) },
    { name: 'Queues', run: () => checkLanes(sqs) },
    { name: 'Dead letters', run: () => checkDead(sqs) },
  ];
}

async function checkAccount({ aws: { account, region } }: Config): Promise<Verdict> {
  const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
  if (Account === account) return good(`${account} in ${region}`);
  return bad(
    `These credentials are for account ${Account}, vulnscan.yml says ${account}`,
    'Choose the right AWS profile (AWS_PROFILE), or mend aws.account in vulnscan.yml.',
  );
}

async function checkHub(hub: SecurityHubClient): Promise<Verdict> {
  try {
    await hub.send(new DescribeHubCommand({}));
    return good('is on');
  } catch (error) {
    if (codeOf(error) !== 'InvalidAccessException' && codeOf(error) !== 'ResourceNotFoundException')
      throw error;
    return bad(
      'Security Hub CSPM is off in this account and Region',
      'Set deploy.enableSecurityHub: true in vulnscan.yml and run npm run deploy, or turn it on in the console.',
    );
  }
}

async function checkProduct(hub: SecurityHubClient, { aws }: Config): Promise<Verdict> {
  if (aws.product === 'default') return good("findings are imported as the account's own");
  const { ProductSubscriptions = [] } = await hub.send(new ListEnabledProductsForImportCommand({}));
  const enabled = ProductSubscriptions.some((arn) => arn.includes('/aquasecurity/aquasecurity'));
  if (enabled) return good('the Aqua Security integration takes findings');
  return bad(
    'The Aqua Security integration is off, so findings would be refused',
    'Set deploy.subscribeAqua: true in vulnscan.yml and run npm run deploy; or aws.product: default.',
  );
}

async function checkCluster(region: string): Promise<Verdict> {
  const ecs = new ECSClient({ region });
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: ['vulnscan'] }));
  if (clusters[0]?.status === 'ACTIVE') return good('vulnscan is active');
  return bad('There is no active ECS cluster vulnscan', DEPLOY);
}

async function checkRules(region: string): Promise<Verdict> {
  const events = new EventBridgeClient({ region });
  const faults: string[] = [];
  for (const rule of RULES) {
    const Name = `vulnscan-${rule}`;
    const state = await events.send(new DescribeRuleCommand({ Name })).then(
      (answer) => answer.State,
      (error: unknown) => codeOf(error),
    );
    if (state !== 'ENABLED') faults.push(`${Name} (${state})`);
  }
  if (faults.length === 0) return good(`${RULES.length} rules are enabled`);
  return bad(
    `Not enabled: ${faults.join(', ')}`,
    `Enable them in EventBridge. If they are missing: ${DEPLOY}`,
  );
}

async function checkLanes(sqs: SQSClient): Promise<Verdict> {
  const waiting = await countAll(sqs, LANES);
  const jammed = waiting.filter(({ count }) => count > JAM);
  if (jammed.length === 0)
    return good(waiting.map(({ name, count }) => `${name} ${count}`).join(', '));
  return bad(
    `Messages pile up: ${jammed.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    'Look for level error in the log of the function, /vulnscan/alerts or /vulnscan/actions.',
  );
}

async function checkDead(sqs: SQSClient): Promise<Verdict> {
  const filled = (await countAll(sqs, DEAD)).filter(({ count }) => count > 0);
  if (filled.length === 0) return good('none');
  return bad(
    `Messages that nobody could handle: ${filled.map(({ name, count }) => `vulnscan-${name} ${count}`).join(', ')}`,
    'Read one, mend its cause and redrive them in the SQS console; docs/operations.md says how.',
  );
}

async function countAll(
  sqs: SQSClient,
  names: string[],
): Promise<{ name: string; count: number }[]> {
  return Promise.all(
    names.map(async (name) => ({ name, count: await count(sqs, `vulnscan-${name}`) })),
  );
}

async function count(sqs: SQSClient, QueueName: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}
