import { readFileSync } from 'node:fs';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse } from 'yaml';
import type { System } from '../../playground/system';
import { readConfigFile } from '../../src/config/config-file';
import { schedules } from '../../src/installation';
import { startQuickly } from '../system';
import { find, type Resource, resolveReferences, resourcesOf, synthesize } from './synth';

/* The deployed stack and the running playground are compared setting by setting, as each of them has it. */

const { template } = synthesize(parse(readFileSync('playground/vulnscan.yml', 'utf8')));
let system: System;
let client: { endpoint: string; region: string };

beforeAll(async () => {
  system = await startQuickly();
  client = { endpoint: system.aws.url, region: 'eu-west-1' };
});
afterAll(() => system.close());

test('the queues have the same settings', async () => {
  const sqs = new SQSClient(client);
  const running = await Promise.all(
    system.aws.sqs.depths().map(async ({ name }) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      const { Attributes = {} } = await sqs.send(command);
      return [name, settingsOf(Attributes)];
    }),
  );

  expect(Object.fromEntries(running)).toEqual(
    Object.fromEntries(all('AWS::SQS::Queue').map((queue) => [queue['QueueName'], queue])),
  );

  /** As CloudFormation has them; what it leaves out is SQS's default. */
  function settingsOf(attributes: Record<string, string>) {
    const { QueueArn = '', FifoQueue, VisibilityTimeout, RedrivePolicy } = attributes;
    return {
      QueueName: QueueArn.split(':').at(-1),
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: Number(attributes['MessageRetentionPeriod']),
      ...(FifoQueue === 'true' && {
        FifoQueue: true,
        ContentBasedDeduplication: attributes['ContentBasedDeduplication'] === 'true',
      }),
      ...(VisibilityTimeout !== '30' && { VisibilityTimeout: Number(VisibilityTimeout) }),
      ...(RedrivePolicy !== undefined && { RedrivePolicy: JSON.parse(RedrivePolicy) }),
    };
  }
});

test('the ledger is a table with the same keys and indexes', async () => {
  const [deployed = {}] = all('AWS::DynamoDB::Table');
  const { TableName } = deployed;
  const { Table } = await new DynamoDBClient(client).send(new DescribeTableCommand({ TableName }));
  const running = {
    TableName: Table?.TableName,
    BillingMode: Table?.BillingModeSummary?.BillingMode,
    KeySchema: Table?.KeySchema,
    AttributeDefinitions: sorted(Table?.AttributeDefinitions ?? []),
    GlobalSecondaryIndexes: sorted(
      (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    ),
  };

  expect(running).toEqual({
    TableName,
    BillingMode: deployed.BillingMode,
    KeySchema: deployed.KeySchema,
    AttributeDefinitions: sorted(deployed.AttributeDefinitions),
    GlobalSecondaryIndexes: sorted(deployed.GlobalSecondaryIndexes),
  });
});

test('the archive is a bucket with the same access, encryption and expiry', async () => {
  const [deployed = {}] = all('AWS::S3::Bucket');
  const s3 = new S3Client(client);
  const bucket = { Bucket: deployed.BucketName, ExpectedBucketOwner: system.aws.account };
  const access = await s3.send(new GetPublicAccessBlockCommand(bucket));
  const encryption = await s3.send(new GetBucketEncryptionCommand(bucket));
  const ownership = await s3.send(new GetBucketOwnershipControlsCommand(bucket));
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand(bucket));

  expect({
    BucketName: bucket.Bucket,
    PublicAccessBlockConfiguration: access.PublicAccessBlockConfiguration,
    OwnershipControls: ownership.OwnershipControls,
    BucketEncryption: {
      ServerSideEncryptionConfiguration: encryption.ServerSideEncryptionConfiguration?.Rules?.map(
        (rule) => ({
          ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
        }),
      ),
    },
    LifecycleConfiguration: {
      Rules: Rules.map(({ ID, Status, Filter, Expiration, AbortIncompleteMultipartUpload }) => ({
        Id: ID,
        Status,
        ...(Filter?.Prefix && { Prefix: Filter.Prefix }),
        ...(Expiration && { ExpirationInDays: Expiration.Days }),
        ...(AbortIncompleteMultipartUpload && { AbortIncompleteMultipartUpload }),
      })),
    },
  }).toEqual(deployed);
});

test('the schedules that the playground follows are the deployed ones', () => {
  const config = readConfigFile('playground/vulnscan.yml');
  const deployed = all('AWS::Scheduler::Schedule').map(({ Name, ScheduleExpression, Target }) => [
    Name,
    ScheduleExpression,
    Target.Input,
    Target.SqsParameters?.MessageGroupId,
  ]);

  expect(deployed).toEqual(
    schedules(config).map(({ name, expression, target }) => [
      name,
      expression,
      target.kind === 'task' ? undefined : target.input,
      target.kind === 'queue' ? target.group : undefined,
    ]),
  );
});

test('the rules match the same events and send them to the same place', async () => {
  const events = new EventBridgeClient(client);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const running = await Promise.all(
    Rules.map(async ({ Name, Description, EventPattern = '{}', State }) => {
      const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
      return { Name, Description, EventPattern: JSON.parse(EventPattern), State, Targets };
    }),
  );

  expect(byName(running)).toEqual(byName(all('AWS::Events::Rule')));
});

