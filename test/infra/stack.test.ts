import { join } from 'node:path';
import { WebAPIPlatformError } from '@slack/web-api';
import { readRecord } from '../../src/adapters/read-record';
import { fromSlack } from '../../src/adapters/slack/errors';
import { REGIONS } from '../../src/config/regions';
import {
  find,
  MINIMAL,
  type Resource,
  resolveReferences,
  resourcesOf,
  synthesize,
  type Template,
  type Violation,
} from './synth';

const CDK = join(__dirname, '../../infra/node_modules/aws-cdk-lib');
const standard = synthesize(MINIMAL, undefined, true);
const { template } = standard;
/** The scanner's image is built when deploying; nothing is built to synthesise. */
const other = synthesize(
  {
    ...MINIMAL,
    aws: { ...MINIMAL.aws, product: 'default' },
    images: { ecs: { clusters: ['shop'] } },
    deploy: {
      vpc: 'vpc-0abc1234',
      subnets: ['subnet-0abc1234', 'subnet-0def5678'],
      endpoint: 'http-api',
      enableSecurityHub: true,
      subscribeAqua: true,
      slackConcurrency: 0,
    },
  },
  'built',
);

const queues = all('AWS::SQS::Queue');
const functions = all('AWS::Lambda::Function');
const rules = all('AWS::Events::Rule');
const alarms = all('AWS::CloudWatch::Alarm');

test('Regions that vulnscan.yml may name are those that the CDK knows', () => {
  // infra/ has packages of its own, which synthesis installs.
  const { RegionInfo } = require(join(CDK, 'region-info'));
  const names: string[] = RegionInfo.regions.map(({ name }: { name: string }) => name);

  expect([...REGIONS].sort()).toEqual(names.filter((name) => !/-iso[a-z]?-/.test(name)).sort());
});

describe('synthesis', () => {
  test('needs no credentials and no network, and every cdk-nag finding has an answer', () => {
    for (const { stderr, status, reports } of [standard, other]) {
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(reports.map(({ pluginName }) => pluginName)).toContain('AwsSolutions');
      expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
    }
  });

  test('has a reason for each suppressed cdk-nag rule', () => {
    const asked = [standard, other].flatMap(({ reports }) =>
      reports.flatMap((report) => report.suppressedViolations),
    );
    const places = new Set(asked.map((entry) => `${shortId(entry)} at ${entry.acknowledgedAt}`));

    expect([...places].sort()).toEqual([
      'APIG4 at vulnscan/Endpoint/Api',
      'ECS2 at vulnscan/Scanner/Task',
      'ECS4 at vulnscan/Scanner/Cluster',
      'IAM5 at vulnscan/Functions/Tasks/Role',
      'IAM5 at vulnscan/Scanner/Task/ExecutionRole',
      'IAM5 at vulnscan/Scanner/Task/TaskRole',
      'IAM5 at vulnscan/Schedules/ScanRole',
      'IAM5 at vulnscan/StateMachine/Role',
      'S1 at vulnscan/Archive/Bucket',
      'SF2 at vulnscan/StateMachine/Machine',
      'SQS3 at vulnscan/Queues/Painter',
      'SQS3 at vulnscan/Queues/Projector',
      'SQS3 at vulnscan/Queues/Quarantine',
      'SQS3 at vulnscan/Queues/Undelivered',
      'VPC7 at vulnscan/Scanner/Network/Vpc',
    ]);
    for (const { reason } of asked) expect(reason.length).toBeGreaterThan(30);
  });

  test('stops at a mistake in vulnscan.yml and names it', () => {
    const broken = synthesize({ ...MINIMAL, deploy: { subnets: ['subnet-0abc1234'] } });

    expect(broken.status).not.toBe(0);
    expect(broken.stderr).toContain('deploy: must have both vpc and subnets, or neither');
  });
});

