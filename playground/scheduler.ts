import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { groupOf, type Job } from '../src/domain/job';
import type { Account } from './prepare-account';

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

/** What EventBridge Scheduler does every hour: it has the actions function read the alarms. */
export async function startHealthRound(account: Account): Promise<void> {
  const job: Job = { type: 'health-round', origin: { requestId: new Date().toISOString() } };
  const sqs = new SQSClient();
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: account.actionsQueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: groupOf(job),
    }),
  );
}
