import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ACCOUNT, REGION, synthesize, type Template } from '../infra/synth';
import UNSUPPORTED from './unsupported-types.json';

/* The template creates in ministack, an AWS emulator nobody here wrote. PYTHON names an environment that has it. */

const bin = dirname(process.env['PYTHON'] ?? '');
const here = existsSync(join(bin, 'ministack'));
if (!here)
  process.stderr.write(
    'the template was not created in an emulator: ministack could not be had.\n',
  );

const folder = mkdtempSync(join(tmpdir(), 'vulnscan-emulator-'));
const template = creatable(synthesize().template);
let emulator: ChildProcess;
let url = '';

beforeAll(async () => {
  if (!here) return;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  emulator = start(port);
  await ready();
  seedBootstrap();
}, 120_000);

afterAll(() => {
  emulator?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const promise = here ? test : test.todo;

promise('the stack creates, but for the types that the emulator has not', async () => {
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(template));
  aws(
    'cloudformation',
    'create-stack',
    '--stack-name',
    'vulnscan',
    '--template-body',
    `file://${file}`,
    '--capabilities',
    'CAPABILITY_IAM',
  );
  const stack = await settled();

  expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
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

promise(
  'the lanes are FIFO, take the body for a deduplication id, and hide a message for six minutes',
  () => {
    const { QueueUrl } = aws('sqs', 'get-queue-url', '--queue-name', 'vulnscan-alerts.fifo');
    const attributes = ['--queue-url', QueueUrl, '--attribute-names', 'All'];
    const { Attributes } = aws('sqs', 'get-queue-attributes', ...attributes);

    expect(Attributes).toMatchObject({
      VisibilityTimeout: '360',
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    });
  },
);

promise('both lanes feed their functions', () => {
  const { EventSourceMappings } = aws('lambda', 'list-event-source-mappings');

  expect(EventSourceMappings).toHaveLength(2);
  for (const mapping of EventSourceMappings)
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
});

/** Without what the emulator cannot make, and whatever points at it. */
function creatable(full: Template): Template {
  const resources = Object.entries(full.Resources).filter(([, { Type }]) => !(Type in UNSUPPORTED));
  return { ...full, Resources: Object.fromEntries(resources) };
}

function start(port: number): ChildProcess {
  return spawn(join(bin, 'ministack'), [], {
    env: {
      PATH: process.env['PATH'],
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      TMPDIR: folder,
      LOG_LEVEL: 'WARNING',
    },
    stdio: ['ignore', 'ignore', 2],
  });
}

/** What `cdk bootstrap` leaves in an account: a version, and a bucket with the functions' code. */
function seedBootstrap(): void {
  aws(
    'ssm',
    'put-parameter',
    '--name',
    '/cdk-bootstrap/hnb659fds/version',
    '--type',
    'String',
    '--value',
    '21',
  );
  const bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
  aws(
    's3api',
    'create-bucket',
    '--bucket',
    bucket,
    '--create-bucket-configuration',
    `LocationConstraint=${REGION}`,
  );
  const zip = emptyFunction();
  for (const [, key = ''] of JSON.stringify(template).matchAll(/"S3Key":"([^"]+)"/g)) {
    aws('s3api', 'put-object', '--bucket', bucket, '--key', key, '--body', zip);
  }
}

function emptyFunction(): string {
  const source = join(folder, 'index.js');
  writeFileSync(source, 'exports.handler = async () => ({});');
  const zip = join(folder, 'code.zip');
  execFileSync(join(bin, 'python'), ['-m', 'zipfile', '-c', zip, source]);
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

async function ready(): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('ministack did not start');
}

// biome-ignore lint/suspicious/noExplicitAny: the CLI's answers are read by the expectations
function aws(...args: string[]): any {
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const given = ['--endpoint-url', url, '--output', 'json', ...args];
  const text = execFileSync(join(bin, 'aws'), given, { env, encoding: 'utf8' });
  return text.trim() === '' ? {} : JSON.parse(text);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
