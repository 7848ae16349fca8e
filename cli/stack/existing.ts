import {
  CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeHubCommand,
  DescribeProductsCommand,
  ListEnabledProductsForImportCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { productArn } from '../../src/config/aws-names';
import type { Config } from '../../src/config/config';
import { InvalidInput } from '../../src/domain/errors';
import { NAMES } from '../../src/installation';
import { hasAqua } from '../checks/hub-state';
import { errorCode } from '../terminal/error-text';

/** What exists once in an account and Region: Security Hub, and the subscription to Aqua Security's product. */
export type Existing = 'hub' | 'aqua';

const TYPES: Record<Existing, string> = {
  hub: 'AWS::SecurityHub::Hub',
  aqua: 'AWS::SecurityHub::ProductSubscription',
};

/**
 * What the settings ask to create but is on already, and is not the stack's own: left by an earlier installation, or made by
 * other means. Creating it again would fail. Throws InvalidInput `product` where the Region has no such product.
 */
export async function findExisting(config: Config): Promise<Existing[]> {
  const { region } = config.aws;
  const hub = new SecurityHubClient({ region, maxAttempts: 2 });
  const on = await readState(hub);
  if (on.includes('hub')) await requireProduct(hub, config);
  const { enableSecurityHub, subscribeAqua } = config.deploy;
  const wanted = [...(enableSecurityHub ? ['hub'] : []), ...(subscribeAqua ? ['aqua'] : [])];
  const there = on.filter((each) => wanted.includes(each));
  if (there.length === 0) return [];
  const own = await ownTypes(region);
  return there.filter((each) => !own.has(TYPES[each]));
}

/** Empty as well for people who may not ask Security Hub: they deploy with the CDK's roles. */
async function readState(hub: SecurityHubClient): Promise<Existing[]> {
  try {
    await hub.send(new DescribeHubCommand({}));
  } catch {
    return [];
  }
  const isAqua = await isSubscribed(hub).catch(() => false);
  return isAqua ? ['hub', 'aqua'] : ['hub'];
}

async function isSubscribed(hub: SecurityHubClient): Promise<boolean> {
  let NextToken: string | undefined;
  do {
    const command = new ListEnabledProductsForImportCommand({ NextToken });
    const answer = await hub.send(command);
    if (hasAqua(answer.ProductSubscriptions ?? [])) return true;
    NextToken = answer.NextToken;
  } while (NextToken);
  return false;
}

/** A Region without the product would refuse the subscription, or every finding. */
async function requireProduct(hub: SecurityHubClient, config: Config): Promise<void> {
  const ProductArn = productArn(config);
  if (config.aws.product === 'default' || (await isOffered(hub, ProductArn))) return;
  throw new InvalidInput(
    'product',
    `Security Hub in ${config.aws.region} does not offer the product ${ProductArn}; set aws.product: default and deploy.subscribeAqua: false in vulnscan.yml.`,
  );
}

/** True as well where Security Hub does not say. */
async function isOffered(hub: SecurityHubClient, ProductArn: string): Promise<boolean> {
  try {
    const { Products = [] } = await hub.send(new DescribeProductsCommand({ ProductArn }));
    return Products.length > 0;
  } catch (error) {
    return !['InvalidInputException', 'ResourceNotFoundException'].includes(errorCode(error));
  }
}

/** Types of what belongs to the stack. */
async function ownTypes(region: string): Promise<Set<string | undefined>> {
  const resources: StackResourceSummary[] = [];
  const cloudFormation = new CloudFormationClient({ region });
  let NextToken: string | undefined;
  do {
    const command = new ListStackResourcesCommand({ StackName: NAMES.stack, NextToken });
    const answer = await cloudFormation.send(command).catch(nothingIfMissing);
    resources.push(...(answer.StackResourceSummaries ?? []));
    NextToken = answer.NextToken;
  } while (NextToken);
  const live = resources.filter(({ ResourceStatus = '' }) => !GONE.test(ResourceStatus));
  return new Set(live.map(({ ResourceType }) => ResourceType));
}

/** Not created, or deleted, although the stack still lists it. */
const GONE = /^(CREATE_FAILED|DELETE_COMPLETE|DELETE_SKIPPED)$/;

function nothingIfMissing(error: unknown): {
  StackResourceSummaries?: StackResourceSummary[];
  NextToken?: string;
} {
  if (error instanceof Error && error.message.includes('does not exist')) return {};
  throw error;
}
