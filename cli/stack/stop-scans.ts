import { ECSClient, paginateListTasks, StopTaskCommand } from '@aws-sdk/client-ecs';
import { paginateListExecutions, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Config } from '../../src/config/config';
import { NAMES, stateMachineArn } from '../../src/installation';
import { errorCode } from '../terminal/error-text';

const { cluster } = NAMES;
const WHY = 'vulnscan is being destroyed';

/**
 * Stops every running scan, since ECS deletes no cluster with a running task, and Step Functions no state machine with a running
 * execution. Executions first: they would start further tasks. Returns how many tasks were stopped.
 */
export async function stopScans(config: Config): Promise<number> {
  const { region } = config.aws;
  const states = new SFNClient({ region });
  for (const executionArn of await listExecutions(states, stateMachineArn(config)))
    await states.send(new StopExecutionCommand({ executionArn, cause: WHY }));
  const ecs = new ECSClient({ region });
  const tasks = await listTasks(ecs);
  for (const task of tasks) await ecs.send(new StopTaskCommand({ cluster, task, reason: WHY }));
  return tasks.length;
}

function listExecutions(client: SFNClient, arn: string): Promise<string[]> {
  const running = { stateMachineArn: arn, statusFilter: 'RUNNING' as const };
  const pages = paginateListExecutions({ client }, running);
  return whereThere('StateMachineDoesNotExist', pages, ({ executions = [] }) =>
    executions.flatMap(({ executionArn }) => executionArn ?? []),
  );
}

function listTasks(client: ECSClient): Promise<string[]> {
  const pages = paginateListTasks({ client }, { cluster });
  return whereThere('ClusterNotFoundException', pages, ({ taskArns = [] }) => taskArns);
}

/** What is asked is missing where an earlier deployment or deletion failed half way. */
async function whereThere<Page>(
  missing: string,
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => string[],
): Promise<string[]> {
  const items: string[] = [];
  try {
    for await (const page of pages) items.push(...itemsOf(page));
  } catch (error) {
    if (errorCode(error) !== missing) throw error;
  }
  return items;
}