describe('the queues', () => {
  test('keep messages for 14 days, wake-ups for an hour, encrypted, and accept TLS only', () => {
    for (const { Properties } of queues) {
      const isWakeUps = /-(projector|painter)\.fifo$/.test(Properties.QueueName);
      expect(Properties).toMatchObject({
        MessageRetentionPeriod: isWakeUps ? 3_600 : 14 * 86_400,
        SqsManagedSseEnabled: true,
      });
    }
    for (const policy of all('AWS::SQS::QueuePolicy')) {
      expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
    expect(all('AWS::SQS::QueuePolicy')).toHaveLength(queues.length);
  });

  test('hide a message for six times the timeout of their function', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => ({
      visibility: resourceOf(Properties.EventSourceArn).Properties.VisibilityTimeout,
      timeout: resourceOf(Properties.FunctionName).Properties.Timeout,
    }));

    expect(mappings).toHaveLength(5);
    for (const { visibility, timeout } of mappings) expect(visibility).toBe(6 * timeout);
  });

  test('have a dead-letter queue of their own kind after 200 tries, which outlasts an outage of a day', () => {
    for (const [name, dead] of [
      ['vulnscan-intake', 'vulnscan-intake-dead'],
      ['vulnscan-decide', 'vulnscan-decide-dead'],
      ['vulnscan-tasks.fifo', 'vulnscan-tasks-dead.fifo'],
    ] as const) {
      const { Properties } = queueNamed(name);
      const { QueueName, FifoQueue } = resourceOf(
        Properties.RedrivePolicy.deadLetterTargetArn,
      ).Properties;

      expect(Properties.RedrivePolicy.maxReceiveCount).toBe(200);
      expect({ QueueName, FifoQueue }).toEqual({
        QueueName: dead,
        FifoQueue: Properties.FifoQueue,
      });
    }
  });

  test('of wake-ups are FIFO, so that a loop runs one batch at a time, and have no dead-letter queue', () => {
    for (const name of ['vulnscan-projector.fifo', 'vulnscan-painter.fifo']) {
      const { Properties } = queueNamed(name);

      expect(Properties).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
      expect(Properties.RedrivePolicy).toBeUndefined();
    }
  });
});

describe('the ledger', () => {
  const [table] = all('AWS::DynamoDB::Table');

  test('is one table on demand that is restorable to any second and cannot be deleted by mistake', () => {
    expect(all('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'vulnscan',
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test("is encrypted with the key that AWS owns, without a KMS key's costs", () => {
    expect(table?.Properties.SSESpecification).toEqual({ SSEEnabled: false });
    expect(all('AWS::KMS::Key')).toHaveLength(0);
  });

  test('has an index of work with keys only, and one of lists with their rows', () => {
    expect(table?.Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'work',
        KeySchema: [
          { AttributeName: 'queue', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'list',
        KeySchema: [
          { AttributeName: 'list', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['row'] },
      },
    ]);
  });
});

describe('the archive', () => {
  const [bucket] = all('AWS::S3::Bucket');

  test('is one private, encrypted bucket of this account and Region that is kept with the stack gone', () => {
    expect(all('AWS::S3::Bucket')).toHaveLength(1);
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: 'vulnscan-123456789012-eu-west-1',
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
      },
    });
  });

  test('refuses every request without TLS', () => {
    const [policy] = all('AWS::S3::BucketPolicy');
    const arn = { 'Fn::GetAtt': [policy?.Properties.Bucket.Ref, 'Arn'] };

    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
      },
    ]);
  });

  test('loses unfinished uploads and old detections by age, but never the index, which must stay when scans stop', () => {
    expect(bucket?.Properties.LifecycleConfiguration.Rules).toEqual([
      {
        Id: 'unfinished-uploads',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
      {
        Id: 'old-detections',
        Status: 'Enabled',
        Prefix: 'detections/',
        ExpirationInDays: 90,
      },
      { Id: 'old-databases', Status: 'Enabled', Prefix: 'databases/', ExpirationInDays: 7 },
      { Id: 'old-runs', Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: 7 },
    ]);
    expect(bucket?.Properties.VersioningConfiguration).toBeUndefined();
  });
});

