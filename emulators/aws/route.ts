import { AwsError } from './aws-error';
import type { HttpRequest } from './http';
import type { Json, JsonObject } from './json';
import { isObject, parseJson } from './json';
import { operationNameOf } from './s3/operation';

export type ServiceName =
  | 'securityhub'
  | 'sqs'
  | 'events'
  | 'ecs'
  | 'ssm'
  | 'ecr'
  | 'sts'
  | 'monitoring'
  | 'states';
export type Protocol = 'json-1.0' | 'json-1.1' | 'rest-json' | 'query' | 's3';

/** What a request asks for, read from X-Amz-Target, the path or the form. */
export interface Route {
  service: ServiceName | 'dynamodb' | 's3' | 'unknown';
  operation: string;
  protocol: Protocol;
}

/** X-Amz-Target prefixes of the services that speak AWS JSON. */
const TARGETS: Readonly<Record<string, { service: ServiceName | 'dynamodb'; protocol: Protocol }>> =
  {
    AmazonSQS: { service: 'sqs', protocol: 'json-1.0' },
    AWSEvents: { service: 'events', protocol: 'json-1.1' },
    AmazonEC2ContainerServiceV20141113: { service: 'ecs', protocol: 'json-1.1' },
    AmazonSSM: { service: 'ssm', protocol: 'json-1.1' },
    GraniteServiceVersion20100801: { service: 'monitoring', protocol: 'json-1.0' },
    DynamoDB_20120810: { service: 'dynamodb', protocol: 'json-1.0' },
    AmazonEC2ContainerRegistry_V20150921: { service: 'ecr', protocol: 'json-1.1' },
    AWSStepFunctions: { service: 'states', protocol: 'json-1.0' },
  };

/** Security Hub's REST paths, as the service model has them. */
const PATHS: readonly { method: string; path: RegExp; operation: string }[] = [
  { method: 'POST', path: /^\/accounts$/, operation: 'EnableSecurityHub' },
  { method: 'GET', path: /^\/accounts$/, operation: 'DescribeHub' },
  { method: 'GET', path: /^\/products$/, operation: 'DescribeProducts' },
  { method: 'POST', path: /^\/productSubscriptions$/, operation: 'EnableImportFindingsForProduct' },
  { method: 'GET', path: /^\/productSubscriptions$/, operation: 'ListEnabledProductsForImport' },
  { method: 'POST', path: /^\/findings\/import$/, operation: 'BatchImportFindings' },
  { method: 'POST', path: /^\/findings$/, operation: 'GetFindings' },
  { method: 'PATCH', path: /^\/findings\/batchupdate$/, operation: 'BatchUpdateFindings' },
  { method: 'POST', path: /^\/findingHistory\/get$/, operation: 'GetFindingHistory' },
];

export interface Caller {
  accessKeyId: string;
  /** The Region and the service in the credential scope of the signature. */
  region: string;
  service: string;
}

/** Who signed the request. The signature itself is not checked: there is no secret to check it with. */
export function callerOf(request: Pick<HttpRequest, 'headers' | 'query'>): Caller | undefined {
  const [, inHeader] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+)/.exec(request.headers.authorization ?? '') ?? [];
  // A presigned URL.
  const credential = inHeader ?? request.query.get('X-Amz-Credential') ?? '';
  const [accessKeyId, , region, service, end] = credential.split('/');
  if (!accessKeyId || !region || !service || end !== 'aws4_request') return undefined;
  return { accessKeyId, region, service };
}

export function routeOf(request: HttpRequest, caller: Caller | undefined): Route {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    const known = Object.hasOwn(TARGETS, prefix) ? TARGETS[prefix] : undefined;
    return known ? { ...known, operation } : unknown(target);
  }
  // Only S3 takes requests without a body that nobody signed: it refuses them.
  const isAnonymous = caller === undefined && request.method !== 'POST';
  if (caller?.service === 's3' || isAnonymous)
    return { service: 's3', operation: operationNameOf(request), protocol: 's3' };
  if (caller?.service === 'securityhub') {
    const match = PATHS.find(
      ({ method, path }) => method === request.method && path.test(request.path),
    );
    const operation = match?.operation ?? `${request.method} ${request.path}`;
    return { service: 'securityhub', operation, protocol: 'rest-json' };
  }
  const action = new URLSearchParams(request.body).get('Action');
  if (action === null) return unknown(`${request.method} ${request.path}`);
  return {
    service: caller?.service === 'sts' ? 'sts' : 'unknown',
    operation: action,
    protocol: 'query',
  };
}

function unknown(operation: string): Route {
  return { service: 'unknown', operation, protocol: 'json-1.1' };
}

/** The operation's input: the JSON body, and for REST the query parameters. */
export function inputOf(request: HttpRequest, route: Route): Json {
  if (route.protocol === 'query') return Object.fromEntries(new URLSearchParams(request.body));
  const body = request.body === '' ? {} : bodyOf(request.body);
  if (route.protocol !== 'rest-json' || !isObject(body)) return body;
  return { ...body, ...queryOf(request) };
}

function bodyOf(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new AwsError('SerializationException', `The body is not valid JSON: ${why}`);
  }
}

function queryOf(request: HttpRequest): JsonObject {
  return Object.fromEntries(
    [...request.query].map(([name, value]) => [
      name,
      name === 'MaxResults' ? Number(value) : value,
    ]),
  );
}
