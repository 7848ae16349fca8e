import type { RunTaskCommandInput } from '@aws-sdk/client-ecs';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import type { AwsChange } from '../../../emulators/aws/changes';
import { processLauncher } from '../../../emulators/aws/process-launcher';
import type { AwsOptions } from '../../../emulators/aws/server';
import type { Cloud } from './support';
import { aCloud, eventually } from './support';

let cloud: Cloud;

/** A container that runs the script in its SCRIPT variable. */
const launch = processLauncher({
  command: process.execPath,
  args: ['-e', 'eval(process.env.SCRIPT)'],
  cwd: process.cwd(),
  env: { FROM_IMAGE: 'image', PATH: '/usr/bin:/bin' },
});

const begin = async (options: AwsOptions['ecs'] = {}) => {
  await cloud?.close();
  cloud = await aCloud({ ecs: { launch, stepMillis: 1, stopTimeoutMillis: 300, ...options } });
  await cloud.ecs.send(new CreateClusterCommand({ clusterName: 'vulnscan' }));
  await cloud.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'scan',
      containerDefinitions: [
        { name: 'scanner', image: 'scanner:1', environment: [{ name: 'A', value: 'definition' }] },
      ],
    }),
  );
};
beforeEach(() => begin());
afterEach(() => cloud.close());

const run = async (script: string, input: Partial<RunTaskCommandInput> = {}) => {
  const { tasks = [] } = await cloud.ecs.send(
    new RunTaskCommand({
      cluster: 'vulnscan',
      taskDefinition: 'scan',
      overrides: {
        containerOverrides: [{ name: 'scanner', environment: [{ name: 'SCRIPT', value: script }] }],
      },
      ...input,
    }),
  );
  return tasks.map(({ taskArn = '' }) => taskArn);
};
const describeTask = async (arn: string) =>
  (await cloud.ecs.send(new DescribeTasksCommand({ cluster: 'vulnscan', tasks: [arn] })))
    .tasks?.[0];
