import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { processLauncher } from '../../emulators/aws/process-launcher';
import { createTasks } from '../../src/adapters/ecs';
import { describeTasks } from '../contracts/tasks.contract';
import { aCloud, type Cloud } from '../emulators/aws/support';

/** A container that runs until it is stopped. */
const launch = processLauncher({
  command: process.execPath,
  args: ['-e', 'setInterval(() => {}, 1000)'],
  cwd: process.cwd(),
  env: {},
});

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

describeTasks('ECS', async () => {
  cloud = await aCloud({ ecs: { launch, stepMillis: 1, stopTimeoutMillis: 300 } });
  const settings = { cluster: 'vulnscan', family: 'scan', container: 'scanner' };
  await cloud.ecs.send(new CreateClusterCommand({ clusterName: settings.cluster }));
  const containerDefinitions = [{ name: settings.container, image: 'scanner:1' }];
  await cloud.ecs.send(
    new RegisterTaskDefinitionCommand({ family: settings.family, containerDefinitions }),
  );
  return createTasks(
    { ...settings, subnets: ['subnet-1'], securityGroups: [], publicIp: true },
    cloud.ecs,
  );
});

test.each([
  [true, 'ENABLED'],
  [false, 'DISABLED'],
])(
  'a task in public subnets gets a public address, another does not: %s',
  async (publicIp, assigned) => {
    const asked: unknown[] = [];
    const ecs = new ECSClient({ region: 'eu-west-1' });
    ecs.send = async (command: unknown) => {
      if (command instanceof RunTaskCommand) asked.push(command.input.networkConfiguration);
      return { tasks: [], failures: [] };
    };
    const settings = { cluster: 'vulnscan', family: 'scan', container: 'scanner' };
    const tasks = createTasks(
      { ...settings, subnets: ['subnet-1'], securityGroups: [], publicIp },
      ecs,
    );

    await expect(
      tasks.start([], { environment: {}, token: 't', startedBy: 's' }),
    ).rejects.toThrow();

    expect(asked).toMatchObject([{ awsvpcConfiguration: { assignPublicIp: assigned } }]);
  },
);

test('more than a hundred tasks are listed, of which those of shards are no scans', async () => {
  const arns = Array.from({ length: 120 }, (_, number) => `arn:task/vulnscan/${number}`);
  const ecs = new ECSClient({ region: 'eu-west-1' });
  ecs.send = async (command: unknown) => {
    if (command instanceof ListTasksCommand) {
      const from = Number(command.input.nextToken ?? 0);
      const next = from + 100 < arns.length ? { nextToken: String(from + 100) } : {};
      return { taskArns: arns.slice(from, from + 100), ...next };
    }
    if (!(command instanceof DescribeTasksCommand)) return {};
    const asked = command.input.tasks ?? [];
    expect(asked.length).toBeLessThanOrEqual(100);
    return { tasks: asked.map((taskArn) => ({ taskArn, ...overridesOf(taskArn) })) };
  };
  const settings = { cluster: 'vulnscan', family: 'scan', container: 'scanner' };
  const tasks = createTasks(
    { ...settings, subnets: ['subnet-1'], securityGroups: [], publicIp: true },
    ecs,
  );

  expect((await tasks.running()).map(({ arn }) => arn)).toEqual(['arn:task/vulnscan/0']);
  expect(await tasks.ofScan('0')).toHaveLength(120);
  expect(await tasks.ofScan('1')).toEqual([]);

  /** All but the first scan a shard of it. */
  function overridesOf(taskArn: string) {
    if (taskArn === arns[0]) return {};
    const environment = [
      { name: 'SCAN_STEP', value: 'shard' },
      { name: 'SCAN_RUN', value: '0' },
    ];
    return { overrides: { containerOverrides: [{ name: 'scanner', environment }] } };
  }
});
