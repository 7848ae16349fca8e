import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, MINIMAL, REGION, resolveReferences, resourcesOf, synthesize } from './synth';

/*
 * An IAM engine decides, over the policies that were synthesised. The table says what each role may do; what is not
 * in the left column has no business there.
 */

const { template } = synthesize({
  ...MINIMAL,
  images: { ecs: { clusters: ['shop', ecs('cluster/depot')] } },
  deploy: { repositories: ['api', 'web'] },
  feeds: { kev: ['s3://mirror/kev.json', 'https://www.cisa.gov/kev.json'] },
});

/** Its images are a list, so nothing is read about services. */
const { template: listed } = synthesize();

const HUB = `arn:aws:securityhub:${REGION}:${ACCOUNT}:hub/default`;
const AQUA = `arn:aws:securityhub:${REGION}::product/aquasecurity/aquasecurity`;
const CLUSTER = ecs('cluster/vulnscan');
const OUR_TASK = ecs('task-definition/vulnscan-scanner:7');
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/vulnscan`;
const BUCKET = `arn:aws:s3:::vulnscan-${ACCOUNT}-${REGION}`;
const LIST = { action: 's3:ListBucket', resource: BUCKET };
const MACHINE = states('stateMachine:vulnscan-scan');
const EXECUTION = states('execution:vulnscan-scan:0a1b');
const LOG_DELIVERY = ['CreateLogDelivery', 'PutResourcePolicy', 'DescribeLogGroups'].map(
  (action) => ({ action: `logs:${action}`, resource: '*' }),
);
const NOTE = { 'Note.Text': 'a', 'Note.UpdatedBy': 'b' };
const RUN = { action: 'ecs:RunTask', resource: OUR_TASK, context: { 'ecs:cluster': CLUSTER } };
const PASS = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };

const ROLES = {
  slack: /^FunctionsSlackRole/,
  intake: /^FunctionsIntakeRole/,
  decide: /^FunctionsDecideRole/,
  projector: /^FunctionsProjectorRole/,
  painter: /^FunctionsPainterRole/,
  tasks: /^FunctionsTasksRole/,
  scanner: /^ScannerTaskTaskRole/,
  execution: /^ScannerTaskExecutionRole/,
  'state machine': /^StateMachineRole/,
  'scan schedule': /^SchedulesScanRole/,
  sweep: /^SchedulesSweepRole/,
  'health schedule': /^SchedulesHealthRole/,
  'projector tick': /^SchedulesProjectorRole/,
  'painter tick': /^SchedulesPainterRole/,
};
type Role = keyof typeof ROLES;

interface Call {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}

/** Reads that tell whether the internet reaches a service; only for images that run in ECS clusters. */
const EXPOSURE_READS: Call[] = [
  'ecs:DescribeTaskDefinition',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeRouteTables',
].map((action) => ({ action, resource: '*' }));

const ALLOWED: Record<Role, Call[]> = {
  slack: [
    send('vulnscan-decide'),
    send('vulnscan-tasks.fifo'),
    secret('bot-token'),
    secret('signing-secret'),
    log('slack'),
  ],
  intake: [
    consume('vulnscan-intake'),
    ...items('GetItem', 'BatchGetItem', 'PutItem'),
    send('vulnscan-projector.fifo'),
    send('vulnscan-quarantine'),
    { action: 'securityhub:GetFindings', resource: HUB },
    log('intake'),
  ],
  decide: [
    consume('vulnscan-decide'),
    ...items('GetItem', 'BatchGetItem', 'PutItem'),
    query('list'),
    send('vulnscan-projector.fifo'),
    send('vulnscan-painter.fifo'),
    send('vulnscan-decide'),
    send('vulnscan-tasks.fifo'),
    send('vulnscan-quarantine'),
    secret('bot-token'),
    log('decide'),
  ],
  projector: [
    consume('vulnscan-projector.fifo'),
    ...items('GetItem', 'BatchGetItem', 'PutItem'),
    query('work'),
    update({ 'Workflow.Status': 'NOTIFIED', UserDefinedFields: 'vulnscan' }),
    update({ 'Workflow.Status': 'RESOLVED', ...NOTE, UserDefinedFields: 'vulnscan' }),
    update({ 'Workflow.Status': 'SUPPRESSED', ...NOTE, UserDefinedFields: 'vulnscan' }),
    send('vulnscan-projector.fifo'),
    send('vulnscan-painter.fifo'),
    send('vulnscan-quarantine'),
    log('projector'),
  ],
  painter: [
    consume('vulnscan-painter.fifo'),
    ...items('GetItem', 'BatchGetItem', 'PutItem'),
    query('work'),
    query('list'),
    send('vulnscan-projector.fifo'),
    send('vulnscan-painter.fifo'),
    send('vulnscan-quarantine'),
    secret('bot-token'),
    log('painter'),
  ],
  tasks: [
    consume('vulnscan-tasks.fifo'),
    ...items('GetItem', 'BatchGetItem', 'PutItem'),
    query('list'),
    { action: 'dynamodb:Query', resource: TABLE },
    { action: 'securityhub:GetFindings', resource: HUB },
    secret('bot-token'),
    RUN,
    passRole('ScannerTaskTaskRole'),
    passRole('ScannerTaskExecutionRole'),
    { action: 'ecs:StopTask', resource: ecs('task/vulnscan/abc') },
    {
      action: 'ecs:DescribeTasks',
      resource: ecs('task/vulnscan/abc'),
      context: inCluster('vulnscan'),
    },
    { action: 'cloudwatch:DescribeAlarms', resource: alarm('vulnscan-no-scan') },
    ...objects('index/current', 'GetObject'),
    ...objects('runs/0a1b/cancelled', 'PutObject'),
    LIST,
    { action: 'states:ListExecutions', resource: MACHINE },
    { action: 'states:DescribeExecution', resource: EXECUTION },
    { action: 'states:StopExecution', resource: EXECUTION },
    send('vulnscan-painter.fifo'),
    send('vulnscan-quarantine'),
    log('tasks'),
  ],
  scanner: [
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    { action: 'securityhub:GetFindings', resource: HUB },
    {
      action: 'ecs:DescribeTasks',
      resource: ecs('task/vulnscan/abc'),
      context: inCluster('vulnscan'),
    },
    update({ 'Workflow.Status': 'NEW', 'Note.Text': 'a', 'Note.UpdatedBy': 'b' }),
    update({ 'Workflow.Status': 'RESOLVED', 'Note.Text': 'a', 'Note.UpdatedBy': 'b' }),
    { action: 'ecr:GetAuthorizationToken', resource: '*' },
    { action: 'ecr:BatchGetImage', resource: repository('api') },
    { action: 'ecr:GetDownloadUrlForLayer', resource: repository('web') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/shop/abc'), context: inCluster('shop') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/depot/abc'), context: inCluster('depot') },
    describeService('shop'),
    describeService('depot'),
    ...EXPOSURE_READS,
    emit('vulnscan'),
    ...items('GetItem', 'BatchGetItem'),
    ...objects('feeds/kev', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('detections/sha256:0a', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('index/1/0', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('sboms/sha256:0a', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('databases/1', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('runs/1/plan.json', 'GetObject', 'PutObject', 'DeleteObject'),
    LIST,
    { action: 'states:StartExecution', resource: MACHINE },
    send('vulnscan-intake'),
    { action: 's3:GetObject', resource: 'arn:aws:s3:::mirror/kev.json' },
  ],
  execution: [{ action: 'logs:PutLogEvents', resource: logStream('scanner') }],
  'state machine': [
    RUN,
    passRole('ScannerTaskTaskRole'),
    passRole('ScannerTaskExecutionRole'),
    { action: 'ecs:StopTask', resource: ecs('task/vulnscan/abc') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/vulnscan/abc') },
    ...taskRule('PutRule', 'PutTargets', 'DescribeRule'),
    { ...LIST, context: { 's3:prefix': 'runs/0a1b/shards/' } },
    { action: 'states:StartExecution', resource: MACHINE },
    { action: 'states:DescribeExecution', resource: EXECUTION },
    { action: 'states:StopExecution', resource: states('execution:vulnscan-scan/shards:1') },
    ...LOG_DELIVERY,
  ],
  'scan schedule': [RUN, passRole('ScannerTaskTaskRole'), send('vulnscan-undelivered')],
  sweep: [
    { action: 'lambda:InvokeFunction', resource: lambda('vulnscan-intake') },
    send('vulnscan-undelivered'),
  ],
  'health schedule': [send('vulnscan-tasks.fifo'), send('vulnscan-undelivered')],
  'projector tick': [send('vulnscan-projector.fifo'), send('vulnscan-undelivered')],
  'painter tick': [send('vulnscan-painter.fifo'), send('vulnscan-undelivered')],
};

const DENIED: Record<Role, Call[]> = {
  slack: [
    consume('vulnscan-tasks.fifo'),
    send('vulnscan-intake'),
    send('vulnscan-projector.fifo'),
    ...items('GetItem', 'PutItem'),
    ...objects('index/current', 'GetObject'),
    LIST,
    query('list'),
    { action: 'ssm:GetParameters', resource: parameter('/vulnscan/other') },
    { action: 'ssm:PutParameter', resource: parameter('/vulnscan/slack/bot-token') },
    { action: 'securityhub:GetFindings', resource: HUB },
    update({ 'Workflow.Status': 'RESOLVED' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    RUN,
    passRole('ScannerTaskTaskRole'),
  ],
  intake: [
    update({ 'Workflow.Status': 'RESOLVED' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    query('work'),
    query('list'),
    secret('bot-token'),
    send('vulnscan-painter.fifo'),
    send('vulnscan-decide'),
    RUN,
  ],
  decide: [
    { action: 'securityhub:GetFindings', resource: HUB },
    update({ 'Workflow.Status': 'RESOLVED' }),
    query('work'),
    secret('signing-secret'),
    send('vulnscan-intake'),
    RUN,
  ],
  projector: [
    update({ 'Workflow.Status': 'NEW' }),
    update({ 'Workflow.Status': 'NEW', ...NOTE, UserDefinedFields: 'vulnscan' }),
    update({ 'Severity.Label': 'LOW' }),
    update({ 'Severity.Normalized': '0' }),
    update({ 'Severity.Product': '0' }),
    update({ VerificationState: 'BENIGN_POSITIVE' }),
    update({ Confidence: '1' }),
    update({ Criticality: '1' }),
    update({ Types: 'x' }),
    update({ 'RelatedFindings.Id': 'x' }),
    update({ 'RelatedFindings.ProductArn': 'x' }),
    { action: 'securityhub:GetFindings', resource: HUB },
    { action: 'securityhub:GetFindingHistory', resource: HUB },
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    { action: 'securityhub:UpdateFindings', resource: HUB },
    { action: 'securityhub:DisableSecurityHub', resource: HUB },
    query('list'),
    secret('bot-token'),
    send('vulnscan-tasks.fifo'),
    RUN,
  ],
  painter: [
    { action: 'securityhub:GetFindings', resource: HUB },
    { action: 'securityhub:GetFindingHistory', resource: HUB },
    { action: 'securityhub:UpdateFindings', resource: HUB },
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    update({ 'Workflow.Status': 'NOTIFIED' }),
    update({ 'Workflow.Status': 'RESOLVED' }),
    update({ UserDefinedFields: 'vulnscan' }),
    update(NOTE),
    secret('signing-secret'),
    send('vulnscan-intake'),
    send('vulnscan-decide'),
    RUN,
  ],
  tasks: [
    ...objects('index/current', 'PutObject', 'DeleteObject'),
    ...objects('runs/0a1b/cancelled', 'GetObject', 'DeleteObject'),
    ...objects('runs/0a1b/plan.json', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('runs/0a1b/shards/0000.json', 'PutObject'),
    ...objects('runs/lease', 'PutObject'),
    { action: 'states:StartExecution', resource: MACHINE },
    { action: 'states:StopExecution', resource: states('execution:other:1') },
    { action: 'states:UpdateStateMachine', resource: MACHINE },
    ...objects('feeds/kev', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('detections/sha256:0a', 'GetObject'),
    query('work'),
    update({ 'Workflow.Status': 'RESOLVED' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    { ...RUN, resource: ecs('task-definition/other:1') },
    { ...RUN, context: { 'ecs:cluster': ecs('cluster/shop') } },
    { ...RUN, resource: ecs('task-definition/vulnscan-scanner-evil:1') },
    { action: 'iam:PassRole', resource: iamRole('Admin'), context: PASS },
    {
      ...passRole('ScannerTaskTaskRole'),
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    },
    { action: 'ecs:StopTask', resource: ecs('task/shop/abc') },
    { action: 'ecs:RegisterTaskDefinition', resource: OUR_TASK },
    { action: 'cloudwatch:SetAlarmState', resource: alarm('vulnscan-no-scan') },
    { action: 'cloudwatch:DeleteAlarms', resource: alarm('vulnscan-no-scan') },
    { action: 'cloudwatch:DisableAlarmActions', resource: alarm('vulnscan-no-scan') },
    send('vulnscan-intake'),
    send('vulnscan-decide'),
    secret('signing-secret'),
  ],
  scanner: [
    ...objects('other', 'GetObject', 'PutObject', 'DeleteObject'),
    { action: 'states:StartExecution', resource: states('stateMachine:other') },
    { action: 'states:StopExecution', resource: EXECUTION },
    update({ 'Workflow.Status': 'SUPPRESSED' }),
    update({ 'Workflow.Status': 'NOTIFIED' }),
    update({ UserDefinedFields: 'vulnscan' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target('210987654321') },
    {
      action: 'securityhub:BatchImportFindings',
      resource: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`,
      context: target(ACCOUNT),
    },
    { action: 'ecr:BatchGetImage', resource: repository('payroll') },
    { action: 'ecr:PutImage', resource: repository('api') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/bank/abc'), context: inCluster('bank') },
    describeService('bank'),
    { action: 'ecs:UpdateService', resource: ecs('service/shop/web'), context: inCluster('shop') },
    { action: 'ec2:AuthorizeSecurityGroupIngress', resource: securityGroup('sg-0abc1234') },
    { action: 'ec2:DescribeInstances', resource: '*' },
    emit('aws.securityhub'),
    secret('bot-token'),
    ...items('PutItem'),
    query('list'),
    send('vulnscan-tasks.fifo'),
    send('vulnscan-projector.fifo'),
    RUN,
    { action: 's3:GetObject', resource: 'arn:aws:s3:::mirror/other.json' },
    { action: 's3:PutObject', resource: 'arn:aws:s3:::mirror/kev.json' },
    { action: 's3:ListBucket', resource: 'arn:aws:s3:::mirror' },
  ],
  'state machine': [
    { ...RUN, resource: ecs('task-definition/other:1') },
    { ...RUN, context: { 'ecs:cluster': ecs('cluster/shop') } },
    { action: 'iam:PassRole', resource: iamRole('Admin'), context: PASS },
    { action: 'ecs:StopTask', resource: ecs('task/shop/abc') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/shop/abc') },
    { action: 'ecs:RegisterTaskDefinition', resource: OUR_TASK },
    LIST,
    { ...LIST, context: { 's3:prefix': 'index/' } },
    ...objects('runs/1/shards/0000.json', 'GetObject', 'PutObject', 'DeleteObject'),
    ...objects('index/current', 'GetObject'),
    ...taskRule('DeleteRule', 'RemoveTargets'),
    { action: 'events:PutRule', resource: eventRule('vulnscan-findings') },
    { action: 'states:StartExecution', resource: states('stateMachine:other') },
    { action: 'states:UpdateStateMachine', resource: MACHINE },
    { action: 'logs:DeleteLogGroup', resource: logGroup('scanner') },
    { action: 'securityhub:GetFindings', resource: HUB },
    ...items('GetItem', 'PutItem'),
    secret('bot-token'),
  ],
  execution: [secret('bot-token'), { action: 'securityhub:GetFindings', resource: HUB }],
  'scan schedule': [
    { ...RUN, resource: ecs('task-definition/other:1') },
    { action: 'iam:PassRole', resource: iamRole('Admin'), context: PASS },
    { action: 'ecs:StopTask', resource: ecs('task/vulnscan/abc') },
  ],
  sweep: [{ action: 'lambda:InvokeFunction', resource: lambda('vulnscan-tasks') }, RUN],
  'health schedule': [
    send('vulnscan-intake'),
    consume('vulnscan-tasks.fifo'),
    { action: 'cloudwatch:DescribeAlarms', resource: alarm('vulnscan-no-scan') },
    RUN,
  ],
  'projector tick': [send('vulnscan-painter.fifo'), consume('vulnscan-projector.fifo')],
  'painter tick': [send('vulnscan-projector.fifo'), consume('vulnscan-painter.fifo')],
};

