import { ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import type { Config } from '../../src/config/config';
import { codeOf } from '../checks/check';

const cluster = 'vulnscan';

/** ECS deletes no cluster in which a task runs. Answers how many were stopped. */
export async function stopScans({ aws: { region } }: Config): Promise<number> {
  const ecs = new ECSClient({ region });
  const tasks = await listTasks(ecs);
  for (const task of tasks) {
    await ecs.send(new StopTaskCommand({ cluster, task, reason: 'vulnscan is being destroyed' }));
  }
  return tasks.length;
}

/** Without its cluster a stack is half made, or half gone. */
async function listTasks(ecs: ECSClient): Promise<string[]> {
  try {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
    return taskArns;
  } catch (error) {
    if (codeOf(error) === 'ClusterNotFoundException') return [];
    throw error;
  }
}
