import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { hasDocker } from '../../cli/stack/cdk';
import { findExisting } from '../../cli/stack/existing';
import { stopScans } from '../../cli/stack/stop-scans';
import { type Config, parseConfig } from '../../src/config/config';
import { NAMES } from '../../src/installation';
import {
  ACCOUNT,
  AQUA,
  deployed,
  type Emulators,
  type Ended,
  environmentOf,
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

test('CDK_DOCKER names another engine to build with', () => {
  const engine = join(emulators.folder, 'finch');
  writeFileSync(engine, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const hasEngine = (CDK_DOCKER: string) => {
    const before = process.env['CDK_DOCKER'];
    process.env['CDK_DOCKER'] = CDK_DOCKER;
    const found = hasDocker();
    if (before === undefined) delete process.env['CDK_DOCKER'];
    else process.env['CDK_DOCKER'] = before;
    return found;
  };

  expect(hasEngine(engine)).toBe(true);
  expect(hasEngine(join(emulators.folder, 'podman'))).toBe(false);
});

describe('what is on in the account already', () => {
  const wanted = parseConfig({
    ...configFor(ACCOUNT),
    deploy: { enableSecurityHub: true, subscribeAqua: true },
  });
  afterEach(() => emulators.aws.hub.disable());
  const HUB_OF_STACK = ['AWS::SecurityHub::Hub', 'AWS::SecurityHub::ProductSubscription'];

  test.each<[string, string[] | undefined, string[]]>([
    ['nothing belongs to a stack', undefined, ['hub', 'aqua']],
    ['both belong to the stack', HUB_OF_STACK, []],
    ['the hub belongs to the stack', HUB_OF_STACK.slice(0, 1), ['aqua']],
  ])('is not created again: %s', async (_, ofStack, existing) => {
    emulators.aws.hub.enable(AQUA);

    expect(await look(wanted, ofStack)).toEqual(existing);
  });

  test('is created where it is off', async () => {
    emulators.aws.hub.disable();

    expect(await look(wanted, undefined)).toEqual([]);
  });

  test('a subscription is created where only the hub is on', async () => {
    emulators.aws.hub.disable();
    emulators.aws.hub.enable();

    expect(await look(wanted, undefined)).toEqual(['hub']);
  });

  test('a Region without the product stops deploy with the setting that needs none', async () => {
    emulators.aws.hub.enable();
    // The emulator knows the products of its own Region only.
    const elsewhere = { ...wanted, aws: { ...wanted.aws, region: 'eusc-de-east-1' } };

    await expect(look(elsewhere, undefined)).rejects.toThrow(
      /eusc-de-east-1 does not offer the product arn:aws-eusc:.*aws\.product: default/,
    );
    const own = { ...elsewhere, aws: { ...elsewhere.aws, product: 'default' as const } };
    expect(await look(own, undefined)).toContain('hub');
  });

  /** `ofStack`: types of the stack's resources; without them there is no stack. */
  async function look(config: Config, ofStack: string[] | undefined): Promise<string[]> {
    const members = (ofStack ?? []).map(
      (type) =>
        `<member><ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
    );
    const found = `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
    const cloudFormation = await listening((_, response) =>
      response.writeHead(ofStack ? 200 : 400).end(ofStack ? found : NO_STACK),
    );
    const before = { ...process.env };
    Object.assign(process.env, environmentOf(emulators), {
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
    });
    try {
      return await findExisting(config);
    } finally {
      process.env = before;
      cloudFormation.close();
    }
  }
});

describe('destroy', () => {
  test('lists what stays before it asks, and does nothing without a yes', async () => {
    const { code, stdout, stderr } = await destroy(200, STACK);

    expect(stdout).toContain('all findings in Security Hub');
    expect(stdout).toContain('the DynamoDB table vulnscan, which is protected from deletion');
    expect(stdout).toContain('--no-deletion-protection-enabled');
    expect(stdout).toContain(
      `the S3 bucket vulnscan-${ACCOUNT}-${REGION}; npm run deploy takes it`,
    );
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

  test('stops the execution of a scan over several tasks, which would start further ones', async () => {
    process.env['AWS_ENDPOINT_URL'] = emulators.aws.url;
    const config = parseConfig(configFor(ACCOUNT));
    const states = new SFNClient({ region: REGION });
    const stateMachineArn = await createMachine(states, config);
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));

    await stopScans(config);

    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    delete process.env['AWS_ENDPOINT_URL'];
    expect(status).toBe('ABORTED');
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
    slack: { channel: 'C0SECURITY', team: 'T0HOME', app: 'A0VULNSCAN' },
    images: ['api:latest'],
  };
}

async function registerTask(ecs: ECSClient): Promise<string> {
  const family = 'vulnscan-scanner';
  const containerDefinitions = [{ name: 'scanner', image: 'scanner', essential: true }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  return family;
}

/** Waits for an hour, because there is no such task definition. */
const WAITING = {
  StartAt: 'Scan',
  States: {
    Scan: {
      Type: 'Task',
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: { Cluster: NAMES.cluster, TaskDefinition: 'none' },
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3_600 }],
      End: true,
    },
  },
};

async function createMachine(states: SFNClient, { aws }: Config): Promise<string> {
  const { stateMachineArn = '' } = await states.send(
    new CreateStateMachineCommand({
      name: NAMES.stateMachine,
      roleArn: `arn:aws:iam::${aws.account}:role/states`,
      definition: JSON.stringify(WAITING),
    }),
  );
  return stateMachineArn;
}