/** What nobody may do to the ledger. */
const NOBODY = [
  ...items(
    'DeleteItem',
    'UpdateItem',
    'BatchWriteItem',
    'Scan',
    'DeleteTable',
    'UpdateTable',
    'UpdateContinuousBackups',
    'PartiQLDelete',
  ),
  { action: 'dynamodb:Scan', resource: `${TABLE}/index/list` },
];

/** What nobody may do to the archive. */
const NOBODY_ARCHIVE = [
  'DeleteBucket',
  'PutBucketPolicy',
  'DeleteBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutLifecycleConfiguration',
  'PutEncryptionConfiguration',
].map((action) => ({ action: `s3:${action}`, resource: BUCKET }));

const cases = (table: Record<Role, Call[]>) =>
  Object.entries(table).flatMap(([role, calls]) =>
    calls.map((call) => [role, describeCall(call), call] as const),
  );

test.each(cases(ALLOWED))('the %s role may %s', async (role, _text, call) => {
  expect(await decide(role, call)).toBe('Allowed');
});

test.each(cases(DENIED))('the %s role may not %s', async (role, _text, call) => {
  expect(await decide(role, call)).not.toBe('Allowed');
});

test.each(
  Object.keys(ROLES).flatMap((role) => NOBODY.map((call) => [role, call.action, call] as const)),
)('the %s role may not %s on the ledger', async (role, _text, call) => {
  expect(await decide(role, call)).not.toBe('Allowed');
});

