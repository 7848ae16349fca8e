import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';
import { bytesOf, isObject, listAt, textAt } from '../json';
import { mergeImport } from './import';
import { LIMITS } from './limits';
import type { Product } from './products';
import { regionOfProduct } from './products';
import { FINDING } from './schema';
import type { Store } from './store';
import { differences, keyOf } from './store';
import { detailsComplaint, shapeComplaint } from './validate';

export interface ImportDeps {
  env: Environment;
  store: Store;
  /** The integration behind a product ARN, if it is switched on. */
  enabledProduct(arn: string): Product | undefined;
}

interface Failure {
  Id: string;
  ErrorCode: string;
  ErrorMessage: string;
}

/** BatchImportFindings: the call fails as a whole for its size, one finding for what is wrong in it. */
export function batchImport(input: JsonObject, deps: ImportDeps): Json {
  const findings = listAt(input, 'Findings');
  refuseWholeCall(findings);
  const failures: JsonObject[] = [];
  for (const finding of findings) {
    const failure = importOne(finding, deps);
    if (failure) failures.push({ ...failure });
  }
  return {
    FailedCount: failures.length,
    SuccessCount: findings.length - failures.length,
    FailedFindings: failures,
  };
}

function refuseWholeCall(findings: Json[]): void {
  if (findings.length === 0) throw invalid("Size '0' is less than minimum value: 1");
  if (findings.length > LIMITS.findingsPerImport) {
    throw invalid(
      `Size '${findings.length}' is greater than maximum value: ${LIMITS.findingsPerImport}`,
    );
  }
  if (bytesOf(findings) > LIMITS.importBytes) {
    throw invalid(`The batch is greater than the maximum of ${LIMITS.importBytes} bytes`);
  }
  for (const finding of findings) {
    const arn = isObject(finding) ? finding['ProductArn'] : undefined;
    if (typeof arn === 'string' && arn.length >= 12 && !regionOfProduct(arn)) {
      throw invalid(`Invalid parameter: productArn ${arn}`);
    }
  }
}

function importOne(finding: Json, deps: ImportDeps): Failure | undefined {
  const { env, store } = deps;
  const complaint = complaintAboutFinding(finding);
  const id = isObject(finding) ? textAt(finding, 'Id') : '';
  if (complaint || !isObject(finding)) {
    return failure(
      id,
      'InvalidInput',
      `Finding does not adhere to Amazon Finding Format. ${complaint}.`,
    );
  }
  const product = accessible(finding, deps);
  if (typeof product === 'string') return failure(id, 'InvalidAccess', product);
  if (env.random() < env.faults.importFailed) {
    return failure(id, 'InternalFailure', 'Internal server error. Try again.');
  }
  const key = keyOf(product.arn, id);
  const existing = store.latest(key);
  const merged = mergeImport(existing, finding, {
    now: env.now(),
    region: env.region,
    product,
    changedByCustomer: store.changedByCustomer(key),
  });
  if (!merged) return undefined;
  store.write(key, merged, {
    at: env.now().toISOString(),
    created: existing === undefined,
    source: 'BATCH_IMPORT_FINDINGS',
    updates: existing ? differences(existing, merged) : [],
  });
  return undefined;
}

function complaintAboutFinding(finding: Json): string | undefined {
  if (!isObject(finding)) return 'data should be object';
  const complaint = shapeComplaint(finding, FINDING, 'data');
  if (complaint) return complaint;
  const provided = finding['FindingProviderFields'];
  const severity = isObject(provided) ? provided['Severity'] : undefined;
  if (severity === undefined && finding['Severity'] === undefined) {
    return "data should have required property 'FindingProviderFields', data should match some schema in anyOf";
  }
  for (const [index, resource] of listAt(finding, 'Resources').entries()) {
    const details = isObject(resource) ? resource['Details'] : undefined;
    const wrong = detailsComplaint(details, `data.Resources[${index}].Details`);
    if (wrong) return wrong;
  }
  if (bytesOf(finding) > LIMITS.findingBytes) return 'data should NOT be larger than 240 KB';
  return undefined;
}

/** The product, or why this account may not import this finding. */
function accessible(finding: JsonObject, { env, enabledProduct }: ImportDeps): Product | string {
  const arn = textAt(finding, 'ProductArn');
  if (textAt(finding, 'AwsAccountId') !== env.account) {
    return `Account ${env.account} is not allowed to import findings of account ${textAt(finding, 'AwsAccountId')}`;
  }
  if (regionOfProduct(arn) !== env.region) return `Product ${arn} is not in region ${env.region}`;
  return enabledProduct(arn) ?? `Account ${env.account} is not subscribed to product ${arn}`;
}

function failure(id: string, code: string, message: string): Failure {
  return { Id: id || 'unknown', ErrorCode: code, ErrorMessage: message };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}