describe('the functions', () => {
  test('run on Node 24 and ARM64 with a log that expires after a month', () => {
    expect(functions).toHaveLength(6);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(resourceOf(Properties.LoggingConfig.LogGroup).Properties.RetentionInDays).toBe(30);
    }
  });

  test('get all settings by the variables that the handlers read, without secrets', () => {
    for (const { Properties } of functions) {
      expect(Object.keys(Properties.Environment.Variables).sort()).toEqual([
        'ARCHIVE_BUCKET',
        'DECIDE_QUEUE_URL',
        'INTAKE_QUEUE_URL',
        'LEDGER_TABLE',
        'PAINTER_QUEUE_URL',
        'PROJECTOR_QUEUE_URL',
        'QUARANTINE_QUEUE_URL',
        'SCAN_CLUSTER',
        'SCAN_CONTAINER',
        'SCAN_SECURITY_GROUPS',
        'SCAN_SUBNETS',
        'SCAN_TASK_FAMILY',
        'SLACK_BOT_TOKEN_PARAMETER',
        'SLACK_SIGNING_SECRET_PARAMETER',
        'STATE_MACHINE_ARN',
        'TASKS_QUEUE_URL',
        'VULNSCAN_CONFIG_FILE',
      ]);
    }
    expect(JSON.stringify(template)).not.toMatch(/xox[a-z]-|xapp-/);
  });

  test('take ten messages at a time, report each failure, and have limited concurrency', () => {
    for (const { Properties } of all('AWS::Lambda::EventSourceMapping')) {
      expect(Properties.BatchSize).toBe(10);
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(
        resourceOf(Properties.FunctionName).Properties.ReservedConcurrentExecutions,
      ).toBeUndefined();
    }
  });

  test('the slack function has a concurrency of five, or the one that vulnscan.yml sets', () => {
    expect(functionNamed(template, 'slack').Properties).toMatchObject({
      ReservedConcurrentExecutions: 5,
      Timeout: 3,
    });
    expect(
      functionNamed(other.template, 'slack').Properties.ReservedConcurrentExecutions,
    ).toBeUndefined();
  });
});

describe('the address that Slack calls', () => {
  test('is a function URL with both permissions that a URL needs, the second only through the URL', () => {
    const permissions = all('AWS::Lambda::Permission').map(({ Properties }) => Properties);

    expect(permissions).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    ]);
    expect(all('AWS::Lambda::Url')).toHaveLength(1);
  });

  test('is a throttled HTTP API that accepts POST only, if vulnscan.yml says so', () => {
    expect(resourcesOf(other.template, 'AWS::Lambda::Url')).toHaveLength(0);
    const [[, route] = ['', undefined]] = resourcesOf(other.template, 'AWS::ApiGatewayV2::Route');
    expect(route?.Properties.RouteKey).toBe('POST /slack/events');
    const [[, stage] = ['', undefined]] = resourcesOf(other.template, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit).toBe(20);
  });
});