test('no role may change the archive itself, or objects of another bucket', async () => {
  for (const role of Object.keys(ROLES)) {
    for (const call of NOBODY_ARCHIVE) expect(await decide(role, call)).not.toBe('Allowed');
    for (const call of objects('index/current', 'GetObject', 'PutObject')) {
      const resource = call.resource.replace('vulnscan-', 'other-');
      expect(await decide(role, { ...call, resource })).not.toBe('Allowed');
    }
  }
});

test.each(EXPOSURE_READS)('a scanner of listed images may not $action', async (call) => {
  expect(await decide('scanner', call, listed)).not.toBe('Allowed');
});

test('no role may read or write tables other than the ledger', async () => {
  for (const role of Object.keys(ROLES)) {
    for (const call of items('GetItem', 'PutItem')) {
      expect(await decide(role, { ...call, resource: `${TABLE}-restored` })).not.toBe('Allowed');
    }
  }
});

test('every synthesised role is in the table', () => {
  const found = resourcesOf(template, 'AWS::IAM::Role').map(([id]) => id);

  expect(found.filter((id) => !Object.values(ROLES).some((name) => name.test(id)))).toEqual([]);
  expect(found).toHaveLength(Object.keys(ROLES).length);
});

test('findings are imported on the ARN of the Aqua product, which has no account', () => {
  const statements = policiesOf('scanner', (text) => text);

  expect(JSON.stringify(statements)).toContain(AQUA);
});

