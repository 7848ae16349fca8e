import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Config } from '../../src/config/config';
import { STEP_ENVIRONMENT } from '../../src/domain/fan-out';
import type { ScanTask } from '../../src/domain/scan';
import { stateMachineArn } from '../../src/installation';
import type { Tasks } from '../../src/ports/tasks';

/*
 * What ministack lacks: there RunTask only makes a record, which stays RUNNING until StopTask. Its StopTask says exit code 0
 * whatever happened, and a state that waits for the task succeeds whatever the code is.
 */

/** How a scan's tasks ran. */
export interface Ran {
  /** In the order in which they were seen first. */
  tasks: ScanTask[];
  /** The most shards that were running at a time. */
  most: number;
}

const POLL_MS = 300;

/** Runs each task of a scan that it sees, and ends it when that is done, until it is stopped. */
export function playFargate(
  tasks: Pick<Tasks, 'ofScan' | 'stop'>,
  scanId: string,
  run: (task: ScanTask) => Promise<unknown> = async () => undefined,
): { stop(): Promise<Ran> } {
  const seen = new Map<string, ScanTask>();
  const ends: Promise<void>[] = [];
  let most = 0;
  let isOn = true;
  const look = async () => {
    const running = await tasks.ofScan(scanId);
    most = Math.max(most, running.filter(isShard).length);
    for (const task of running.filter(({ arn }) => !seen.has(arn))) {
      seen.set(task.arn, task);
      ends.push(run(task).then(() => tasks.stop(task.arn, 'its process has ended')));
    }
  };
  const playing = (async () => {
    while (isOn) {
      await look();
      await pause();
    }
  })();
  return {
    stop: async () => {
      isOn = false;
      await playing;
      await Promise.all(ends);
      return { tasks: [...seen.values()], most };
    },
  };
}

/** How the execution of a scan ended, once it has. */
export async function endOf(
  client: SFNClient,
  config: Pick<Config, 'aws'>,
  scanId: string,
): Promise<string | undefined> {
  const machine = stateMachineArn(config);
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${scanId}`;
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await pause();
  }
}

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

function isShard({ environment }: ScanTask): boolean {
  return environment[STEP_ENVIRONMENT.shard] !== undefined;
}