const reaches = (arn: string, status: string) =>
  eventually(async () => {
    const task = await describeTask(arn);
    return task?.lastStatus === status ? task : undefined;
  });
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a task', () => {
  it('is a process: it runs, prints, ends, and every step is an event', async () => {
    const steps: string[] = [];
    const ends: unknown[] = [];
    cloud.aws.bus.on(
      { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] },
      ({ detail }) => {
        const task = JSON.parse(JSON.stringify(detail));
        steps.push(task.lastStatus);
        if (task.lastStatus === 'STOPPED') ends.push(task);
      },
    );
    const [arn = ''] = await run(
      'console.log([process.env.A, process.env.FROM_IMAGE, process.env.HOME].join()); process.exit(3)',
      { startedBy: 'slack/U1', group: 'scans' },
    );

    const task = await reaches(arn, 'STOPPED');

    expect(steps).toEqual(['PROVISIONING', 'PENDING', 'RUNNING', 'DEPROVISIONING', 'STOPPED']);
    expect(task).toMatchObject({
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      startedBy: 'slack/U1',
      group: 'scans',
      startedAt: expect.any(Date),
      stoppedAt: expect.any(Date),
      containers: [{ name: 'scanner', exitCode: 3, lastStatus: 'STOPPED' }],
    });
    expect(ends).toMatchObject([
      {
        taskArn: arn,
        startedBy: 'slack/U1',
        containers: [{ exitCode: 3 }],
        overrides: { containerOverrides: [{ name: 'scanner' }] },
      },
    ]);
    expect(cloud.aws.ecs.tasks.get(arn)?.log).toEqual(['definition,image,']);
  });

  it('keeps its newest 200 lines', async () => {
    const [arn = ''] = await run('for (let n = 1; n <= 250; n++) console.log(n)');
    await reaches(arn, 'STOPPED');

    const log = cloud.aws.ecs.tasks.get(arn)?.log ?? [];
    expect([log.length, log[0], log.at(-1)]).toEqual([200, '51', '250']);
  });

  it('gets SIGTERM when it is stopped, and says who asked', async () => {
    const [arn = ''] = await run(
      'process.on("SIGTERM", () => { console.log("bye"); process.exit(0) }); console.log("up"); setInterval(() => 0, 1000)',
    );
    await eventually(() => cloud.aws.ecs.tasks.get(arn)?.log.includes('up') || undefined);

    const stopped = await cloud.ecs.send(
      new StopTaskCommand({ cluster: 'vulnscan', task: arn, reason: 'changed my mind' }),
    );

    expect(stopped.task?.desiredStatus).toBe('STOPPED');
    expect(await reaches(arn, 'STOPPED')).toMatchObject({
      stopCode: 'UserInitiated',
      stoppedReason: 'changed my mind',
      containers: [{ exitCode: 0 }],
    });
    expect(cloud.aws.ecs.tasks.get(arn)?.log).toEqual(['up', 'bye']);
  });

  it('is killed when it does not heed SIGTERM', async () => {
    const [arn = ''] = await run(
      'process.on("SIGTERM", () => 0); console.log("up"); setInterval(() => 0, 1000)',
    );
    await eventually(() => cloud.aws.ecs.tasks.get(arn)?.log.includes('up') || undefined);
    await cloud.ecs.send(new StopTaskCommand({ cluster: 'vulnscan', task: arn }));

    expect((await reaches(arn, 'STOPPED')).containers?.[0]?.exitCode).toBe(137);
  });

  it('stopped before it runs never starts a process', async () => {
    await begin({ stepMillis: 50 });
    const [arn = ''] = await run('console.log("ran")');
    await cloud.ecs.send(new StopTaskCommand({ cluster: 'vulnscan', task: arn }));

    const task = await reaches(arn, 'STOPPED');
    expect(task.startedAt).toBeUndefined();
    expect(cloud.aws.ecs.tasks.get(arn)?.log).toEqual([]);
  });

  it('that cannot be started says so', async () => {
    await begin({
      launch: processLauncher({ command: '/no/such/program', args: [], cwd: '/', env: {} }),
    });
    const [arn = ''] = await run('');

    const task = await reaches(arn, 'STOPPED');
    expect(task.stopCode).toBe('TaskFailedToStart');
    expect(task.stoppedReason).toContain('CannotStartContainerError');
    expect(task.containers?.[0]?.exitCode).toBeUndefined();
  });

  it('leaves neither process nor grandchild behind when the server closes', async () => {
    const [arn = ''] = await run(
      'const c = require("child_process").spawn("sleep", ["60"]); console.log(process.pid); console.log(c.pid); process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)',
    );
    const log = await eventually(() => {
      const lines = cloud.aws.ecs.tasks.get(arn)?.log ?? [];
      return lines.length === 2 ? lines : undefined;
    });
    expect(log.map(Number).map(isAlive)).toEqual([true, true]);

    await cloud.close();

    await eventually(() => !log.map(Number).some(isAlive) || undefined);
  });

  it('is reported on the change feed with its log lines', async () => {
    const changes: AwsChange[] = [];
    cloud.aws.onChange((change) => changes.push(change));
    const [arn = ''] = await run('console.log("hello")');
    await reaches(arn, 'STOPPED');

    expect(changes).toContainEqual({ type: 'task-log', arn, line: 'hello' });
    expect(changes.filter(({ type }) => type === 'task').at(-1)).toMatchObject({
      task: { arn, lastStatus: 'STOPPED', exitCode: 0, log: ['hello'] },
    });
  });
});

