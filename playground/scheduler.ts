import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../src/config/config';
import { TICK_MS } from '../src/domain/timing';
import { NAMES, type Schedule, schedules } from '../src/installation';
import type { Account } from './environment';
import { NETWORK } from './environment';
import type { RunningFunctions } from './functions';

/** EventBridge Scheduler, with the installation's schedules. */
export interface Scheduler {
  /** Starts what the schedule of this id starts, now. */
  run(id: Schedule['id']): Promise<void>;
  close(): void;
}

/** 15 minutes and an hour are too slow for a demo. */
const ROUND_MS = 60_000;

export function startScheduler(
  config: Config,
  account: Account,
  functions: Pick<RunningFunctions, 'invoke'>,
  tickMs = TICK_MS,
): Scheduler {
  const run = async (id: Schedule['id']): Promise<void> => {
    for (const { target } of schedules(config).filter((one) => one.id === id)) {
      await start(target, account, functions);
    }
  };
  const every = (id: Schedule['id'], millis: number) => {
    const report = (error: unknown) => console.error(`the schedule ${id} failed:`, error);
    return setInterval(() => run(id).catch(report), millis);
  };
  // The scan runs only when it is asked for.
  const timers = [
    every('projector', tickMs),
    every('painter', tickMs),
    every('sweep', ROUND_MS),
    every('health', ROUND_MS),
  ];
  return {
    run,
    close: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
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
