import {
  CreateClusterCommand,
  ECSClient,
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
