import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { isObject, objectAt, textAt } from '../json';
import type { Operation, Operations } from '../operation';
import type { Span } from '../random-delay';
import { createTokenBucket } from '../token-bucket';
import { batchImport } from './batch-import';
import { batchUpdate } from './batch-update';
import type { HubOperation } from './enablement';
import { createSwitches } from './enablement';
import { getFindings, pageSize } from './get-findings';
import { OTHER_RATE, RATES } from './limits';
import { createPager } from './paging';
import type { Store } from './store';
import { createStore, keyOf } from './store';

export interface HubDeps {
  env: Environment;
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
  /** Turns off the integrations of these products; without arguments, the hub. */
  disable(...productArns: string[]): void;
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

/** Security Hub (CSPM, ASFF): the operations this project and its users' command lines call. */
export function createSecurityHub(deps: HubDeps): SecurityHub {
  const { env } = deps;
  const { changes } = env;
  const store = createStore({
    env,
    lag: deps.lag,
    applied(finding) {
      changes.emit({ type: 'finding', ...identify(finding), finding });
      deps.publish(finding);
    },
    removed: (finding) => changes.emit({ type: 'finding-removed', ...identify(finding) }),
  });
  const switches = createSwitches(env);
  const pager = createPager();
  const enabledProduct = switches.enabledProduct;

  const runs: Readonly<Record<string, HubOperation>> = {
    ...switches.runs,
    BatchImportFindings: (input) => batchImport(input, { env, store, enabledProduct }),
    BatchUpdateFindings: (input) =>
      batchUpdate(input, { env, store, userDefinedFields: deps.userDefinedFields }),
    GetFindings: (input) => getFindings(input, store.all(), pager, env.now()),
    GetFindingHistory: (input) => historyOf(input, store, env),
  };

  const call = (operation: string, input: Json): Json => {
    const run = Object.hasOwn(runs, operation) ? runs[operation] : undefined;
    if (!run)
      throw new AwsError('UnknownOperationException', `Unknown operation ${operation}`, 404);
    if (!isObject(input))
      throw new AwsError('SerializationException', 'The body should be a structure');
    if (operation !== 'EnableSecurityHub') switches.requireHub();
    return run(input);
  };

  const [aqua] = switches.products;
  return {
    call,
    enable: switches.enable,
    disable: switches.disable,
    findings: () => store.all().map(({ finding }) => finding),
    ownProductArn: switches.products.find(({ own }) => own)?.arn ?? '',
    aquaProductArn: aqua?.arn ?? '',
    operations: Object.fromEntries(
      Object.keys(runs).map((name) => [name, limited(name, (input) => call(name, input), deps)]),
    ),
    clear: store.clear,
  };
}

/** GetFindingHistory, newest first; one page, the newest 100. */
function historyOf(input: JsonObject, store: Store, env: Environment): Json {
  const identifier = objectAt(input, 'FindingIdentifier');
  const key = keyOf(textAt(identifier, 'ProductArn'), textAt(identifier, 'Id'));
  const records = store.history(key).toReversed().slice(0, pageSize(input['MaxResults']));
  return {
    Records: records.map(({ at, created, source, updates }) => ({
      FindingIdentifier: identifier,
      UpdateTime: at,
      FindingCreated: created,
      UpdateSource: { Type: source, Identity: `arn:aws:iam::${env.account}:root` },
      Updates: updates.map((update) => ({ ...update })),
    })),
  };
}

function limited(name: string, operation: Operation, { env, rates }: HubDeps): Operation {
  const known: Readonly<Record<string, { perSecond: number; burst: number }>> = RATES;
  const allow = createTokenBucket(known[name] ?? OTHER_RATE, env.now);
  return (input, context) => {
    const unlucky = env.random() < env.faults.securityHubThrottle;
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

function identify(finding: JsonObject) {
  return { id: textAt(finding, 'Id'), productArn: textAt(finding, 'ProductArn') };
}