test('the functions have the same names, timeouts and event sources', () => {
  const running = system.functions.eventSources.map((source) => ({
    EventSourceArn: source.queue.arn,
    FunctionName: source.functionName,
    Timeout: (source.timeoutMillis ?? 0) / 1000,
    BatchSize: source.batchSize,
    MaximumConcurrency: source.concurrency,
  }));
  const deployed = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(
    ([, { Properties }]) => {
      const lambda = template.Resources[Properties.FunctionName.Ref]?.Properties;
      return {
        EventSourceArn: resolveReferences(template, Properties.EventSourceArn),
        FunctionName: lambda.FunctionName,
        Timeout: lambda.Timeout,
        BatchSize: Properties.BatchSize,
        MaximumConcurrency: Properties.ScalingConfig.MaximumConcurrency,
      };
    },
  );

  expect(running).toHaveLength(5);
  expect(sorted(running)).toEqual(sorted(deployed));
});

test('the functions have the same environment', () => {
  /** Each has its own: a file or the text itself, and a network that only one of them knows. */
  const differ = ['VULNSCAN_CONFIG_FILE', 'SCAN_SUBNETS', 'SCAN_SECURITY_GROUPS'];
  const variables: Record<string, string>[] = all('AWS::Lambda::Function').map(
    ({ Environment }) => Environment.Variables,
  );

  expect(variables).toHaveLength(6);
  for (const deployed of variables) {
    const names = Object.keys(deployed).filter((name) => !differ.includes(name));
    // The URL of a queue ends in its name, to which a reference to it is resolved.
    const running = names.map((name) => [name, process.env[name]?.replace(/^http.*\//, '')]);
    expect(Object.fromEntries(running)).toEqual(
      Object.fromEntries(names.map((name) => [name, deployed[name]])),
    );
    expect(process.env).toMatchObject({
      SCAN_SUBNETS: expect.any(String),
      SCAN_SECURITY_GROUPS: expect.any(String),
    });
  }
});

test('the secrets are in the parameters that the functions read', async () => {
  const [lambda] = all('AWS::Lambda::Function');
  const { SLACK_BOT_TOKEN_PARAMETER, SLACK_SIGNING_SECRET_PARAMETER } =
    lambda.Environment.Variables;
  const Names: string[] = [SLACK_BOT_TOKEN_PARAMETER, SLACK_SIGNING_SECRET_PARAMETER];
  const { Parameters = [] } = await new SSMClient(client).send(
    new GetParametersCommand({ Names, WithDecryption: true }),
  );

  expect(Parameters.map(({ Name, Type }) => [Name, Type]).sort()).toEqual(
    Names.map((name) => [name, 'SecureString']).sort(),
  );
});

test('the scanner runs in the same cluster, with the same size and environment', async () => {
  const [task] = all('AWS::ECS::TaskDefinition');
  const [cluster] = all('AWS::ECS::Cluster');
  const family = String(task?.['Family']);
  const { taskDefinition } = await new ECSClient(client).send(
    new DescribeTaskDefinitionCommand({ taskDefinition: family }),
  );
  const deployed = find(template, 'AWS::ECS::TaskDefinition', 'Family', family).Properties;
  const [container] = deployed.ContainerDefinitions;
  // Paths and limits of the container, and the URL of a queue, which only the running installation knows.
  const own = ['VULNSCAN_CONFIG', 'SCAN_CACHE_DIR', 'TMPDIR', 'NODE_OPTIONS', 'INTAKE_QUEUE_URL'];
  const environment = container.Environment.filter(
    ({ Name }: { Name: string }) => !own.includes(Name),
  );

  expect(system.aws.ecs.clusters.has(String(cluster?.['ClusterName']))).toBe(true);
  expect(taskDefinition).toMatchObject({
    cpu: deployed.Cpu,
    memory: deployed.Memory,
    networkMode: deployed.NetworkMode,
    requiresCompatibilities: deployed.RequiresCompatibilities,
    containerDefinitions: [
      {
        name: container.Name,
        environment: environment.map(({ Name, Value }: { Name: string; Value: unknown }) => ({
          name: Name,
          value: resolveReferences(template, Value),
        })),
      },
    ],
  });
});

test('the alarms have the same names and descriptions', async () => {
  const { MetricAlarms = [] } = await new CloudWatchClient(client).send(
    new DescribeAlarmsCommand({ MaxRecords: 100 }),
  );

  expect(
    sorted(MetricAlarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription])),
  ).toEqual(
    sorted(
      all('AWS::CloudWatch::Alarm').map(({ AlarmName, AlarmDescription }) => [
        AlarmName,
        AlarmDescription,
      ]),
    ),
  );
});

/** The properties of every resource of a type but its tags, with ARNs in place of references. */
function all(type: string): Resource['Properties'][] {
  return resourcesOf(template, type).map(([, { Properties }]) => {
    const { Tags: _, ...rest } = Properties;
    return resolveReferences(template, rest);
  });
}

function byName(rules: Resource['Properties'][]) {
  return Object.fromEntries(rules.map((rule) => [rule.Name, rule]));
}

function sorted<T>(entries: T[]): T[] {
  return [...entries].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
