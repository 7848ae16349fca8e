import { AwsError } from '../aws-error';
import type { Json, JsonObject } from '../json';
import { isObject, objectAt, textAt } from '../json';
import type { Operation, Operations } from '../operation';
import { createTokenBucket } from '../token-bucket';
import type { Span, World } from '../world';
import { batchImport } from './batch-import';
import { batchUpdate } from './batch-update';
import { getFindings, pageSize } from './get-findings';
import { createPager } from './paging';
import type { Product } from './products';
import { describeProduct, productsOf, subscriptionArn } from './products';
import { OTHER_RATE, RATES } from './schema';
import { createStore, keyOf } from './store';

export interface HubDeps {
  world: World;
  lag: Span;
  /** Whether calls over the service's quotas are refused. */
  rates: boolean;
  userDefinedFields: 'replace' | 'merge';
  /** The event of a finding that was imported or updated. */
  publish(finding: JsonObject): void;
}

export interface SecurityHub {
  /** Turns the hub on; with a product ARN its integration as well. Harmless when on already. */
  enable(...productArns: string[]): void;
  /** What a reader can see now, oldest first. */
  findings(): JsonObject[];
  /** Runs an operation in the process: same rules, no quota, no faults of throttling. */
  call(operation: string, input: Json): Json;
  /** ARN of the account's own product, on together with the hub. */
  ownProductArn: string;
  /** ARN of Aqua's product, which must be enabled by EnableImportFindingsForProduct. */
  aquaProductArn: string;
  operations: Operations;
  clear(): void;
}

type Run = (input: JsonObject) => Json;

/** Security Hub (CSPM, ASFF): the operations this project and its users' command lines call. */
export function createSecurityHub(deps: HubDeps): SecurityHub {
  const { world } = deps;
  const { changes } = world;
  const store = createStore({
    world,
    lag: deps.lag,
    applied(finding) {
      changes.emit({ type: 'finding', ...identify(finding), finding });
      deps.publish(finding);
    },
    removed: (finding) => changes.emit({ type: 'finding-removed', ...identify(finding) }),
  });
  const switches = createSwitches(world);
  const pager = createPager();
  const enabledProduct = switches.enabledProduct;

  const runs: Readonly<Record<string, Run>> = {
    ...switches.runs,
    BatchImportFindings: (input) => batchImport(input, { world, store, enabledProduct }),
    BatchUpdateFindings: (input) =>
      batchUpdate(input, { world, store, userDefinedFields: deps.userDefinedFields }),
    GetFindings: (input) => getFindings(input, store.all(), pager, world.now()),
    GetFindingHistory: (input) => {
      const identifier = objectAt(input, 'FindingIdentifier');
      const key = keyOf(textAt(identifier, 'ProductArn'), textAt(identifier, 'Id'));
      const size = pageSize(input['MaxResults']);
      const records = store.history(key).toReversed().slice(0, size);
      return {
        Records: records.map(({ at, created, source, updates }) => ({
          FindingIdentifier: identifier,
          UpdateTime: at,
          FindingCreated: created,
          UpdateSource: { Type: source, Identity: `arn:aws:iam::${world.account}:root` },
          Updates: updates.map((update) => ({ ...update })),
        })),
      };
    },
  };

  const call = (operation: string, input: Json): Json => {
    const run = Object.hasOwn(runs, operation) ? runs[operation] : undefined;
    if (!run)
      throw new AwsError('UnknownOperationException', `Unknown operation ${operation}`, 404);
    if (!isObject(input))
      throw new AwsError('SerializationException', 'The body should be a structure');
    if (operation !== 'EnableSecurityHub' && operation !== 'DescribeProducts')
      switches.requireHub();
    return run(input);
  };

  const [aqua] = switches.products;
  return {
    call,
    enable: switches.enable,
    findings: () => store.all().map(({ finding }) => finding),
    ownProductArn: switches.products.find(({ own }) => own)?.arn ?? '',
    aquaProductArn: aqua?.arn ?? '',
    operations: Object.fromEntries(
      Object.keys(runs).map((name) => [name, limited(name, (input) => call(name, input), deps)]),
    ),
    clear: store.clear,
  };
}

function limited(name: string, operation: Operation, { world, rates }: HubDeps): Operation {
  const known: Readonly<Record<string, { perSecond: number; burst: number }>> = RATES;
  const allow = createTokenBucket(known[name] ?? OTHER_RATE, world.now);
  return (input, context) => {
    const unlucky = world.random() < world.faults.securityHubThrottle;
    if (unlucky || (rates && !allow())) {
      throw new AwsError(
        'LimitExceededException',
        'Too many requests, please wait before trying again',
        429,
      );
    }
    return operation(input, context);
  };
}

function createSwitches(world: World) {
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

  const runs: Readonly<Record<string, Run>> = {
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

function identify(finding: JsonObject) {
  return { id: textAt(finding, 'Id'), productArn: textAt(finding, 'ProductArn') };
}
