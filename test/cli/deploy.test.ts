import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { stopScans } from '../../cli/stack/stop-scans';
import { parseConfig } from '../../src/config/config';
import {
  ACCOUNT,
  deployed,
  type Emulators,
  type Ended,
  REGION,
  runScript,
  startEmulators,
} from './emulators';
import { answering, listening } from './http-server';

/** CloudFormation's answers. Only the message of the second one says that the stack does not exist. */
const STACK = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
  <StackName>vulnscan</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-24T00:00:00Z</CreationTime>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const NO_STACK =
  '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id vulnscan does not exist</Message></Error></ErrorResponse>';

/** These tests start processes, which takes long on a busy machine. */

/* What stops a deployment before anything changes. The deployment itself is tested in test/real/deploy.test.ts. */

let emulators: Emulators;
let file: string;
beforeAll(async () => {
  emulators = await startEmulators();
  file = writeConfig(ACCOUNT);
});
afterAll(() => emulators.close());

test('credentials of another account stop deploy and destroy', async () => {
  const other = ['--config', writeConfig('210987654321'), '--yes'];

  for (const script of ['deploy.ts', 'destroy.ts']) {
    const { code, stderr } = await runScript(emulators, script, other);

    expect(code).toBe(1);
    expect(stderr).toContain('AWS_PROFILE');
  }
});

test('a mistake in vulnscan.yml stops deploy with its line', async () => {
  const wrong = join(emulators.folder, 'wrong.yml');
  writeFileSync(wrong, 'aws:\n  account: 1\n  region: eu-west-1\n');

  const { code, stderr } = await runScript(emulators, 'deploy.ts', ['--config', wrong]);

  expect(code).toBe(1);
  expect(stderr).toContain('line 2: aws.account');
});

test('an account without CDK bootstrap stops deploy with the command that prepares it', async () => {
  const { code, stderr } = await runScript(emulators, 'deploy.ts', ['--config', file, '--yes']);

  expect(code).toBe(1);
  expect(stderr).toContain('npm run deploy -- --bootstrap');
});

test.each([
  [10, 10, false],
  [1_000, 104, false],
  [1_000, 105, true],
])(
  'with a Lambda quota of %i, %i of them unreserved, deploy continues: %s',
  async (all, free, continues) => {
    const limit = { ConcurrentExecutions: all, UnreservedConcurrentExecutions: free };
    const lambda = await answering({
      '/2016-08-19/account-settings': { AccountLimit: limit },
    });

    const { stderr } = await runScript(emulators, 'deploy.ts', ['--config', file, '--yes'], {
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    });
    lambda.close();

    expect(stderr).toContain(continues ? '--bootstrap' : 'deploy.slackConcurrency: 0');
  },
);

test('without Docker deploy asks for an image', async () => {
  await bootstrapped(emulators.aws);

  // This PATH has no docker on any machine.
  const { code, stderr } = await runScript(emulators, 'deploy.ts', ['--config', file, '--yes'], {
    PATH: emulators.folder,
  });

  expect(code).toBe(1);
  expect(stderr).toContain('--image');
});

describe('destroy', () => {
  test('lists what stays before it asks, and does nothing without a yes', async () => {
    const { code, stdout, stderr } = await destroy(200, STACK);

    expect(stdout).toContain('all findings in Security Hub');
    expect(stdout).toContain('the DynamoDB table vulnscan, which is protected from deletion');
    expect(stdout).toContain('--no-deletion-protection-enabled');
    expect(stdout).toContain('--secrets deletes them');
    expect(code).toBe(1);
    expect(stderr).toContain('npm run destroy -- --yes');
  });

  test('says that there is no stack', async () => {
    const { code, stdout } = await destroy(400, NO_STACK, '--yes');

    expect(stdout).toBe(
      `There is no stack vulnscan in account ${ACCOUNT}, ${REGION}: nothing to delete.\n`,
    );
    expect(code).toBe(0);
  });

  test('asks before it deletes the secrets of a stack that is gone', async () => {
    const { code, stderr } = await destroy(400, NO_STACK, '--secrets');

    expect(code).toBe(1);
    expect(stderr).toContain('npm run destroy -- --yes');
  });

  test('stops a running scan, since ECS deletes no cluster with a running task', async () => {
    process.env['AWS_ENDPOINT_URL'] = emulators.aws.url;
    const ecs = new ECSClient({ region: REGION });
    await deployed(emulators);
    const taskDefinition = await registerTask(ecs);
    await ecs.send(new RunTaskCommand({ cluster: 'vulnscan', taskDefinition }));

    const stopped = await stopScans(parseConfig(configFor(ACCOUNT)));

    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'vulnscan' }));
    delete process.env['AWS_ENDPOINT_URL'];
    expect([stopped, taskArns]).toEqual([1, []]);
  });

  async function destroy(status: number, answer: string, ...args: string[]): Promise<Ended> {
    const cloudFormation = await listening((_, response) => response.writeHead(status).end(answer));
    const env = { AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url };
    const ended = await runScript(emulators, 'destroy.ts', ['--config', file, ...args], env);
    cloudFormation.close();
    return ended;
  }
});

test.each(['setup', 'deploy', 'doctor', 'destroy', 'dev', 'rebuild'])(
  'npm run %s -- --help prints the usage',
  async (name) => {
    const { code, stdout } = await runScript(emulators, `${name}.ts`, ['--help']);

    expect(code).toBe(0);
    expect(stdout).toContain(`npm run ${name} -- [options]`);
  },
);

async function bootstrapped(aws: Emulators['aws']): Promise<void> {
  const ssm = new SSMClient({ endpoint: aws.url, region: REGION });
  const Name = '/cdk-bootstrap/hnb659fds/version';
  await ssm.send(new PutParameterCommand({ Name, Value: '21', Type: 'String' }));
}

function writeConfig(account: string): string {
  const path = join(emulators.folder, `${account}.yml`);
  writeFileSync(path, JSON.stringify(configFor(account)));
  return path;
}

function configFor(account: string) {
  return {
    aws: { account, region: REGION },
    slack: { channel: 'C0SECURITY', team: 'T0HOME' },
    images: ['api:latest'],
  };
}

async function registerTask(ecs: ECSClient): Promise<string> {
  const family = 'vulnscan-scanner';
  const containerDefinitions = [{ name: 'scanner', image: 'scanner', essential: true }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  return family;
}
