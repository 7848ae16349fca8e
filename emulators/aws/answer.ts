import { AwsError } from './aws-error';
import type { DynamoDb } from './dynamodb';
import type { Environment } from './environment';
import type { HttpReply, HttpRequest } from './http';
import type { Operations } from './operation';
import { errorReply, goodReply } from './reply';
import { type Caller, callerOf, inputOf, type Route, routeOf, type ServiceName } from './route';
import type { S3 } from './s3/s3';

export interface Services {
  operations: Readonly<Record<ServiceName, Operations>>;
  /** Has a server of its own, which gets the request as it came. */
  dynamoDb: DynamoDb;
  /** Reads paths and headers itself, and answers in bytes. */
  s3: S3;
}

/** Answers one request, whichever service it is for, and reports it to the feed of changes. */
export async function answer(
  request: HttpRequest,
  services: Services,
  env: Environment,
): Promise<HttpReply> {
  const began = performance.now();
  const caller = callerOf(request);
  const route = routeOf(request, caller);
  let reply: HttpReply;
  try {
    reply = await replyOf(request, route, caller, services);
  } catch (error) {
    reply = errorReply(route.protocol, asAwsError(error));
  }
  report(request, route, caller, reply.status, performance.now() - began, env);
  return reply;
}

async function replyOf(
  request: HttpRequest,
  route: Route,
  caller: Caller | undefined,
  { operations, dynamoDb, s3 }: Services,
): Promise<HttpReply> {
  if (route.service === 'dynamodb') return dynamoDb.answer(request);
  if (route.service === 's3') return s3.answer(request, caller);
  return goodReply(route.protocol, await run(request, route, caller, operations));
}

function run(
  request: HttpRequest,
  route: Route,
  caller: Caller | undefined,
  services: Services['operations'],
): unknown {
  if (!caller) {
    throw new AwsError(
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
      403,
    );
  }
  const { service } = route;
  const isOther = service === 'unknown' || service === 'dynamodb' || service === 's3';
  const operations = isOther ? {} : services[service];
  const operation = Object.hasOwn(operations, route.operation)
    ? operations[route.operation]
    : undefined;
  if (!operation) {
    const what = `${caller.service} ${route.operation}`;
    throw new AwsError(
      'UnknownOperationException',
      `This server does not know the operation ${what}`,
      404,
    );
  }
  return operation(inputOf(request, route), { signal: request.signal });
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `The emulator failed: ${why}`, 500);
}

let calls = 0;

function report(
  request: HttpRequest,
  route: Route,
  caller: Caller | undefined,
  status: number,
  millis: number,
  { changes, now }: Environment,
): void {
  calls += 1;
  changes.emit({
    type: 'call',
    call: {
      id: calls,
      at: now().toISOString(),
      service: route.service,
      operation: route.operation,
      status,
      millis: Math.round(millis),
      accessKeyId: caller?.accessKeyId ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    },
  });
}
