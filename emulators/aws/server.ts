import { AwsError } from './aws-error';
import type { ChangeListener } from './changes';
import { createChanges } from './changes';
import type { CloudWatch } from './cloudwatch';
import { createCloudWatch } from './cloudwatch';
import { createDynamoDb, type DynamoDb } from './dynamodb';
import type { Ecr, EcrImage } from './ecr';
import { createEcr } from './ecr';
import type { Ecs } from './ecs/cluster';
import { createEcs } from './ecs/cluster';
import { ecsOperations } from './ecs/operations';
import type { Launcher } from './ecs/task';
import type { Environment } from './environment';
import { type Bus, createBus, type Target } from './events/bus';
import { busOperations } from './events/operations';
import type { Faults } from './faults';
import { noFaults } from './faults';
import type { HttpReply, HttpRequest } from './http';
import { serveHttp } from './http';
import { textAt } from './json';
import type { Operations } from './operation';
import type { Span } from './random-delay';
import { errorReply, goodReply } from './reply';
import type { Caller, Route, ServiceName } from './route';
import { callerOf, inputOf, routeOf } from './route';
import type { SecurityHub } from './security-hub/hub';
import { createSecurityHub } from './security-hub/hub';
import { sqsOperations } from './sqs/operations';
import type { Sqs } from './sqs/sqs';
import { createSqs } from './sqs/sqs';
import type { Ssm } from './ssm';
import { createSsm } from './ssm';
import { stsOperations } from './sts';
import { createTimers } from './timers';

export interface AwsOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  account?: string;
  region?: string;
  now?: () => Date;
  random?: () => number;
  /** How long a Security Hub write takes to show, in milliseconds. */
  lag?: Span;
  /** Whether Security Hub's quotas are enforced. */
  rates?: boolean;
  userDefinedFields?: 'replace' | 'merge';
  ecs?: {
    /** Starts the process behind a task; without one every task fails to start. */
    launch?: Launcher;
    stepMillis?: number;
    stopTimeoutMillis?: number;
  };
  images?: readonly EcrImage[];
  dynamoDb?: {
    /** How long a write takes until a secondary index shows it, in milliseconds; 0 by default. */
    indexLagMs?: number;
  };
}

export interface Aws {
  url: string;
  port: number;
  account: string;
  region: string;
  hub: SecurityHub;
  sqs: Sqs;
  bus: Bus;
  ecs: Ecs;
  ssm: Ssm;
  ecr: Ecr;
  cloudWatch: CloudWatch;
  faults: Faults;
  /** Returns the function that ends the listening. */
  onChange(listener: ChangeListener): () => void;
  /** Kills running tasks, ends long polls, frees the port. */
  close(): Promise<void>;
}

/** A Security Hub batch of 6 MB, and room for what JSON adds to it. */
const BODY_LIMIT = 8 * 1024 * 1024;

