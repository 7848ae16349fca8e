import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { Account } from './account';

/** What EventBridge Scheduler does every night: one task over all images. */
export async function startScan(account: Account): Promise<void> {
  const ecs = new ECSClient();
  await ecs.send(
    new RunTaskCommand({
      cluster: account.cluster,
      taskDefinition: account.family,
      launchType: 'FARGATE',
      startedBy: 'schedule',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0playground'] } },
    }),
  );
}
