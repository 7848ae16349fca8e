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
});

const HUB = `arn:aws:securityhub:${REGION}:${ACCOUNT}:hub/default`;
const AQUA = `arn:aws:securityhub:${REGION}::product/aquasecurity/aquasecurity`;
const CLUSTER = ecs('cluster/vulnscan');
const OUR_TASK = ecs('task-definition/vulnscan-scanner:7');
const RUN = { action: 'ecs:RunTask', resource: OUR_TASK, context: { 'ecs:cluster': CLUSTER } };
const PASS = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };

type Role =
  | 'slack'
  | 'alerts'
  | 'actions'
  | 'scanner'
  | 'execution'
  | 'scan schedule'
  | 'sweep'
  | 'health schedule';

const ROLES: Record<Role, RegExp> = {
  slack: /^FunctionsSlackRole/,
  alerts: /^FunctionsAlertsRole/,
  actions: /^FunctionsActionsRole/,
  scanner: /^ScannerTaskTaskRole/,
  execution: /^ScannerTaskExecutionRole/,
  'scan schedule': /^SchedulesScanRole/,
  sweep: /^SchedulesSweepRole/,
  'health schedule': /^SchedulesHealthRole/,
};

interface Call {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}

const ALLOWED: Record<Role, Call[]> = {
  slack: [
    send('vulnscan-actions.fifo'),
    secret('bot-token'),
    secret('signing-secret'),
    log('slack'),
  ],
  alerts: [
    consume('vulnscan-alerts.fifo'),
    send('vulnscan-alerts.fifo'),
    send('vulnscan-quarantine'),
    secret('bot-token'),
    { action: 'securityhub:GetFindings', resource: HUB },
    update({ 'Workflow.Status': 'NOTIFIED' }),
    update({ 'Workflow.Status': 'NOTIFIED', UserDefinedFields: 'slack' }),
    log('alerts'),
  ],
  actions: [
    consume('vulnscan-actions.fifo'),
    send('vulnscan-actions.fifo'),
    secret('bot-token'),
    { action: 'securityhub:GetFindings', resource: HUB },
    { action: 'securityhub:GetFindingHistory', resource: HUB },
    update({ 'Workflow.Status': 'RESOLVED', 'Note.Text': 'a', 'Note.UpdatedBy': 'b' }),
    update({ 'Workflow.Status': 'SUPPRESSED', 'Note.Text': 'a', 'Note.UpdatedBy': 'b' }),
    update({ 'Workflow.Status': 'NOTIFIED', 'Note.Text': 'a', 'Note.UpdatedBy': 'b' }),
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
    send('vulnscan-quarantine'),
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
    emit('vulnscan'),
  ],
  execution: [{ action: 'logs:PutLogEvents', resource: logStream('scanner') }],
  'scan schedule': [RUN, passRole('ScannerTaskTaskRole'), send('vulnscan-undelivered')],
  sweep: [
    { action: 'lambda:InvokeFunction', resource: lambda('vulnscan-alerts') },
    send('vulnscan-undelivered'),
  ],
  'health schedule': [send('vulnscan-actions.fifo'), send('vulnscan-undelivered')],
};

const DENIED: Record<Role, Call[]> = {
  slack: [
    consume('vulnscan-actions.fifo'),
    send('vulnscan-alerts.fifo'),
    { action: 'ssm:GetParameters', resource: parameter('/vulnscan/other') },
    { action: 'ssm:PutParameter', resource: parameter('/vulnscan/slack/bot-token') },
    { action: 'securityhub:GetFindings', resource: HUB },
    update({ 'Workflow.Status': 'RESOLVED' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    RUN,
    passRole('ScannerTaskTaskRole'),
  ],
  alerts: [
    update({ 'Workflow.Status': 'RESOLVED' }),
    update({ 'Workflow.Status': 'SUPPRESSED' }),
    update({ 'Workflow.Status': 'NEW' }),
    update({ 'Workflow.Status': 'NOTIFIED', 'Note.Text': 'a' }),
    update({ 'Workflow.Status': 'NOTIFIED', 'Note.UpdatedBy': 'a' }),
    update({ 'Severity.Label': 'LOW' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    { action: 'securityhub:UpdateFindings', resource: HUB },
    secret('signing-secret'),
    send('vulnscan-actions.fifo'),
    { action: 'cloudwatch:DescribeAlarms', resource: alarm('vulnscan-no-scan') },
    RUN,
  ],
  actions: [
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target(ACCOUNT) },
    { action: 'securityhub:UpdateFindings', resource: HUB },
    { action: 'securityhub:DisableSecurityHub', resource: HUB },
    update({ 'Workflow.Status': 'NEW' }),
    update({ 'Workflow.Status': 'RESOLVED', UserDefinedFields: 'slack' }),
    update({ 'Severity.Label': 'LOW' }),
    update({ 'Severity.Normalized': '0' }),
    update({ VerificationState: 'BENIGN_POSITIVE' }),
    update({ Confidence: '1' }),
    update({ Criticality: '1' }),
    update({ Types: 'x' }),
    update({ 'RelatedFindings.Id': 'x' }),
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
    send('vulnscan-alerts.fifo'),
    secret('signing-secret'),
  ],
  scanner: [
    update({ 'Workflow.Status': 'SUPPRESSED' }),
    update({ 'Workflow.Status': 'NOTIFIED' }),
    update({ UserDefinedFields: 'slack' }),
    { action: 'securityhub:BatchImportFindings', resource: AQUA, context: target('210987654321') },
    {
      action: 'securityhub:BatchImportFindings',
      resource: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`,
      context: target(ACCOUNT),
    },
    { action: 'ecr:BatchGetImage', resource: repository('payroll') },
    { action: 'ecr:PutImage', resource: repository('api') },
    { action: 'ecs:DescribeTasks', resource: ecs('task/bank/abc'), context: inCluster('bank') },
    emit('aws.securityhub'),
    secret('bot-token'),
    send('vulnscan-actions.fifo'),
    RUN,
  ],
  execution: [secret('bot-token'), { action: 'securityhub:GetFindings', resource: HUB }],
  'scan schedule': [
    { ...RUN, resource: ecs('task-definition/other:1') },
    { action: 'iam:PassRole', resource: iamRole('Admin'), context: PASS },
    { action: 'ecs:StopTask', resource: ecs('task/vulnscan/abc') },
  ],
  sweep: [{ action: 'lambda:InvokeFunction', resource: lambda('vulnscan-actions') }, RUN],
  'health schedule': [
    send('vulnscan-alerts.fifo'),
    consume('vulnscan-actions.fifo'),
    { action: 'cloudwatch:DescribeAlarms', resource: alarm('vulnscan-no-scan') },
    RUN,
  ],
};

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
  ]);
});

async function decide(role: string, { action, resource, context = {} }: Call): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/role/session`,
        action,
        resource: { resource: withAccount(resource), accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: policiesOf(role),
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
function policiesOf(role: string, prepare = withAccount): { name: string; policy: unknown }[] {
  const name = Object.entries(ROLES).find(([key]) => key === role)?.[1] ?? /^$/;
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) =>
      Properties.Roles.some((entry: { Ref: string }) => name.test(entry.Ref)),
    )
    .map(([id, { Properties }]) => ({
      name: id,
      policy: JSON.parse(
        prepare(JSON.stringify(resolveReferences(template, Properties.PolicyDocument))),
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
