import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Json } from '../json';
import { canonical, isObject, parseJson } from '../json';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { World } from '../world';
import type { Ecs } from './cluster';
import { definitionOperations, findDefinition } from './definitions';
import { describeTask } from './describe';
import type { Task, TaskDefinition } from './task';

const operation = operationsRefusing('InvalidParameterException');
const DAY = 86_400_000;
/** A stopped task can be described for about an hour. */
const STOPPED_MILLIS = 3_600_000;

const keyValue = z.object({ name: z.string(), value: z.string() });
const runTask = z.object({
  cluster: z.string().optional(),
  taskDefinition: z.string(),
  count: z.number().int().min(1).max(10).optional(),
  clientToken: z.string().max(64).optional(),
  startedBy: z.string().max(128).optional(),
  group: z.string().optional(),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']).optional(),
  networkConfiguration: z.unknown().optional(),
  propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']).optional(),
  tags: z
    .array(z.object({ key: z.string(), value: z.string().optional() }))
    .max(50)
    .optional(),
  overrides: z
    .object({
      containerOverrides: z
        .array(
          z.object({
            name: z.string(),
            command: z.array(z.string()).optional(),
            environment: z.array(keyValue).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** Overrides may be this long altogether. */
const OVERRIDES_MAX = 8192;

type RunTask = z.infer<typeof runTask>;

/** ECS over AWS JSON 1.1: clusters, task definitions, tasks; services only to say there are none. */
export function ecsOperations(ecs: Ecs, world: World): Operations {
  return {
    ...clusterOperations(ecs, world),
    ...definitionOperations(ecs, world),
    ...runOperations(ecs, world),
    ...taskOperations(ecs, world),
    ListServices: operation(z.object({ cluster: z.string().optional() }), ({ cluster }) => {
      clusterArn(ecs, world, cluster);
      return { serviceArns: [] };
    }),
    DescribeServices: operation(
      z.object({ cluster: z.string().optional(), services: z.array(z.string()) }),
      ({ cluster, services }) => {
        clusterArn(ecs, world, cluster);
        return { services: [], failures: services.map((arn) => ({ arn, reason: 'MISSING' })) };
      },
    ),
  };
}

function clusterOperations(ecs: Ecs, world: World): Operations {
  const arnOf = (name: string) => `arn:aws:ecs:${world.region}:${world.account}:cluster/${name}`;
  const describe = (name: string) => ({
    clusterArn: arnOf(name),
    clusterName: name,
    status: 'ACTIVE',
    runningTasksCount: countOf(ecs, arnOf(name), (task) => task.lastStatus === 'RUNNING'),
    pendingTasksCount: countOf(ecs, arnOf(name), (task) =>
      ['PROVISIONING', 'PENDING'].includes(task.lastStatus),
    ),
    activeServicesCount: 0,
  });
  return {
    CreateCluster: operation(
      z.object({ clusterName: z.string().optional() }),
      ({ clusterName = 'default' }) => {
        ecs.clusters.add(clusterName);
        return { cluster: describe(clusterName) };
      },
    ),
    ListClusters: operation(z.object({}), () => ({ clusterArns: [...ecs.clusters].map(arnOf) })),
    DescribeClusters: operation(
      z.object({ clusters: z.array(z.string()).optional() }),
      ({ clusters = ['default'] }) => {
        const names = clusters.map((cluster) => cluster.split('/').at(-1) ?? cluster);
        return {
          clusters: names.filter((name) => ecs.clusters.has(name)).map(describe),
          failures: names
            .filter((name) => !ecs.clusters.has(name))
            .map((name) => ({ arn: arnOf(name), reason: 'MISSING' })),
        };
      },
    ),
  };
}

function runOperations(ecs: Ecs, world: World): Operations {
  const tokens = new Map<string, { asked: string; at: number; tasks: Task[] }>();
  return {
    RunTask: operation(runTask, (input) => {
      const cluster = clusterArn(ecs, world, input.cluster);
      const definition = findDefinition(ecs, input.taskDefinition);
      checkRun(input, definition);
      const { clientToken, ...parameters } = input;
      const asked = canonical(parseJson(JSON.stringify(parameters)));
      const now = world.now().getTime();
      const earlier = clientToken === undefined ? undefined : tokens.get(clientToken);
      if (earlier && now - earlier.at < DAY) {
        if (earlier.asked === asked) return { tasks: earlier.tasks.map(wire), failures: [] };
        throw new AwsError(
          'ConflictException',
          'The RunTask request could not be processed due to conflicts: the client token was used with other parameters.',
        );
      }
      const tasks = Array.from({ length: input.count ?? 1 }, () =>
        newTask(input, definition, cluster, world),
      );
      if (clientToken !== undefined) tokens.set(clientToken, { asked, at: now, tasks });
      for (const task of tasks) ecs.start(task);
      return { tasks: tasks.map(wire), failures: [] };
    }),
  };
}

function checkRun(input: RunTask, definition: TaskDefinition): void {
  const overrides = input.overrides?.containerOverrides ?? [];
  const unknown = overrides.find(
    ({ name }) => !definition.containers.some((container) => container.name === name),
  );
  if (unknown) {
    throw new AwsError(
      'InvalidParameterException',
      `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
    );
  }
  if (JSON.stringify(overrides).length > OVERRIDES_MAX) {
    throw new AwsError(
      'InvalidParameterException',
      `Container Overrides length must be at most ${OVERRIDES_MAX}`,
    );
  }
  const mode = definition.registered['networkMode'];
  if (mode === 'awsvpc' && !isObject(awsvpcOf(input))) {
    throw new AwsError(
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
}

function awsvpcOf(input: RunTask): Json | undefined {
  const configuration = parseJson(JSON.stringify(input.networkConfiguration ?? null));
  return isObject(configuration) ? configuration['awsvpcConfiguration'] : undefined;
}

function newTask(input: RunTask, definition: TaskDefinition, cluster: string, world: World): Task {
  const name = cluster.split('/').at(-1);
  const inherited = definition.registered['tags'];
  const propagated =
    input.propagateTags === 'TASK_DEFINITION' && Array.isArray(inherited)
      ? inherited
          .filter(isObject)
          .map((tag) => ({ key: String(tag['key']), value: String(tag['value'] ?? '') }))
      : [];
  return {
    arn: `arn:aws:ecs:${world.region}:${world.account}:task/${name}/${randomBytes(16).toString('hex')}`,
    clusterArn: cluster,
    definition,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    group: input.group ?? `family:${definition.family}`,
    startedBy: input.startedBy,
    launchType: input.launchType ?? 'FARGATE',
    overrides: input.overrides?.containerOverrides ?? [],
    tags: [...propagated, ...(input.tags ?? [])],
    version: 0,
    createdAt: world.now(),
    log: [],
  };
}

function taskOperations(ecs: Ecs, world: World): Operations {
  const expire = () => {
    for (const [arn, task] of ecs.tasks) {
      if (task.stoppedAt && world.now().getTime() - task.stoppedAt.getTime() > STOPPED_MILLIS) {
        ecs.tasks.delete(arn);
      }
    }
  };
  const find = (id: string, cluster: string) =>
    [...ecs.tasks.values()].find(
      (task) =>
        task.clusterArn === cluster && (task.arn === id || task.arn.split('/').at(-1) === id),
    );
  return {
    DescribeTasks: operation(
      z.object({
        cluster: z.string().optional(),
        tasks: z.array(z.string()).min(1).max(100),
        include: z.array(z.string()).optional(),
      }),
      ({ cluster, tasks }) => {
        const arn = clusterArn(ecs, world, cluster);
        expire();
        const found = tasks.map((id) => ({ id, task: find(id, arn) }));
        return {
          tasks: found.flatMap(({ task }) => (task ? [wire(task)] : [])),
          failures: found
            .filter(({ task }) => !task)
            .map(({ id }) => ({
              arn: id.startsWith('arn:') ? id : `${arn.replace(':cluster/', ':task/')}/${id}`,
              reason: 'MISSING',
            })),
        };
      },
    ),
    ListTasks: operation(
      z.object({
        cluster: z.string().optional(),
        family: z.string().optional(),
        startedBy: z.string().optional(),
        desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).optional(),
        maxResults: z.number().int().min(1).max(100).optional(),
        nextToken: z.string().optional(),
      }),
      ({ cluster, family, startedBy, desiredStatus = 'RUNNING', maxResults = 100, nextToken }) => {
        const arn = clusterArn(ecs, world, cluster);
        expire();
        const arns = [...ecs.tasks.values()]
          .filter((task) => task.clusterArn === arn && task.desiredStatus === desiredStatus)
          .filter((task) => family === undefined || task.definition.family === family)
          .filter((task) => startedBy === undefined || task.startedBy === startedBy)
          .map((task) => task.arn);
        const from = nextToken === undefined ? 0 : arns.indexOf(nextToken) + 1;
        const page = arns.slice(from, from + maxResults);
        const last = page.at(-1);
        return {
          taskArns: page,
          ...(arns.length > from + maxResults && last && { nextToken: last }),
        };
      },
    ),
    StopTask: operation(
      z.object({
        cluster: z.string().optional(),
        task: z.string(),
        reason: z.string().max(1024).optional(),
      }),
      ({ cluster, task: id, reason = 'Task stopped by user' }) => {
        const task = find(id, clusterArn(ecs, world, cluster));
        if (!task)
          throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
        ecs.stop(task, reason);
        return { task: wire(task) };
      },
    ),
  };
}

function countOf(ecs: Ecs, cluster: string, holds: (task: Task) => boolean): number {
  return [...ecs.tasks.values()].filter((task) => task.clusterArn === cluster && holds(task))
    .length;
}

function clusterArn(ecs: Ecs, world: World, given = 'default'): string {
  const name = given.split('/').at(-1) ?? given;
  if (!ecs.clusters.has(name)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return `arn:aws:ecs:${world.region}:${world.account}:cluster/${name}`;
}

function wire(task: Task) {
  return describeTask(task, (date) => date.getTime() / 1000);
}
