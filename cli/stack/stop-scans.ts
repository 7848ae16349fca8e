import { ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import type { Config } from '../../src/config/config';
import { NAMES } from '../../src/installation';
import { errorCode } from '../terminal/error-text';

const { cluster } = NAMES;

/** Stops every running scan, since ECS deletes no cluster with a running task. Returns how many were stopped. */
export async function stopScans({ aws: { region } }: Config): Promise<number> {
  const ecs = new ECSClient({ region });
  const tasks = await listTasks(ecs);
  for (const task of tasks) {
    await ecs.send(new StopTaskCommand({ cluster, task, reason: 'vulnscan is being destroyed' }));
  }
  return tasks.length;
}

/** The cluster is missing where an earlier deployment or deletion failed half way. */
async function listTasks(ecs: ECSClient): Promise<string[]> {
  try {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
    return taskArns;
  } catch (error) {
    if (errorCode(error) === 'ClusterNotFoundException') return [];
    throw error;
  }
}