test('task roles can be assumed only by ECS tasks', () => {
  const trusted = resourcesOf(template, 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
    Properties.AssumeRolePolicyDocument.Statement.map(
      (statement: { Principal: { Service: string } }) => statement.Principal.Service,
    ),
  );

  expect([...new Set(trusted)].sort()).toEqual([
    'ecs-tasks.amazonaws.com',
    'lambda.amazonaws.com',
    'scheduler.amazonaws.com',
    'states.amazonaws.com',
  ]);
});

async function decide(
  role: string,
  { action, resource, context = {} }: Call,
  from = template,
): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
        action,
        resource: { resource: withAccount(resource), accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: policiesOf(role, withAccount, from),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  if (result.resultType === 'wildcard') throw new Error('a wildcard where one resource was meant');
  return result.result.analysis?.result ?? 'none';
}

/** The inline policies of one role, with ARNs where the template has references. */
function policiesOf(
  role: string,
  prepare = withAccount,
  from = template,
): { name: string; policy: unknown }[] {
  const name = Object.entries(ROLES).find(([key]) => key === role)?.[1] ?? /^$/;
  return resourcesOf(from, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) =>
      Properties.Roles.some((entry: { Ref: string }) => name.test(entry.Ref)),
    )
    .map(([id, { Properties }]) => ({
      name: id,
      policy: JSON.parse(
        prepare(JSON.stringify(resolveReferences(from, Properties.PolicyDocument))),
      ),
    }));
}

