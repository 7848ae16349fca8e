import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../src/config/config';
import { NAMES, type Schedule, schedules } from '../src/installation';
import { NETWORK } from './environment';
import type { RunningFunctions } from './functions';
import type { Account } from './prepare-account';

/** EventBridge Scheduler, with the installation's schedules. */
export interface Scheduler {
  /** Starts what the schedule of this id starts, now. */
  run(id: Schedule['id']): Promise<void>;
  close(): void;
}

/** The schedules' own rates, 15 minutes and an hour, are too slow for a demo. The scan runs only when it is asked for. */
const EVERY_MS = 60_000;

export function startScheduler(
  config: Config,
  account: Account,
  functions: Pick<RunningFunctions, 'invoke'>,
): Scheduler {
  const run = async (id: Schedule['id']): Promise<void> => {
    for (const { target } of schedules(config).filter((one) => one.id === id)) {
      await start(target, account, functions);
    }
  };
  const timer = setInterval(() => {
    for (const id of ['sweep', 'health'] as const) {
      run(id).catch((error: unknown) => console.error(`the schedule ${id} failed:`, error));
    }
  }, EVERY_MS);
  return { run, close: () => clearInterval(timer) };
}

async function start(
  target: Schedule['target'],
  account: Account,
  functions: Pick<RunningFunctions, 'invoke'>,
): Promise<void> {
  if (target.kind === 'task') return startScan();
  const at = new Date().toISOString();
  const input = target.input.replace('<aws.scheduler.scheduled-time>', at);
  if (target.kind === 'function') {
    await functions.invoke(target.function, JSON.parse(input));
    return;
  }
  const sqs = new SQSClient();
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: account.queueUrl(target.queue),
      MessageBody: input,
      MessageGroupId: target.group,
    }),
  );
}

/** One task over all images. */
export async function startScan(): Promise<void> {
  const ecs = new ECSClient();
  await ecs.send(
    new RunTaskCommand({
      cluster: NAMES.cluster,
      taskDefinition: NAMES.taskFamily,
      launchType: 'FARGATE',
      startedBy: 'schedule',
      networkConfiguration: { awsvpcConfiguration: NETWORK },
    }),
  );
}
