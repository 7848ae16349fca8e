import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { textAt } from '../json';
import type { Product } from './products';
import { productsOf, subscriptionArn } from './products';

export type HubOperation = (input: JsonObject) => Json;

interface State {
  env: Environment;
  products: Product[];
  /** ARNs of the products whose findings may be imported. */
  subscribed: Set<string>;
  /** When the hub was switched on; undefined while it is off. */
  since: string | undefined;
}

/** What is on: the hub itself and the integrations, and the operations that switch them. */
export function createSwitches(env: Environment) {
  const products = productsOf(env.region, env.account);
  const state: State = { env, products, subscribed: new Set(), since: undefined };
  return {
    runs: { ...hubRuns(state), ...productRuns(state) },
    products,
    requireHub: () => requireHub(state),
    enable(...arns: string[]) {
      if (state.since === undefined) turnOn(state);
      for (const arn of arns) state.subscribed.add(known(state, arn).arn);
    },
    disable(...arns: string[]) {
      for (const arn of arns) state.subscribed.delete(arn);
      if (arns.length > 0) return;
      state.since = undefined;
      state.subscribed.clear();
    },
    enabledProduct: (arn: string) =>
      state.subscribed.has(arn) ? products.find((product) => product.arn === arn) : undefined,
  };
}

function hubRuns(state: State): Readonly<Record<string, HubOperation>> {
  const { account, region } = state.env;
  return {
    EnableSecurityHub() {
      if (state.since !== undefined)
        throw conflict(`Account ${account} is already subscribed to Security Hub`);
      turnOn(state);
      return {};
    },
    DescribeHub: () => ({
      HubArn: `arn:aws:securityhub:${region}:${account}:hub/default`,
      SubscribedAt: state.since ?? '',
      AutoEnableControls: false,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    }),
  };
}

function productRuns(state: State): Readonly<Record<string, HubOperation>> {
  const { products, subscribed } = state;
  const { account } = state.env;
  return {
    EnableImportFindingsForProduct(input) {
      const product = known(state, textAt(input, 'ProductArn'));
      if (subscribed.has(product.arn))
        throw conflict(`Already subscribed to product ${product.arn}`);
      subscribed.add(product.arn);
      return { ProductSubscriptionArn: subscriptionArn(product, account) };
    },
    DescribeProducts(input) {
      const arn = textAt(input, 'ProductArn');
      const found = arn === '' ? products : [known(state, arn)];
      return {
        Products: found.map((product) => ({
          ProductArn: product.arn,
          ProductName: product.productName,
          CompanyName: product.companyName,
        })),
      };
    },
    ListEnabledProductsForImport: () => ({
      ProductSubscriptions: products
        .filter(({ arn }) => subscribed.has(arn))
        .map((product) => subscriptionArn(product, account)),
    }),
  };
}

/** The account's own product is on together with the hub. */
function turnOn(state: State): void {
  state.since = state.env.now().toISOString();
  for (const { arn, own } of state.products) if (own) state.subscribed.add(arn);
}

function requireHub({ since, env }: State): void {
  if (since !== undefined) return;
  throw new AwsError(
    'InvalidAccessException',
    `Account ${env.account} is not subscribed to AWS Security Hub`,
    401,
  );
}

function known({ products }: State, arn: string): Product {
  const product = products.find((candidate) => candidate.arn === arn);
  if (product) return product;
  throw new AwsError('InvalidInputException', `Invalid parameter: productArn ${arn}`);
}

function conflict(why: string): AwsError {
  return new AwsError('ResourceConflictException', why, 409);
}