/** A partner's product has no account in its ARN; the engine's tables know only products that have one. */
function withAccount(text: string): string {
  return text.replaceAll(`${REGION}::product/`, `${REGION}:${ACCOUNT}:product/`);
}

function describeCall({ action, resource, context }: Call): string {
  const when = context === undefined ? '' : ` with ${JSON.stringify(context)}`;
  return `${action} on ${resource.split(':').slice(-2).join(':')}${when.replaceAll('securityhub:ASFFSyntaxPath/', '')}`;
}

function update(fields: Record<string, string>): Call {
  const context = Object.entries(fields).map(([field, value]) => [
    `securityhub:ASFFSyntaxPath/${field}`,
    value,
  ]);
  return {
    action: 'securityhub:BatchUpdateFindings',
    resource: HUB,
    context: Object.fromEntries(context),
  };
}

function items(...actions: string[]): Call[] {
  return actions.map((action) => ({ action: `dynamodb:${action}`, resource: TABLE }));
}

function objects(key: string, ...actions: string[]): Call[] {
  return actions.map((action) => ({ action: `s3:${action}`, resource: `${BUCKET}/${key}` }));
}

function query(index: string): Call {
  return { action: 'dynamodb:Query', resource: `${TABLE}/index/${index}` };
}

function send(queue: string): Call {
  return { action: 'sqs:SendMessage', resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}` };
}

function consume(queue: string): Call {
  return { action: 'sqs:ReceiveMessage', resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}` };
}

