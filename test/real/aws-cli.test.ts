import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Aws, startAws } from '../../emulators/aws/server';

/** The AWS CLI and boto3, neither written here, against the AWS emulator. PYTHON names an interpreter that has both. */
const python = process.env['PYTHON'] ?? '';
const cli = python && path.join(path.dirname(python), 'aws');
const hasTools = cli !== '' && existsSync(cli);
const describeWithTools = hasTools ? describe : describe.skip;
if (!hasTools) {
  process.stderr.write(
    'AWS CLI tests skipped: set PYTHON to a Python that has awscli and boto3.\n',
  );
}

const PRODUCT = 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default';
const execute = promisify(execFile);
let aws: Aws;

const env = () => ({
  PATH: '/usr/bin:/bin',
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ENDPOINT_URL: aws.url,
});

async function run(...args: string[]) {
  const given = ['--endpoint-url', aws.url, '--output', 'json', ...args];
  const { stdout } = await execute(cli, given, { env: env() });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

async function boto(script: string) {
  const program = `import boto3, json\nc = boto3.client\n${script}`;
  const { stdout } = await execute(python, ['-c', program], { env: env() });
  return JSON.parse(stdout);
}

function findings(...ids: string[]) {
  return ids.map((Id) => ({
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn: PRODUCT,
    GeneratorId: `Trivy/${Id}`,
    AwsAccountId: '111122223333',
    CreatedAt: new Date().toISOString(),
    UpdatedAt: new Date().toISOString(),
    Title: `${Id} in openssl`,
    Description: 'A flaw.',
    FindingProviderFields: { Severity: { Label: 'HIGH' } },
    Resources: [{ Type: 'Container', Id: 'api' }],
  }));
}

describeWithTools('the AWS CLI and boto3', () => {
  jest.setTimeout(120_000);

  beforeEach(async () => {
    aws = await startAws({ lag: { min: 0, max: 0 }, ecs: { stepMillis: 1 } });
    aws.hub.enable();
    aws.sqs.create('jobs.fifo', { ContentBasedDeduplication: 'true' });
    aws.hub.call('BatchImportFindings', { Findings: findings('CVE-1', 'CVE-2') });
  });
  afterEach(() => aws.close());

  const filters = JSON.stringify({ Id: [{ Value: 'CVE-2', Comparison: 'EQUALS' }] });
  const identifiers = JSON.stringify([
    { Id: 'CVE-2', ProductArn: PRODUCT },
    { Id: 'gone', ProductArn: PRODUCT },
  ]);

  it('read the states of the alarms, page by page', async () => {
    for (const name of ['billing', 'vulnscan-a', 'vulnscan-b'])
      aws.cloudWatch.putAlarm(name, 'what to do', 'ALARM');

    const shown = await run('cloudwatch', 'describe-alarms', '--alarm-name-prefix', 'vulnscan-');
    const paged = await boto(`
pages = c('cloudwatch').get_paginator('describe_alarms').paginate(PaginationConfig={'PageSize': 2})
alarms = [alarm for page in pages for alarm in page['MetricAlarms']]
print(json.dumps([[a['AlarmName'], a['StateValue'], a['StateTransitionedTimestamp'].year] for a in alarms]))`);

    expect(shown.MetricAlarms).toHaveLength(2);
    expect(shown.MetricAlarms[0]).toMatchObject({
      AlarmName: 'vulnscan-a',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:vulnscan-a',
      AlarmDescription: 'what to do',
      AlarmConfigurationUpdatedTimestamp: expect.anything(),
    });
    const year = new Date().getUTCFullYear();
    expect(paged).toEqual(
      ['billing', 'vulnscan-a', 'vulnscan-b'].map((name) => [name, 'ALARM', year]),
    );
  });

  it('read and decide findings on the command line', async () => {
    const found = await run('securityhub', 'get-findings', '--filters', filters);
    const updated = await run(
      ...['securityhub', 'batch-update-findings', '--finding-identifiers', identifiers],
      ...['--workflow', 'Status=SUPPRESSED', '--note', 'Text=fine,UpdatedBy=ana'],
    );
    const hub = await run('securityhub', 'describe-hub');
    const paged = await run('securityhub', 'get-findings', '--page-size', '1');

    expect(found.Findings).toMatchObject([{ Id: 'CVE-2', Workflow: { Status: 'NEW' } }]);
    expect(updated).toMatchObject({
      ProcessedFindings: [{ Id: 'CVE-2' }],
      UnprocessedFindings: [{ ErrorCode: 'FindingNotFound' }],
    });
    expect(hub.HubArn).toContain('hub/default');
    expect(paged.Findings).toHaveLength(2);
    expect(aws.hub.findings()[1]).toMatchObject({ Workflow: { Status: 'SUPPRESSED' } });
  });

  it('import findings and enable a product on the command line', async () => {
    const Findings = JSON.stringify(findings('CVE-3'));
    const imported = await run('securityhub', 'batch-import-findings', '--findings', Findings);
    const on = await run(
      ...['securityhub', 'enable-import-findings-for-product', '--product-arn'],
      aws.hub.aquaProductArn,
    );
    const subscription = on.ProductSubscriptionArn;
    const listed = await run('securityhub', 'list-enabled-products-for-import');

    expect(imported).toMatchObject({ SuccessCount: 1, FailedCount: 0 });
    expect(listed.ProductSubscriptions).toContain(subscription);
  });

  it('list queues, tasks, rules, parameters and the caller on the command line', async () => {
    const url = (await run('sqs', 'get-queue-url', '--queue-name', 'jobs.fifo')).QueueUrl;
    await run(
      'sqs',
      'send-message',
      '--queue-url',
      url,
      '--message-body',
      'x',
      '--message-group-id',
      'g',
    );
    const attributes = await run(
      'sqs',
      'get-queue-attributes',
      '--queue-url',
      url,
      '--attribute-names',
      'All',
    );
    const received = await run('sqs', 'receive-message', '--queue-url', url);
    await run('ecs', 'create-cluster', '--cluster-name', 'vulnscan');
    const tasks = await run('ecs', 'list-tasks', '--cluster', 'vulnscan');
    await run('ssm', 'put-parameter', '--name', '/a', '--value', 'b', '--type', 'SecureString');
    const secret = await run('ssm', 'get-parameter', '--name', '/a', '--with-decryption');
    await run('events', 'put-rule', '--name', 'r', '--event-pattern', '{"source":["app"]}');
    const rules = await run('events', 'list-rules');
    const me = await run('sts', 'get-caller-identity');

    expect(attributes.Attributes).toMatchObject({
      FifoQueue: 'true',
      ApproximateNumberOfMessages: '1',
    });
    expect(received.Messages).toMatchObject([{ Body: 'x' }]);
    expect(tasks).toEqual({ taskArns: [] });
    expect(secret.Parameter.Value).toBe('b');
    expect(rules.Rules).toMatchObject([{ Name: 'r', State: 'ENABLED' }]);
    expect(me.Account).toBe('111122223333');
  });

  it("print errors in AWS's wording", async () => {
    const wrong = JSON.stringify({
      Id: Array.from({ length: 21 }, () => ({ Value: 'x', Comparison: 'EQUALS' })),
    });

    const failure = run('securityhub', 'get-findings', '--filters', wrong);
    await expect(failure).rejects.toThrow(/InvalidInputException.*GetFindings/);
    const unknown = run('securityhub', 'get-insights');
    await expect(unknown).rejects.toThrow(/UnknownOperationException/);
    const missing = run('sqs', 'get-queue-url', '--queue-name', 'no');
    await expect(missing).rejects.toThrow(/NonExistentQueue/);
  });

  it('do the same through boto3', async () => {
    const answer = await boto(`
hub, sqs, ecs, ssm = c('securityhub'), c('sqs'), c('ecs'), c('ssm')
found = hub.get_findings(Filters=${filters})['Findings']
updated = hub.batch_update_findings(FindingIdentifiers=${identifiers}, Workflow={'Status': 'RESOLVED'})
pages = [len(p['Findings']) for p in hub.get_paginator('get_findings').paginate(PaginationConfig={'PageSize': 1})]
history = hub.get_finding_history(FindingIdentifier={'Id': 'CVE-2', 'ProductArn': '${PRODUCT}'})['Records']
url = sqs.get_queue_url(QueueName='jobs.fifo')['QueueUrl']
sqs.send_message(QueueUrl=url, MessageBody='x', MessageGroupId='g', MessageAttributes={'k': {'DataType': 'String', 'StringValue': 'v'}})
got = sqs.receive_message(QueueUrl=url, AttributeNames=['All'], MessageAttributeNames=['All'])['Messages'][0]
try:
  sqs.get_queue_url(QueueName='no')
except sqs.exceptions.QueueDoesNotExist as error:
  code = error.response['Error']['Code']
try:
  hub.get_findings(NextToken='made-up')
except hub.exceptions.InvalidInputException as error:
  token = error.response['Error']['Message']
ecs.create_cluster(clusterName='vulnscan')
ecs.register_task_definition(family='scan', containerDefinitions=[{'name': 's', 'image': 'i', 'memory': 128}])
task = ecs.run_task(cluster='vulnscan', taskDefinition='scan', startedBy='me')['tasks'][0]
ecs.get_waiter('tasks_stopped').wait(cluster='vulnscan', tasks=[task['taskArn']], WaiterConfig={'Delay': 1})
stopped = ecs.describe_tasks(cluster='vulnscan', tasks=[task['taskArn']])['tasks'][0]
print(json.dumps({
  'found': [f['Id'] for f in found], 'updated': updated['UnprocessedFindings'][0]['ErrorCode'], 'pages': pages,
  'history': [r['UpdateSource']['Type'] for r in history], 'attributes': got['MessageAttributes'], 'code': code, 'token': token,
  'stop': stopped['stopCode'], 'arns': ecs.list_tasks(cluster='vulnscan', desiredStatus='STOPPED')['taskArns'] == [task['taskArn']],
}))`);

    expect(answer).toEqual({
      found: ['CVE-2'],
      updated: 'FindingNotFound',
      pages: [1, 1],
      history: ['BATCH_UPDATE_FINDINGS', 'BATCH_IMPORT_FINDINGS'],
      attributes: { k: { DataType: 'String', StringValue: 'v' } },
      code: 'AWS.SimpleQueueService.NonExistentQueue',
      token: 'Invalid NextToken',
      stop: 'TaskFailedToStart',
      arns: true,
    });
  });
});
