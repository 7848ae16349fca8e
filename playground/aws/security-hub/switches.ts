import { AwsError } from '../aws-error';
import type { Json, JsonObject } from '../json';
import { textAt } from '../json';
import type { World } from '../world';
import { pageSize } from './get-findings';
import type { Product } from './products';
import { describeProduct, productsOf, subscriptionArn } from './products';

export type HubOperation = (input: JsonObject) => Json;

/** What is on: the hub itself and the integrations, and the operations that switch them. */
export function createSwitches(world: World) {
  const { account, region } = world;
  const products = productsOf(region, account);
  const subscribed = new Set<string>();
  const hubArn = `arn:aws:securityhub:${region}:${account}:hub/default`;
  let since: string | undefined;

  const turnOn = () => {
    since = world.now().toISOString();
    for (const { arn, own } of products) if (own) subscribed.add(arn);
  };
  const requireHub = () => {
    if (since !== undefined) return;
    throw new AwsError(
      'InvalidAccessException',
      `Account ${account} is not subscribed to AWS Security Hub`,
      401,
    );
  };
  const known = (arn: string): Product => {
    const product = products.find((candidate) => candidate.arn === arn);
    if (!product)
      throw new AwsError('InvalidInputException', `Invalid parameter: productArn ${arn}`);
    return product;
  };

  const runs: Readonly<Record<string, HubOperation>> = {
    EnableSecurityHub: () => {
      if (since !== undefined) {
        throw new AwsError(
          'ResourceConflictException',
          `Account ${account} is already subscribed to Security Hub`,
          409,
        );
      }
      turnOn();
      return {};
    },
    DisableSecurityHub: () => {
      since = undefined;
      subscribed.clear();
      return {};
    },
    DescribeHub: () => ({
      HubArn: hubArn,
      SubscribedAt: since ?? '',
      AutoEnableControls: false,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    }),
    EnableImportFindingsForProduct: (input) => {
      const product = known(textAt(input, 'ProductArn'));
      if (subscribed.has(product.arn)) {
        throw new AwsError(
          'ResourceConflictException',
          `Already subscribed to product ${product.arn}`,
          409,
        );
      }
      subscribed.add(product.arn);
      return { ProductSubscriptionArn: subscriptionArn(product, account) };
    },
    DisableImportFindingsForProduct: (input) => {
      const arn = textAt(input, 'ProductSubscriptionArn');
      const product = products.find((candidate) => subscriptionArn(candidate, account) === arn);
      if (!product || !subscribed.delete(product.arn)) {
        throw new AwsError('ResourceNotFoundException', `No product subscription ${arn}`, 404);
      }
      return {};
    },
    ListEnabledProductsForImport: () => ({
      ProductSubscriptions: products
        .filter(({ arn }) => subscribed.has(arn))
        .map((product) => subscriptionArn(product, account)),
    }),
    DescribeProducts: (input) => {
      pageSize(input['MaxResults']);
      const arn = textAt(input, 'ProductArn');
      return { Products: (arn ? [known(arn)] : products).map(describeProduct) };
    },
  };

  return {
    runs,
    products,
    requireHub,
    enable(...arns: string[]) {
      if (since === undefined) turnOn();
      for (const arn of arns) subscribed.add(known(arn).arn);
    },
    enabledProduct: (arn: string) =>
      subscribed.has(arn) ? products.find((product) => product.arn === arn) : undefined,
  };
}