describe('rules and schedules', () => {
  test('each have a standard dead-letter queue, and retry for a day', () => {
    const targets = rules.flatMap(({ Properties }) => Properties.Targets);

    expect(targets).toHaveLength(6);
    for (const target of targets) {
      expect(resourceOf(target.DeadLetterConfig.Arn).Properties.FifoQueue).toBeUndefined();
      expect(target.RetryPolicy).toEqual({
        MaximumEventAgeInSeconds: 86_400,
        MaximumRetryAttempts: 185,
      });
    }
    for (const { Properties } of all('AWS::Scheduler::Schedule')) {
      expect(
        resourceOf(Properties.Target.DeadLetterConfig.Arn).Properties.FifoQueue,
      ).toBeUndefined();
    }
  });

  test('name a message group for a FIFO queue, and none for a standard queue', () => {
    const targets = [
      ...rules.flatMap(({ Properties }) => Properties.Targets),
      ...all('AWS::Scheduler::Schedule').map(({ Properties }) => Properties.Target),
    ].filter(({ Arn }) => resourceOf(Arn).Type === 'AWS::SQS::Queue');

    expect(targets).toHaveLength(9);
    for (const { Arn, SqsParameters } of targets) {
      const isFifo = resourceOf(Arn).Properties.FifoQueue === true;
      expect(SqsParameters).toEqual(isFifo ? { MessageGroupId: expect.any(String) } : undefined);
    }
  });

  test('wake the projector and the painter every minute, in the groups of their wake-ups', () => {
    for (const [name, group] of [
      ['projector', 'hub'],
      ['painter', 'C0SECURITY'],
    ]) {
      const { Properties } = find(template, 'AWS::Scheduler::Schedule', 'Name', `vulnscan-${name}`);

      expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
      expect(resourceOf(Properties.Target.Arn).Properties.QueueName).toBe(`vulnscan-${name}.fifo`);
      expect(Properties.Target).toMatchObject({
        Input: '{"type":"wake","at":"<aws.scheduler.scheduled-time>"}',
        SqsParameters: { MessageGroupId: group },
      });
    }
  });

  test('may send to a queue only if they target it', () => {
    const senders = all('AWS::SQS::QueuePolicy').map(({ Properties }) => [
      resourceOf(Properties.Queues[0]).Properties.QueueName,
      sendersOf(Properties.PolicyDocument.Statement),
    ]);

    expect(Object.fromEntries(senders)).toMatchObject({
      'vulnscan-intake': ['vulnscan-findings'],
      'vulnscan-tasks.fifo': [
        'vulnscan-scan-tasks',
        'vulnscan-scan-events',
        'vulnscan-scan-executions',
        'vulnscan-scan-finished',
        'vulnscan-health',
      ],
      'vulnscan-decide': [],
      'vulnscan-intake-dead': [],
    });
  });

  test('check the alarms every hour, in the queue group of alarm events', () => {
    const { Properties } = find(template, 'AWS::Scheduler::Schedule', 'Name', 'vulnscan-health');
    const rule = find(template, 'AWS::Events::Rule', 'Name', 'vulnscan-health');
    const { Target } = Properties;

    expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
    expect(resourceOf(Target.Arn).Properties.QueueName).toBe('vulnscan-tasks.fifo');
    expect(Target.SqsParameters).toEqual(rule.Properties.Targets[0].SqsParameters);
    expect(readRecord(Target.Input)).toEqual({
      kind: 'job',
      job: { type: 'health-round', origin: { requestId: '<aws.scheduler.scheduled-time>' } },
    });
  });

  test('wait for the policy of their role, without which a first call would be refused', () => {
    for (const { Properties, DependsOn = [] } of all('AWS::Scheduler::Schedule')) {
      const role: string = Properties.Target.RoleArn['Fn::GetAtt'][0];
      const policies = resourcesOf(template, 'AWS::IAM::Policy')
        .filter(([, policy]) => JSON.stringify(policy.Properties.Roles).includes(role))
        .map(([id]) => id);

      expect(policies).toHaveLength(1);
      expect(DependsOn).toEqual(expect.arrayContaining(policies));
    }
  });

  test('start the scan at the hour and in the time zone of vulnscan.yml, and the sweep every 15 minutes', () => {
    expect(
      find(template, 'AWS::Scheduler::Schedule', 'Name', 'vulnscan-scan').Properties,
    ).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      Target: { EcsParameters: { LaunchType: 'FARGATE', TaskCount: 1 } },
    });
    expect(
      find(template, 'AWS::Scheduler::Schedule', 'Name', 'vulnscan-sweep').Properties,
    ).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      Target: { Input: '{"type":"sweep"}' },
    });
  });
});

