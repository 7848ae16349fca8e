import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { defined } from '../domain/defined';
import { Refused, Unavailable } from '../domain/errors';
import { isStep, scanIdOf } from '../domain/fan-out';
import type { ScanTask } from '../domain/scan';
import type { Tasks } from '../ports/tasks';
import { callAws } from './aws-errors';
import { ownContainer } from './own-container';

export interface TaskSettings {
  cluster: string;
  family: string;
  container: string;
  subnets: string[];
  securityGroups: string[];
  /** A public address, without which a task in a public subnet reaches nothing. */
  publicIp: boolean;
}

/** Runs, lists and stops the scanner's task; every call names its family or cluster. */
export function createTasks(
  settings: TaskSettings,
  ecs = new ECSClient({ maxAttempts: 3 }),
): Tasks {
  return {
    start: (targets, options) => start(ecs, settings, targets, options),
    describe: async (taskArn) => (await describe(ecs, settings, [taskArn]))[0],
    running: async () => (await listed(ecs, settings)).filter((task) => !isStep(task)),
    ofScan: async (scanId) =>
      (await listed(ecs, settings)).filter((task) => scanIdOf(task) === scanId),
    stop: async (taskArn, reason) => {
      const command = new StopTaskCommand({
        cluster: settings.cluster,
        task: taskArn,
        reason: reason.slice(0, 255),
      });
      await callAws('stop the scan', () => ecs.send(command));
    },
  };
}

async function start(
  ecs: ECSClient,
  settings: TaskSettings,
  ...args: Parameters<Tasks['start']>
): Promise<ScanTask> {
  const [images, options] = args;
  const environment = { ...options.environment, SCAN_IMAGES: JSON.stringify(images) };
  const answer = await callAws('start the scan', () =>
    ecs.send(new RunTaskCommand(runTask(settings, environment, options))),
  );
  const task = answer.tasks?.[0];
  if (task !== undefined) return toScanTask(task);
  throw notPlaced(answer.failures?.[0]?.reason ?? 'no reason given');
}

function runTask(
  settings: TaskSettings,
  environment: Record<string, string>,
  options: { token: string; startedBy: string },
) {
  return {
    cluster: settings.cluster,
    taskDefinition: settings.family,
    launchType: 'FARGATE' as const,
    count: 1,
    clientToken: options.token,
    startedBy: options.startedBy,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: settings.subnets,
        securityGroups: settings.securityGroups,
        assignPublicIp: settings.publicIp ? ('ENABLED' as const) : ('DISABLED' as const),
      },
    },
    overrides: {
      containerOverrides: [
        {
          name: settings.container,
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        },
      ],
    },
  };
}

function notPlaced(reason: string): Error {
  if (/capacity/i.test(reason)) {
    return new Unavailable(
      'no_capacity',
      `Fargate has no capacity for the scan now (${reason}); try again in a minute.`,
    );
  }
  return new Refused(
    'task_not_started',
    `ECS did not start the scan (${reason}); check the cluster and its subnets.`,
  );
}

/** All running tasks of the family. ECS lists, and describes, at most 100 at a time. */
async function listed(ecs: ECSClient, settings: TaskSettings): Promise<ScanTask[]> {
  const { cluster, family } = settings;
  const tasks: ScanTask[] = [];
  let nextToken: string | undefined;
  do {
    const page = { cluster, family, desiredStatus: 'RUNNING' as const, nextToken };
    const answer = await callAws('list the running scans', () =>
      ecs.send(new ListTasksCommand(page)),
    );
    tasks.push(...(await describe(ecs, settings, answer.taskArns ?? [])));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return tasks;
}

async function describe(
  ecs: ECSClient,
  settings: TaskSettings,
  tasks: string[],
): Promise<ScanTask[]> {
  if (tasks.length === 0) return [];
  const answer = await callAws('describe the scan', () =>
    ecs.send(new DescribeTasksCommand({ cluster: settings.cluster, tasks })),
  );
  return (answer.tasks ?? []).map(toScanTask);
}

function toScanTask(task: Task): ScanTask {
  const override = ownContainer(task.overrides?.containerOverrides);
  return {
    arn: task.taskArn ?? '',
    lastStatus: task.lastStatus ?? 'UNKNOWN',
    environment: Object.fromEntries(
      (override?.environment ?? []).map(({ name, value }) => [name ?? '', value ?? '']),
    ),
    ...defined({
      startedBy: task.startedBy,
      createdAt: task.createdAt?.toISOString(),
      startedAt: task.startedAt?.toISOString(),
      stoppedAt: task.stoppedAt?.toISOString(),
      stopCode: task.stopCode,
      stoppedReason: task.stoppedReason,
      exitCode: ownContainer(task.containers)?.exitCode,
    }),
  };
}
