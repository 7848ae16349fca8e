import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { archiveBucket, LEDGER_TABLE } from '../../src/installation';
import { MINIMAL } from '../infra/synth';
import { type Front, openFront } from './front';
import { emulated, type Ministack, startMinistack } from './ministack';

/* `npm run deploy` and `npm run destroy` as a person runs them: the CDK's own command line tool, with an emulator for the account. */

const ROOT = resolve(__dirname, '../..');
const IMAGE = 'public.ecr.aws/example/scanner:1';
const SECRETS = ['/vulnscan/slack/bot-token', '/vulnscan/slack/signing-secret'];
const ARCHIVE = archiveBucket(MINIMAL.aws);
let stack: Ministack | undefined;
let front: Front | undefined;

beforeAll(async () => {
  stack = await startMinistack();
  if (stack !== undefined) front = await openFront(stack.url);
}, 120_000);
afterAll(() => {
  front?.close();
  stack?.stop();
});

emulated(
  'it prepares the account, shows the difference, deploys, and says what to do in Slack',
  async () => {
    const { stdout } = await run('deploy.ts', ['--yes', '--bootstrap', '--image', IMAGE]);

    expect(stdout).toMatch(/Slack calls https:\/\/.+\/slack\/events/);
    expect(stdout).toContain('/T0HOME/A0VULNSCAN/app-manifest');
    expect(stdout).toContain('Slack asks to verify the request URL');
    expect(stdout).toContain('npm run doctor');
    const [, url = ''] = /Slack calls (\S+)/.exec(stdout) ?? [];
    const function_ = ['--function-name', 'vulnscan-slack'];
    const { FunctionUrl } = emulator().aws('lambda', 'get-function-url-config', ...function_);
    expect(url).toBe(`${FunctionUrl}slack/events`);
    expect(readFileSync(join(ROOT, 'dist', 'slack-manifest.yml'), 'utf8').split(url)).toHaveLength(
      4,
    );
  },
  180_000,
);

emulated(
  'run again, it finds nothing to change',
  async () => {
    const { stdout, stderr } = await run('deploy.ts', ['--yes', '--image', IMAGE]);

    expect(`${stdout}${stderr}`).toContain('(no changes)');
  },
  180_000,
);

emulated(
  'the doctor finds what was deployed, and names what is missing',
  async () => {
    // Of a thousand, as if other functions had reserved the most.
    const reserve = [
      '--function-name',
      'vulnscan-slack',
      '--reserved-concurrent-executions',
      '995',
    ];
    emulator().aws('lambda', 'put-function-concurrency', ...reserve);

    const { stdout } = await run('doctor.ts', ['--json', '--url', 'http://127.0.0.1:9/']);

    const { results }: { results: { name: string; state: string; says: string; fix?: string }[] } =
      JSON.parse(stdout);
    const of = (name: string) => results.find((result) => result.name === name);
    for (const name of [
      'AWS account',
      'Cluster',
      'Event rules',
      'Queues',
      'Dead letters',
      'Ledger',
      'Archive',
    ]) {
      expect([name, of(name)?.state]).toEqual([name, 'good']);
    }
    expect(of('Secrets')?.fix).toContain('npm run setup');
    expect(of('Quotas')?.says).toMatch(/^Only 5 concurrent Lambda executions/);
  },
  60_000,
);

describe('destroy', () => {
  emulated(
    'deletes the stack, and lists what is kept',
    async () => {
      for (const name of SECRETS) put(name);

      const { stdout, stderr } = await run('destroy.ts', ['--yes']);

      expect(stderr).toContain('vulnscan: destroyed');
      expect(stdout).toContain(`the DynamoDB table ${LEDGER_TABLE.name}`);
      for (const name of SECRETS) expect(stdout).toContain(name);
      expect(parameters()).toEqual(['/cdk-bootstrap/hnb659fds/version', ...SECRETS]);
      expect(stdout).toContain(`the S3 bucket ${ARCHIVE}`);
      expect(buckets()).toEqual([expect.stringMatching(/^cdk-.*-assets-/), ARCHIVE]);
      expect(rest()).toEqual({
        functions: [],
        queues: [],
        rules: [],
        clusters: [],
        logs: [],
        alarms: [],
        roles: [],
      });
    },
    180_000,
  );

  emulated(
    'finds nothing when run again, and deletes the secrets if asked to',
    async () => {
      const { stdout } = await run('destroy.ts', ['--yes', '--secrets']);

      expect(stdout).toContain('nothing to delete');
      for (const name of SECRETS) expect(stdout).toContain(name);
      expect(parameters()).toEqual(['/cdk-bootstrap/hnb659fds/version']);
    },
    60_000,
  );
});

/** What of the stack could still be there, by name. */
function rest(): Record<string, string[]> {
  const list = (service: string, command: string, query: string): string[] =>
    emulator().aws(service, command, '--query', query) ?? [];
  const roles = list('iam', 'list-roles', 'Roles[].RoleName');
  return {
    functions: list('lambda', 'list-functions', 'Functions[].FunctionName'),
    queues: list('sqs', 'list-queues', 'QueueUrls'),
    rules: list('events', 'list-rules', 'Rules[].Name'),
    clusters: list('ecs', 'list-clusters', 'clusterArns'),
    logs: list('logs', 'describe-log-groups', 'logGroups[].logGroupName'),
    alarms: list('cloudwatch', 'describe-alarms', 'MetricAlarms[].AlarmName'),
    roles: roles.filter((name) => !name.startsWith('cdk-')),
  };
}

function parameters(): string[] {
  return emulator().aws('ssm', 'describe-parameters', '--query', 'sort(Parameters[].Name)');
}

function buckets(): string[] {
  return emulator().aws('s3api', 'list-buckets', '--query', 'Buckets[].Name');
}

function put(name: string): void {
  emulator().aws('ssm', 'put-parameter', '--name', name, '--type', 'SecureString', '--value', 'x');
}

function emulator(): Ministack {
  if (stack === undefined) throw new Error('the emulator is not here');
  return stack;
}

async function run(script: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { folder, env: credentials } = emulator();
  const file = join(folder, 'vulnscan.yml');
  writeFileSync(file, JSON.stringify(MINIMAL));
  const command = ['--import', 'tsx', join(ROOT, 'cli', script), '--config', file, ...args];
  const env = { ...credentials, AWS_ENDPOINT_URL: front?.url };
  try {
    return await promisify(execFile)(process.execPath, command, { cwd: ROOT, env, maxBuffer: 1e8 });
  } catch (error) {
    // The doctor ends with 1 when there is something to fix; what it printed counts.
    if (isEnded(error) && script === 'doctor.ts') return error;
    throw error;
  }
}

function isEnded(error: unknown): error is { stdout: string; stderr: string } {
  return typeof error === 'object' && error !== null && 'stdout' in error && error.stdout !== '';
}