describe('the scanner', () => {
  const task = all('AWS::ECS::TaskDefinition')[0]?.Properties;
  const container = task?.ContainerDefinitions[0];

  test('is one ARM64 task without root, with a read-only disk, no capability and no secret', () => {
    expect(task.RuntimePlatform).toEqual({
      CpuArchitecture: 'ARM64',
      OperatingSystemFamily: 'LINUX',
    });
    expect(container).toMatchObject({
      User: '1000:1000',
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
    });
    expect(container.Secrets).toBeUndefined();
    expect(container.Privileged).toBeUndefined();
  });

  test('is built from scanner/Dockerfile, or is the image that deploy was given', () => {
    expect(imageOf(other.template)).toMatch(/cdk-hnb659fds-container-assets-.+:[0-9a-f]{64}/);
    expect(imageOf(template)).toBe('public.ecr.aws/example/scanner:1');
  });

  test('writes to two folders only', () => {
    const folders = container.MountPoints.map(
      (mount: { ContainerPath: string }) => mount.ContainerPath,
    );
    const variables: { Name: string; Value: string }[] = container.Environment;

    expect(folders).toEqual(['/tmp', '/cache']);
    expect(variables.filter(({ Name }) => Name !== 'VULNSCAN_CONFIG')).toEqual([
      { Name: 'LEDGER_TABLE', Value: 'vulnscan' },
      { Name: 'SCAN_CLUSTER', Value: 'vulnscan' },
      { Name: 'SCAN_TASK_FAMILY', Value: 'vulnscan-scanner' },
      { Name: 'ARCHIVE_BUCKET', Value: 'vulnscan-123456789012-eu-west-1' },
      {
        Name: 'STATE_MACHINE_ARN',
        Value: 'arn:aws:states:eu-west-1:123456789012:stateMachine:vulnscan-scan',
      },
      { Name: 'INTAKE_QUEUE_URL', Value: { Ref: expect.stringMatching(/^QueuesIntake[^D]/) } },
      { Name: 'SCAN_CACHE_DIR', Value: '/cache' },
      { Name: 'NODE_OPTIONS', Value: expect.stringContaining('--max-old-space-size=') },
      { Name: 'TMPDIR', Value: '/tmp' },
    ]);
  });

  test('leaves half of its memory to Trivy, and has the disk that is configured', () => {
    const scan = { memory: 8192, disk: 100 };
    const made = synthesize({ ...MINIMAL, scan }).template;
    const taskIn = (from: Template) =>
      resourcesOf(from, 'AWS::ECS::TaskDefinition')[0]?.[1].Properties;
    const options = (from: Template) =>
      taskIn(from).ContainerDefinitions[0].Environment.find(
        ({ Name }: { Name: string }) => Name === 'NODE_OPTIONS',
      ).Value;

    expect(options(made)).toBe('--enable-source-maps --max-old-space-size=4096');
    expect(taskIn(made).EphemeralStorage).toEqual({ SizeInGiB: 100 });
    expect(options(template)).toContain('--max-old-space-size=2048');
    expect(taskIn(template)).not.toHaveProperty('EphemeralStorage');
  });

  test('may pull a database that is in ECR, in any repository and account', () => {
    const database = '210987654321.dkr.ecr.eu-central-1.amazonaws.com/mirror/trivy-java-db:1';
    const made = synthesize({
      ...MINIMAL,
      scan: { javaDatabases: [database] },
      deploy: { repositories: ['web'] },
    }).template;

    expect(JSON.stringify(made)).toContain(
      ':ecr:eu-central-1:210987654321:repository/mirror/trivy-java-db"',
    );
  });

  test('reserves its memory on the container and keeps its log for a month', () => {
    expect(container.MemoryReservation).toBe(4096);
    expect(
      resourceOf(container.LogConfiguration.Options['awslogs-group']).Properties.RetentionInDays,
    ).toBe(30);
  });

  test('accepts no connections, and connects by HTTPS only', () => {
    const [group] = all('AWS::EC2::SecurityGroup');

    expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
    expect(group?.Properties.SecurityGroupEgress).toEqual([
      expect.objectContaining({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }),
    ]);
  });

  test('runs in public subnets without a NAT gateway, or in the given subnets', () => {
    expect(all('AWS::EC2::Subnet')).toHaveLength(2);
    expect(all('AWS::EC2::NatGateway')).toHaveLength(0);
    expect(publicIpOf(template)).toBe('ENABLED');
    expect(resourcesOf(other.template, 'AWS::EC2::VPC')).toHaveLength(0);
    expect(
      functionNamed(other.template, 'tasks').Properties.Environment.Variables.SCAN_SUBNETS,
    ).toBe('subnet-0abc1234,subnet-0def5678');
  });

  test('gets no public address in the given subnets, unless vulnscan.yml asks for one', () => {
    const deploy = { vpc: 'vpc-0abc1234', subnets: ['subnet-0abc1234'], publicIp: true };

    expect(publicIpOf(other.template)).toBe('DISABLED');
    expect(publicIpOf(synthesize({ ...MINIMAL, deploy }).template)).toBe('ENABLED');
  });
});

