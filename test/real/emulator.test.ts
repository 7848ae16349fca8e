import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION, synthesize, type Template } from '../infra/synth';
import { emulated, type Ministack, startMinistack } from './ministack';
import UNSUPPORTED from './unsupported-types.json';

/* The template creates, but for the types in unsupported-types.json, and alarms on several metrics. */

const template = creatable(synthesize().template);
let stack: Ministack | undefined;

beforeAll(async () => {
  stack = await startMinistack();
  if (stack !== undefined) seedBootstrap(stack);
}, 120_000);
afterAll(() => stack?.stop());

emulated('the stack is created, except for what the emulator lacks', async () => {
  const file = join(emulator().folder, 'template.json');
  writeFileSync(file, JSON.stringify(template));
  // CloudFormation takes no more than 51,200 bytes in the request.
  const region = ['--create-bucket-configuration', `LocationConstraint=${REGION}`];
  aws('s3api', 'create-bucket', '--bucket', 'templates', ...region);
  const object = ['--bucket', 'templates', '--key', 'template.json'];
  aws('s3api', 'put-object', ...object, '--body', file);
  const url = `${emulator().url}/templates/template.json`;
  const create = ['--template-url', url, '--capabilities', 'CAPABILITY_IAM'];
  aws('cloudformation', 'create-stack', '--stack-name', 'vulnscan', ...create);

  expect(await settled()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const { StackResources } = aws(
    'cloudformation',
    'describe-stack-resources',
    '--stack-name',
    'vulnscan',
  );
  const failed = StackResources.filter(
    (resource: { ResourceStatus: string }) => resource.ResourceStatus !== 'CREATE_COMPLETE',
  );
  expect(failed).toEqual([]);
  expect(StackResources).toHaveLength(Object.keys(template.Resources).length);
});

emulated(
  'the queue of tasks is FIFO, uses the body as deduplication id, and hides a message for six minutes',
  async () => {
    const { QueueUrl } = aws('sqs', 'get-queue-url', '--queue-name', 'vulnscan-tasks.fifo');
    const attributes = ['--queue-url', QueueUrl, '--attribute-names', 'All'];
    const { Attributes } = aws('sqs', 'get-queue-attributes', ...attributes);

    expect(Attributes).toMatchObject({
      VisibilityTimeout: '360',
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    });
  },
);

emulated('the queues feed their functions', async () => {
  const { EventSourceMappings } = aws('lambda', 'list-event-source-mappings');

  expect(EventSourceMappings).toHaveLength(5);
  for (const mapping of EventSourceMappings)
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
});

/** Without what the emulator cannot make; nothing points at it. */
function creatable(full: Template): Template {
  const resources = Object.entries(full.Resources).filter(
    ([, { Type, Properties }]) => !(Type in UNSUPPORTED) && !isMetricMath(Type, Properties),
  );
  return { ...full, Resources: Object.fromEntries(resources) };
}

/** ministack 1.5.33 refuses alarms on an expression; cfn-lint checks their shape. */
function isMetricMath(type: string, properties: Record<string, unknown> = {}): boolean {
  return type === 'AWS::CloudWatch::Alarm' && 'Metrics' in properties;
}

/** What `cdk bootstrap` leaves in an account: a version, and a bucket with the functions' code. */
function seedBootstrap({ folder }: Ministack): void {
  const version = [
    '--name',
    '/cdk-bootstrap/hnb659fds/version',
    '--type',
    'String',
    '--value',
    '21',
  ];
  aws('ssm', 'put-parameter', ...version);
  const bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
  const where = ['--create-bucket-configuration', `LocationConstraint=${REGION}`];
  aws('s3api', 'create-bucket', '--bucket', bucket, ...where);
  const zip = emptyFunction(folder);
  for (const [, key = ''] of JSON.stringify(template).matchAll(/"S3Key":"([^"]+)"/g)) {
    aws('s3api', 'put-object', '--bucket', bucket, '--key', key, '--body', zip);
  }
}

function emptyFunction(folder: string): string {
  const source = join(folder, 'index.js');
  writeFileSync(source, 'exports.handler = async () => ({});');
  const zip = join(folder, 'code.zip');
  execFileSync(process.env['PYTHON'] ?? 'python3', ['-m', 'zipfile', '-c', zip, source]);
  return zip;
}

async function settled(): Promise<{ StackStatus: string }> {
  for (let tries = 0; tries < 60; tries += 1) {
    const { Stacks } = aws('cloudformation', 'describe-stacks', '--stack-name', 'vulnscan');
    if (!String(Stacks[0].StackStatus).endsWith('_IN_PROGRESS')) return Stacks[0];
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the stack was not ready after 30 seconds');
}

// biome-ignore lint/suspicious/noExplicitAny: the CLI's answers are read by the expectations
function aws(...args: string[]): any {
  return emulator().aws(...args);
}

function emulator(): Ministack {
  if (stack === undefined) throw new Error('the emulator is not here');
  return stack;
}
