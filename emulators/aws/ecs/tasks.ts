import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { Ecs } from './cluster';
import { clusterArn } from './clusters';
import { taskOnWire } from './describe';
import type { Task } from './task';

const operation = operationsRefusing('InvalidParameterException');
/** A stopped task can be described for about an hour. */
const STOPPED_MILLIS = 3_600_000;

const describeInput = z.object({
  cluster: z.string().optional(),
  tasks: z.array(z.string()).min(1).max(100),
  include: z.array(z.string()).optional(),
});
const listInput = z.object({
  cluster: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).optional(),
  maxResults: z.number().int().min(1).max(100).optional(),
  nextToken: z.string().optional(),
});
const stopInput = z.object({
  cluster: z.string().optional(),
  task: z.string(),
  reason: z.string().max(1024).optional(),
});

/** Reading and stopping tasks. */
export function taskOperations(ecs: Ecs, env: Environment): Operations {
  return {
    DescribeTasks: operation(describeInput, (input) => {
      const cluster = clusterArn(ecs, env, input.cluster);
      expire(ecs, env);
      const found = input.tasks.map((id) => ({ id, task: find(ecs, id, cluster) }));
      return {
        tasks: found.flatMap(({ task }) => (task ? [taskOnWire(task)] : [])),
        failures: found.filter(({ task }) => !task).map(({ id }) => missing(id, cluster)),
      };
    }),
    ListTasks: operation(listInput, (input) => {
      const cluster = clusterArn(ecs, env, input.cluster);
      expire(ecs, env);
      return pageOf(arnsOf(ecs, cluster, input), input);
    }),
    StopTask: operation(stopInput, ({ cluster, task: id, reason = 'Task stopped by user' }) => {
      const task = find(ecs, id, clusterArn(ecs, env, cluster));
      if (!task)
        throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
      ecs.stop(task, reason);
      return { task: taskOnWire(task) };
    }),
  };
}

function expire(ecs: Ecs, env: Environment): void {
  const now = env.now().getTime();
  for (const [arn, { stoppedAt }] of ecs.tasks) {
    if (stoppedAt && now - stoppedAt.getTime() > STOPPED_MILLIS) ecs.tasks.delete(arn);
  }
}

/** By ARN or by the id at its end. */
function find(ecs: Ecs, id: string, cluster: string): Task | undefined {
  return [...ecs.tasks.values()].find(
    ({ arn, clusterArn }) => clusterArn === cluster && (arn === id || arn.split('/').at(-1) === id),
  );
}

function missing(id: string, cluster: string) {
  const arn = id.startsWith('arn:') ? id : `${cluster.replace(':cluster/', ':task/')}/${id}`;
  return { arn, reason: 'MISSING' };
}

type ListInput = z.infer<typeof listInput>;

function arnsOf(ecs: Ecs, cluster: string, input: ListInput): string[] {
  const { family, startedBy, desiredStatus = 'RUNNING' } = input;
  return [...ecs.tasks.values()]
    .filter((task) => task.clusterArn === cluster && task.desiredStatus === desiredStatus)
    .filter((task) => family === undefined || task.definition.family === family)
    .filter((task) => startedBy === undefined || task.startedBy === startedBy)
    .map((task) => task.arn);
}

function pageOf(arns: string[], { maxResults = 100, nextToken }: ListInput) {
  const from = nextToken === undefined ? 0 : arns.indexOf(nextToken) + 1;
  const page = arns.slice(from, from + maxResults);
  const last = page.at(-1);
  return {
    taskArns: page,
    ...(arns.length > from + maxResults && last && { nextToken: last }),
  };
}