describe('Security Hub', () => {
  test('is unchanged unless vulnscan.yml enables it', () => {
    expect(all('AWS::SecurityHub::Hub')).toHaveLength(0);
    expect(all('AWS::SecurityHub::ProductSubscription')).toHaveLength(0);
  });

  test('is enabled without paid standards, and is kept with its decisions when the stack is deleted', () => {
    const [[, hub] = ['', undefined]] = resourcesOf(other.template, 'AWS::SecurityHub::Hub');

    expect(hub?.Properties.EnableDefaultStandards).toBe(false);
    // Not kept when the deployment that creates it is rolled back: the next one could not create it again.
    expect(hub?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('is left alone where deploy found it on already, together with the subscription or without it', () => {
    const wanted = { ...MINIMAL, deploy: { enableSecurityHub: true, subscribeAqua: true } };
    const typesWith = (exists: string[]) =>
      Object.values(synthesize(wanted, undefined, false, exists).template.Resources)
        .map(({ Type }) => Type)
        .filter((type) => type.startsWith('AWS::SecurityHub::'));

    expect(typesWith(['hub'])).toEqual(['AWS::SecurityHub::ProductSubscription']);
    expect(typesWith(['hub', 'aqua'])).toEqual([]);
  });

  test('has the Aqua product enabled by its ARN without an account', () => {
    const [[, aqua] = ['', undefined]] = resourcesOf(
      other.template,
      'AWS::SecurityHub::ProductSubscription',
    );

    expect(aqua?.Properties.ProductArn).toBe(
      'arn:aws:securityhub:eu-west-1::product/aquasecurity/aquasecurity',
    );
  });
});

describe('the alarms', () => {
  test('are ten, each with a text that names the next step', () => {
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual([
      'vulnscan-dead-letters',
      'vulnscan-errors-decide',
      'vulnscan-errors-intake',
      'vulnscan-errors-projector',
      'vulnscan-errors-slack',
      'vulnscan-errors-tasks',
      'vulnscan-forged-requests',
      'vulnscan-no-scan',
      'vulnscan-posting-stopped',
      'vulnscan-token-refused',
    ]);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription).toMatch(
        /npm run|log of|in its log|rotate|see the last task/,
      );
    }
  });

  test('ring for handlers that report failed records, by the age of the oldest record of their queue', () => {
    for (const name of ['decide', 'tasks']) {
      const { Properties } = alarmNamed(`errors-${name}`);

      expect(Properties).toMatchObject({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Statistic: 'Maximum',
        Threshold: 900,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      const [{ Value }] = Properties.Dimensions;
      expect(resourceOf(Value).Properties.QueueName).toMatch(new RegExp(`^vulnscan-${name}`));
    }
  });

  test('ring for a sweep that fails, which has no record, as for events that wait', () => {
    const { Properties } = alarmNamed('errors-intake');
    const { age, failed } = metricsOf(Properties);

    // Above 900: a record of over 900 seconds, or three failed calls.
    expect(expressionOf(Properties)).toBe('FILL(age, 0) + 500 * FILL(failed, 0)');
    expect(Properties.Threshold).toBe(900);
    expect(age?.slice(0, 3)).toEqual(['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum']);
    expect(resourceOf(age?.[3]).Properties.QueueName).toBe('vulnscan-intake');
    expect(failed?.slice(0, 3)).toEqual(['AWS/Lambda', 'Errors', 'Sum']);
    expect(resourceOf(failed?.[3]).Properties.FunctionName).toBe('vulnscan-intake');
  });

  test('ring for loops that get nowhere for 15 minutes, whether they say so or crash', () => {
    for (const [alarm, metric, name] of [
      ['posting-stopped', 'PostingStopped', 'painter'],
      ['errors-projector', 'WritingStopped', 'projector'],
    ] as const) {
      const { Properties } = alarmNamed(alarm);

      expect(expressionOf(Properties)).toBe('FILL(stopped, 0) + FILL(failed, 0)');
      expect(Properties).toMatchObject({
        Threshold: 0,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 3,
      });
      const { stopped, failed } = metricsOf(Properties);
      expect(stopped?.slice(0, 2)).toEqual(['vulnscan', metric]);
      expect(resourceOf(failed?.[3]).Properties.FunctionName).toBe(`vulnscan-${name}`);
    }
  });

  test('ring for errors of the address that Slack calls, a function URL or an HTTP API', () => {
    expect(alarmNamed('errors-slack').Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Url5xxCount',
      Dimensions: [{ Name: 'FunctionName', Value: 'vulnscan-slack' }],
      Threshold: 2,
      Period: 300,
    });
    expect(
      find(other.template, 'AWS::CloudWatch::Alarm', 'AlarmName', 'vulnscan-errors-slack')
        .Properties,
    ).toMatchObject({ Namespace: 'AWS/ApiGateway', MetricName: '5xx' });
  });

  test('ring for a record in any of the five dead-letter queues', () => {
    const { Properties } = alarmNamed('dead-letters');
    const queuesWatched = Object.values(metricsOf(Properties)).map(([, name, , queue]) => [
      name,
      resourceOf(queue).Properties.QueueName,
    ]);

    expect(expressionOf(Properties)?.split(' + ')).toHaveLength(5);
    expect(queuesWatched.sort()).toEqual(
      ['decide-dead', 'intake-dead', 'quarantine', 'tasks-dead.fifo', 'undelivered'].map((name) => [
        'ApproximateNumberOfMessagesVisible',
        `vulnscan-${name}`,
      ]),
    );
  });

  test('count a refused token by the words that the workers log', () => {
    const said = fromSlack(
      new WebAPIPlatformError({ ok: false, error: 'token_revoked' }),
      'post the message',
    );
    const counted = all('AWS::Logs::MetricFilter').filter(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName === 'RefusedTokens',
    );

    expect(counted).toHaveLength(4);
    for (const { Properties } of counted) {
      expect(said.message).toContain(Properties.FilterPattern.replaceAll('"', ''));
    }
  });

  test('count stopped posting by the words that the painter logs', () => {
    const counted = all('AWS::Logs::MetricFilter').filter(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName === 'PostingStopped',
    );

    expect(counted.map(({ Properties }) => Properties.FilterPattern)).toEqual([
      '"posting is stopped"',
    ]);
    expect(counted.map(({ Properties }) => resourceOf(Properties.LogGroupName))).toMatchObject([
      { Properties: { LogGroupName: '/vulnscan/painter' } },
    ]);
  });

  test('count what the projector could not write by the words that it logs', () => {
    const counted = all('AWS::Logs::MetricFilter').filter(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName === 'WritingStopped',
    );

    expect(counted.map(({ Properties }) => Properties.FilterPattern)).toEqual([
      '"changed findings are left for the next run"',
    ]);
    expect(counted.map(({ Properties }) => resourceOf(Properties.LogGroupName))).toMatchObject([
      { Properties: { LogGroupName: '/vulnscan/projector' } },
    ]);
  });

  test('include a scan that has been missing for 26 hours', () => {
    const { Properties } = find(
      template,
      'AWS::CloudWatch::Alarm',
      'AlarmName',
      'vulnscan-no-scan',
    );

    expect(Properties).toMatchObject({
      Namespace: 'AWS/Events',
      Dimensions: [{ Name: 'RuleName', Value: 'vulnscan-scan-finished' }],
      EvaluationPeriods: 26,
      Period: 3_600,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('reach Slack by a rule that matches their names', () => {
    const { Properties } = find(template, 'AWS::Events::Rule', 'Name', 'vulnscan-health');

    expect(Properties.EventPattern.detail.alarmName).toEqual([{ prefix: 'vulnscan-' }]);
    for (const alarm of alarms) expect(alarm.Properties.AlarmName).toMatch(/^vulnscan-/);
  });

  test('count forged requests by the words that the slack handler logs', () => {
    const [filter] = all('AWS::Logs::MetricFilter');

    expect(filter?.Properties.FilterPattern).toBe('"forged request refused"');
  });
});

function all(type: string): Resource[] {
  return resourcesOf(template, type).map(([, resource]) => resource);
}

function alarmNamed(name: string): Resource {
  return find(template, 'AWS::CloudWatch::Alarm', 'AlarmName', `vulnscan-${name}`);
}

/** The formula of an alarm over several metrics. */
function expressionOf({ Metrics }: Resource['Properties']): string | undefined {
  return Metrics.find(({ Expression }: { Expression?: string }) => Expression)?.Expression;
}

/** Namespace, name, statistic and dimension of each metric in such a formula, by its name there. */
// biome-ignore lint/suspicious/noExplicitAny: as in a template
function metricsOf({ Metrics }: Resource['Properties']): Record<string, any[]> {
  return Object.fromEntries(
    Metrics.flatMap(({ Id, MetricStat }: Resource['Properties']) => {
      if (MetricStat === undefined) return [];
      const { Namespace, MetricName, Dimensions = [] } = MetricStat.Metric;
      return [[Id, [Namespace, MetricName, MetricStat.Stat, Dimensions[0]?.Value]]];
    }),
  );
}

function queueNamed(name: string): Resource {
  return find(template, 'AWS::SQS::Queue', 'QueueName', name);
}

function functionNamed(from: Template, name: string): Resource {
  return find(from, 'AWS::Lambda::Function', 'FunctionName', `vulnscan-${name}`);
}

/** What a Ref or GetAtt points at. */
function resourceOf(reference: { Ref?: string; 'Fn::GetAtt'?: [string, string] }): Resource {
  const id = reference.Ref ?? reference['Fn::GetAtt']?.[0] ?? '';
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`no resource ${id}`);
  return resource;
}

function publicIpOf(from: Template): string {
  const scan = find(from, 'AWS::Scheduler::Schedule', 'Name', 'vulnscan-scan').Properties;
  return scan.Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp;
}

function imageOf(from: Template): string {
  const [[, task] = ['', undefined]] = resourcesOf(from, 'AWS::ECS::TaskDefinition');
  return JSON.stringify(task?.Properties.ContainerDefinitions[0].Image).replaceAll('"', '');
}

function shortId({ acknowledgedId }: Violation): string {
  return /AwsSolutions-(\w+)/.exec(acknowledgedId)?.[1] ?? acknowledgedId;
}

function sendersOf(statements: { Effect: string; Condition: unknown }[]): string[] {
  const text = JSON.stringify(
    resolveReferences(
      template,
      statements.filter(({ Effect }) => Effect === 'Allow'),
    ),
  );
  return [...text.matchAll(/rule\/([\w-]+)/g)].map((match) => match[1] ?? '');
}