describe('RunTask', () => {
  const idle = 'setInterval(() => 0, 1000)';

  it('gives the same task for the same token, and a conflict for other parameters', async () => {
    const [first] = await run(idle, { clientToken: 'abc' });
    const [again] = await run(idle, { clientToken: 'abc' });

    expect(again).toBe(first);
    expect(cloud.aws.ecs.tasks.size).toBe(1);
    await expect(run('other', { clientToken: 'abc' })).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  it.each([
    ['startedBy over 128', { startedBy: 'x'.repeat(129) }, 'InvalidParameterException'],
    ['more than ten', { count: 11 }, 'InvalidParameterException'],
    [
      'an unknown container',
      { overrides: { containerOverrides: [{ name: 'other' }] } },
      'InvalidParameterException',
    ],
    [
      'overrides over 8192 characters',
      { overrides: { containerOverrides: [{ name: 'scanner', command: ['x'.repeat(8193)] }] } },
      'InvalidParameterException',
    ],
    ['an unknown cluster', { cluster: 'other' }, 'ClusterNotFoundException'],
    ['an unknown definition', { taskDefinition: 'other' }, 'ClientException'],
  ])('refuses %s', async (_, input, name) => {
    await expect(run('', input)).rejects.toMatchObject({ name });
    expect(cloud.aws.ecs.tasks.size).toBe(0);
  });

  it('wants a network when the definition runs in a VPC', async () => {
    await cloud.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'scan',
        networkMode: 'awsvpc',
        tags: [{ key: 'team', value: 'a' }],
        containerDefinitions: [{ name: 'scanner', image: 'scanner:2' }],
      }),
    );

    await expect(run('')).rejects.toMatchObject({
      message: expect.stringContaining('Network Configuration'),
    });
    const [arn = ''] = await run(idle, {
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      propagateTags: 'TASK_DEFINITION',
      tags: [{ key: 'scan', value: '1' }],
    });
    expect((await describeTask(arn))?.tags).toEqual([
      { key: 'team', value: 'a' },
      { key: 'scan', value: '1' },
    ]);
  });

  it('puts a command of the override behind the entry point', async () => {
    await begin({
      launch: processLauncher({ command: '/bin/echo', args: ['entry'], cwd: '/', env: () => ({}) }),
    });
    const [arn = ''] = await run('', {
      overrides: { containerOverrides: [{ name: 'scanner', command: ['--image', 'a b'] }] },
    });
    await reaches(arn, 'STOPPED');

    expect(cloud.aws.ecs.tasks.get(arn)?.log).toEqual(['entry --image a b']);
  });
});

it('lists tasks by who started them, family and state, in pages', async () => {
  const list = async (input: object) =>
    (await cloud.ecs.send(new ListTasksCommand({ cluster: 'vulnscan', ...input }))).taskArns ?? [];
  const idle = 'setInterval(() => 0, 1000)';
  const mine = await run(idle, { startedBy: 'me', count: 2 });
  const [done = ''] = await run('', { startedBy: 'me' });
  await reaches(done, 'STOPPED');

  expect(await list({ startedBy: 'me' })).toEqual(mine);
  expect(await list({ startedBy: 'you' })).toEqual([]);
  expect(await list({ family: 'other' })).toEqual([]);
  expect(await list({ desiredStatus: 'STOPPED' })).toEqual([done]);
  const page = await cloud.ecs.send(new ListTasksCommand({ cluster: 'vulnscan', maxResults: 1 }));
  expect(await list({ maxResults: 1, nextToken: page.nextToken })).toEqual([mine[1]]);
});

it('says what is missing', async () => {
  const tasks = await cloud.ecs.send(
    new DescribeTasksCommand({ cluster: 'vulnscan', tasks: ['abc'] }),
  );
  const clusters = await cloud.ecs.send(
    new DescribeClustersCommand({ clusters: ['no', 'vulnscan'] }),
  );

  expect(tasks.failures?.[0]).toMatchObject({ reason: 'MISSING' });
  expect(clusters.failures?.[0]).toMatchObject({ reason: 'MISSING' });
  expect(clusters.clusters?.[0]).toMatchObject({ clusterName: 'vulnscan', status: 'ACTIVE' });
  await expect(
    cloud.ecs.send(new StopTaskCommand({ cluster: 'vulnscan', task: 'abc' })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

it('numbers the revisions of a family and takes the newest', async () => {
  await cloud.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'scan',
      containerDefinitions: [{ name: 'scanner', image: 'scanner:2' }],
    }),
  );
  const find = async (taskDefinition: string) =>
    (await cloud.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;

  expect((await find('scan'))?.containerDefinitions?.[0]?.image).toBe('scanner:2');
  expect((await find('scan:1'))?.containerDefinitions?.[0]?.image).toBe('scanner:1');
});
