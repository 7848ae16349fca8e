import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidationException,
} from '@aws-sdk/client-sfn';
import type { RunningFanOut } from '../domain/fan-out';
import type { FanOuts } from '../ports/fan-out';
import { callAws } from './aws-errors';
import { readFanOut } from './fan-out-schema';

/** A cause may have 32,768 characters; it is shown in one line. */
const MOST_CAUSE = 255;

/** Executions of the state machine: one for each scan over several tasks, named by its id. */
export function createFanOuts(
  stateMachineArn: string,
  client = new SFNClient({ maxAttempts: 3 }),
): FanOuts {
  return {
    async start(run) {
      const input = { stateMachineArn, name: run.scanId, input: JSON.stringify(run) };
      await callAws('start the state machine', () =>
        except(client.send(new StartExecutionCommand(input)), [ExecutionAlreadyExists]),
      );
    },
    running: () => running(client, stateMachineArn),
    async stop(scanId, reason) {
      const executionArn = executionArnOf(stateMachineArn, scanId);
      const command = new StopExecutionCommand({
        executionArn,
        cause: reason.slice(0, MOST_CAUSE),
      });
      await callAws('stop the state machine', () =>
        // An emulator refuses to stop what has ended as invalid.
        except(client.send(command), [ExecutionDoesNotExist, ValidationException]),
      );
    },
  };
}

function executionArnOf(stateMachineArn: string, scanId: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${scanId}`;
}

/** The answer, or nothing where the call failed with one of these errors. */
async function except<T>(
  answer: Promise<T>,
  kinds: (new (...args: never[]) => Error)[],
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}

async function running(client: SFNClient, stateMachineArn: string): Promise<RunningFanOut[]> {
  const runs: RunningFanOut[] = [];
  let nextToken: string | undefined;
  do {
    const page = { stateMachineArn, statusFilter: 'RUNNING' as const, nextToken };
    const answer = await callAws('list the running scans', () =>
      client.send(new ListExecutionsCommand(page)),
    );
    for (const { executionArn } of answer.executions ?? []) {
      const execution = await callAws('read a running scan', () =>
        client.send(new DescribeExecutionCommand({ executionArn })),
      );
      const { input, name = '', startDate, status } = execution;
      // It may have ended since it was listed.
      if (status === 'RUNNING') runs.push(readFanOut(input, name, startDate?.toISOString()));
    }
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return runs;
}
