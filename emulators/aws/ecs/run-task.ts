import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Json } from '../json';
import { canonical, isObject, parseJson } from '../json';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { Ecs } from './cluster';
import { clusterArn } from './clusters';
import { findDefinition } from './definitions';
import { taskOnWire } from './describe';
import type { Task, TaskDefinition } from './task';

const operation = operationsRefusing('InvalidParameterException');
const DAY = 86_400_000;

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

/** What a client token started, and with which parameters. */
interface Earlier {
  asked: string;
  at: number;
  tasks: Task[];
}

/** RunTask. The same client token with the same parameters gives the same tasks for a day. */
export function runOperations(ecs: Ecs, env: Environment): Operations {
  const tokens = new Map<string, Earlier>();
  return {
    RunTask: operation(runTask, (input) => {
      const cluster = clusterArn(ecs, env, input.cluster);
      const definition = findDefinition(ecs, input.taskDefinition);
      checkRun(input, definition);
      const { clientToken, ...parameters } = input;
      const asked = canonical(parseJson(JSON.stringify(parameters)));
      const at = env.now().getTime();
      const earlier = clientToken === undefined ? undefined : tokens.get(clientToken);
      if (earlier && at - earlier.at < DAY) return repeat(earlier, asked);
      const tasks = Array.from({ length: input.count ?? 1 }, () =>
        newTask(input, definition, cluster, env),
      );
      if (clientToken !== undefined) tokens.set(clientToken, { asked, at, tasks });
      for (const task of tasks) ecs.start(task);
      return { tasks: tasks.map(taskOnWire), failures: [] };
    }),
  };
}

function repeat(earlier: Earlier, asked: string) {
  if (earlier.asked === asked) return { tasks: earlier.tasks.map(taskOnWire), failures: [] };
  throw new AwsError(
    'ConflictException',
    'The RunTask request could not be processed due to conflicts: the client token was used with other parameters.',
  );
}

function checkRun(input: RunTask, definition: TaskDefinition): void {
  const overrides = input.overrides?.containerOverrides ?? [];
  const unknown = overrides.find(
    ({ name }) => !definition.containers.some((container) => container.name === name),
  );
  if (unknown) {
    throw invalid(
      `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
    );
  }
  if (JSON.stringify(overrides).length > OVERRIDES_MAX) {
    throw invalid(`Container Overrides length must be at most ${OVERRIDES_MAX}`);
  }
  if (definition.registered['networkMode'] === 'awsvpc' && !isObject(awsvpcOf(input))) {
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
}

function invalid(why: string): AwsError {
  return new AwsError('InvalidParameterException', why);
}

function awsvpcOf(input: RunTask): Json | undefined {
  const configuration = parseJson(JSON.stringify(input.networkConfiguration ?? null));
  return isObject(configuration) ? configuration['awsvpcConfiguration'] : undefined;
}

function newTask(
  input: RunTask,
  definition: TaskDefinition,
  cluster: string,
  env: Environment,
): Task {
  const name = cluster.split('/').at(-1);
  return {
    arn: `arn:aws:ecs:${env.region}:${env.account}:task/${name}/${randomBytes(16).toString('hex')}`,
    clusterArn: cluster,
    definition,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    group: input.group ?? `family:${definition.family}`,
    startedBy: input.startedBy,
    launchType: input.launchType ?? 'FARGATE',
    overrides: input.overrides?.containerOverrides ?? [],
    tags: [...inheritedTags(input, definition), ...(input.tags ?? [])],
    version: 0,
    createdAt: env.now(),
    log: [],
  };
}

function inheritedTags(input: RunTask, { registered }: TaskDefinition): Task['tags'] {
  const tags = registered['tags'];
  if (input.propagateTags !== 'TASK_DEFINITION' || !Array.isArray(tags)) return [];
  return tags
    .filter(isObject)
    .map((tag) => ({ key: String(tag['key']), value: String(tag['value'] ?? '') }));
}
