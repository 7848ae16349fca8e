import type { IncomingHttpHeaders } from 'node:http';
import { answer } from './answer';
import { AwsError } from './aws-error';
import type { ChangeListener } from './changes';
import { createChanges } from './changes';
import type { CloudWatch } from './cloudwatch';
import { createCloudWatch } from './cloudwatch';
import { createDynamoDb } from './dynamodb';
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
import { serveHttp } from './http';
import { textAt } from './json';
import type { Operations } from './operation';
import type { Span } from './random-delay';
import { errorReply } from './reply';
import { callerOf, type ServiceName } from './route';
import { createS3, type S3 } from './s3/s3';
import type { SecurityHub } from './security-hub/hub';
import { createSecurityHub } from './security-hub/hub';
import { sqsOperations } from './sqs/operations';
import type { Sqs } from './sqs/sqs';
import { createSqs } from './sqs/sqs';
import type { Ssm } from './ssm';
import { createSsm } from './ssm';
import { executionInEvent } from './step-functions/execution';
import { stepFunctionsOperations } from './step-functions/operations';
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions';
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
  stepFunctions?: {
    /** How long a second of a state machine's definition takes, in milliseconds; 1,000 by default. */
    secondMillis?: number;
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
  s3: S3;
  stepFunctions: StepFunctions;
  faults: Faults;
  /** Returns the function that ends the listening. */
  onChange(listener: ChangeListener): () => void;
  /** Kills running tasks, ends long polls, frees the port. */
  close(): Promise<void>;
}

/** A Security Hub batch of 6 MB, and room for what JSON adds to it. */
const BODY_LIMIT = 8 * 1024 * 1024;
/** S3's own limit of an object in one upload is 5 GB, but here objects are in memory. Trivy's Java database has 650 MB. */
const OBJECT_LIMIT = 1024 * 1024 * 1024;

/**
 * Security Hub, SQS, EventBridge, ECS, Step Functions, SSM, ECR, STS, DynamoDB, S3 and CloudWatch's alarms on one port of this
 * machine.
 * The AWS CLI, boto3 and the SDKs work against it by endpoint URL; requests must be signed, but any key will do.
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const host = options.host ?? '127.0.0.1';
  const env = createEnvironment(options);
  const services = createServices(env, options);
  const dynamoDb = createDynamoDb({ ...options.dynamoDb, now: env.now });
  const ecs = ecsOperations(services.ecs, env);
  const stepFunctions = stepFunctionsOn(env, options, services, ecs);
  let url = '';
  const operations: Readonly<Record<ServiceName, Operations>> = {
    securityhub: services.hub.operations,
    sqs: sqsOperations(services.sqs, env, (name) => `${url}/${env.account}/${name}`),
    events: busOperations(services.bus, env),
    ecs,
    states: stepFunctionsOperations(stepFunctions, env),
    ssm: services.ssm.operations,
    ecr: services.ecr.operations,
    sts: stsOperations(env),
    monitoring: services.cloudWatch.operations,
  };
  const server = await serveHttp({
    host,
    port: options.port ?? 0,
    bodyLimit: (headers) => (isForS3(headers) ? OBJECT_LIMIT : BODY_LIMIT),
    answer: (request) => answer(request, { operations, dynamoDb, s3: services.s3 }, env),
    tooLarge,
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
    stepFunctions,
    async close() {
      env.timers.clear();
      await services.ecs.close();
      await server.close();
      await dynamoDb.close();
      env.timers.clear();
    },
  };
}

function isForS3(headers: IncomingHttpHeaders): boolean {
  return callerOf({ headers, query: new URLSearchParams() })?.service === 's3';
}

function tooLarge(headers: IncomingHttpHeaders) {
  const [protocol, code, limit] = isForS3(headers)
    ? (['s3', 'EntityTooLarge', OBJECT_LIMIT] as const)
    : (['json-1.1', 'RequestEntityTooLargeException', BODY_LIMIT] as const);
  return errorReply(protocol, new AwsError(code, `The body is longer than ${limit} bytes`, 413));
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
    s3: createS3(env),
  };
}

function stepFunctionsOn(
  env: Environment,
  { stepFunctions }: AwsOptions,
  { ecs, bus, s3 }: ReturnType<typeof createServices>,
  operations: Operations,
): StepFunctions {
  return createStepFunctions({
    env,
    ecs,
    s3,
    runTask: (input, call) => operations['RunTask']?.(input, call),
    secondMillis: stepFunctions?.secondMillis ?? 1000,
    announce: (execution) =>
      bus.publish({
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        detail: executionInEvent(execution),
        resources: [execution.arn],
      }),
  });
}