/**
 * Security Hub, SQS, EventBridge, ECS, SSM, ECR, STS, DynamoDB and CloudWatch's alarms on one port of this machine. The
 * AWS CLI, boto3 and the SDKs work against it by endpoint URL; requests must be signed, but any key will do.
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const host = options.host ?? '127.0.0.1';
  const env = createEnvironment(options);
  const services = createServices(env, options);
  const dynamoDb = createDynamoDb({ ...options.dynamoDb, now: env.now });
  let url = '';
  const operations: Readonly<Record<ServiceName, Operations>> = {
    securityhub: services.hub.operations,
    sqs: sqsOperations(services.sqs, env, (name) => `${url}/${env.account}/${name}`),
    events: busOperations(services.bus, env),
    ecs: ecsOperations(services.ecs, env),
    ssm: services.ssm.operations,
    ecr: services.ecr.operations,
    sts: stsOperations(env),
    monitoring: services.cloudWatch.operations,
  };
  const server = await serveHttp({
    host,
    port: options.port ?? 0,
    bodyLimit: BODY_LIMIT,
    answer: (request) => answer(request, { operations, dynamoDb }, env),
    tooLarge: () =>
      errorReply(
        'json-1.1',
        new AwsError(
          'RequestEntityTooLargeException',
          `The body is longer than ${BODY_LIMIT} bytes`,
          413,
        ),
      ),
  });
  url = `http://${host}:${server.port}`;
  return {
    url,
    port: server.port,
    account: env.account,
    region: env.region,
    faults: env.faults,
    onChange: env.changes.listen,
    ...services,
    async close() {
      env.timers.clear();
      await services.ecs.close();
      await server.close();
      await dynamoDb.close();
      env.timers.clear();
    },
  };
}

function createEnvironment(options: AwsOptions): Environment {
  const timers = createTimers();
  return {
    account: options.account ?? '111122223333',
    region: options.region ?? 'eu-west-1',
    now: options.now ?? (() => new Date()),
    random: options.random ?? Math.random,
    timers,
    faults: noFaults(),
    changes: createChanges(timers),
  };
}

/** Sends an event to its target's queue, and what the queue does not take to the target's dead-letter queue. */
function deliver(
  { region, account }: Environment,
  sqs: Sqs,
  { target, body, rule }: { target: Target; body: string; rule: string },
): void {
  const { arn, messageGroupId, deadLetterArn = '' } = target;
  try {
    const queue = sqs.byArn(arn);
    if (queue === undefined) throw new AwsError('NO_RESOURCE', 'The queue does not exist.');
    queue.send({ body, groupId: messageGroupId });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const attributes = {
      RULE_ARN: text(`arn:aws:events:${region}:${account}:rule/${rule}`),
      TARGET_ARN: text(arn),
      ERROR_CODE: text(error.code),
      ERROR_MESSAGE: text(error.message),
    };
    sqs.byArn(deadLetterArn)?.send({ body, attributes });
    console.warn(`event not delivered to ${arn}: ${error.message}`);
  }
}

function createServices(env: Environment, options: AwsOptions) {
  const sqs = createSqs(env);
  const bus = createBus(env, (target, body, rule) => deliver(env, sqs, { target, body, rule }));
  const hub = createSecurityHub({
    env,
    lag: options.lag ?? { min: 0, max: 200 },
    rates: options.rates ?? true,
    userDefinedFields: options.userDefinedFields ?? 'replace',
    publish: (finding) =>
      bus.publish({
        source: 'aws.securityhub',
        detailType: 'Security Hub Findings - Imported',
        detail: { findings: [finding] },
        resources: [`${textAt(finding, 'ProductArn')}/${textAt(finding, 'Id')}`],
      }),
  });
  const ecs = createEcs({
    env,
    launch: options.ecs?.launch,
    stepMillis: options.ecs?.stepMillis ?? 150,
    stopTimeoutMillis: options.ecs?.stopTimeoutMillis ?? 5000,
    publish: (detail, arn) =>
      bus.publish({
        source: 'aws.ecs',
        detailType: 'ECS Task State Change',
        detail,
        resources: [arn],
      }),
  });
  const ecr = createEcr(env);
  for (const image of options.images ?? []) ecr.add(image);
  return {
    sqs,
    bus,
    hub,
    ecs,
    ssm: createSsm(env),
    ecr,
    cloudWatch: createCloudWatch(env, bus),
  };
}

interface Services {
  operations: Readonly<Record<ServiceName, Operations>>;
  /** Has a server of its own, which gets the request as it came. */
  dynamoDb: DynamoDb;
}

async function answer(
  request: HttpRequest,
  services: Services,
  env: Environment,
): Promise<HttpReply> {
  const began = performance.now();
  const caller = callerOf(request);
  const route = routeOf(request, caller);
  let reply: HttpReply;
  try {
    reply =
      route.service === 'dynamodb'
        ? await services.dynamoDb.answer(request)
        : goodReply(route.protocol, await run(request, route, caller, services.operations));
  } catch (error) {
    reply = errorReply(route.protocol, asAwsError(error));
  }
  report(request, route, caller, reply.status, performance.now() - began, env);
  return reply;
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
  const operations = service === 'unknown' || service === 'dynamodb' ? {} : services[service];
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