function secret(name: string): Call {
  return { action: 'ssm:GetParameters', resource: parameter(`/vulnscan/slack/${name}`) };
}

function log(name: string): Call {
  return { action: 'logs:PutLogEvents', resource: logStream(name) };
}

function emit(source: string): Call {
  return {
    action: 'events:PutEvents',
    resource: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
    context: { 'events:source': [source] },
  };
}

function passRole(prefix: string): Call {
  const [id = ''] =
    resourcesOf(template, 'AWS::IAM::Role').find(([name]) => name.startsWith(prefix)) ?? [];
  return { action: 'iam:PassRole', resource: iamRole(id), context: PASS };
}

function target(account: string) {
  return { 'securityhub:TargetAccount': account };
}

function inCluster(name: string) {
  return { 'ecs:cluster': ecs(`cluster/${name}`) };
}

function securityGroup(id: string): string {
  return `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/${id}`;
}

function describeService(cluster: string): Call {
  return {
    action: 'ecs:DescribeServices',
    resource: ecs(`service/${cluster}/web`),
    context: inCluster(cluster),
  };
}

function ecs(rest: string): string {
  return `arn:aws:ecs:${REGION}:${ACCOUNT}:${rest}`;
}

function repository(name: string): string {
  return `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;
}

function parameter(name: string): string {
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`;
}

function logStream(name: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/vulnscan/${name}:log-stream:1`;
}

function lambda(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

function alarm(name: string): string {
  return `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;
}

function iamRole(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

function states(resource: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:${resource}`;
}

function eventRule(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;
}

/** Calls to the rule that Step Functions makes to learn when a task has stopped. */
function taskRule(...actions: string[]): Call[] {
  const resource = eventRule('StepFunctionsGetEventsForECSTaskRule');
  return actions.map((action) => ({ action: `events:${action}`, resource }));
}

function logGroup(name: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/vulnscan/${name}`;
}
