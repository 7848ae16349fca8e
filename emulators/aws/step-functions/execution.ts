import type { Environment } from '../environment';
import type { Json, JsonObject } from '../json';

type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Execution {
  arn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: Date;
  stopDate?: Date;
  /** JSON, as it was given. */
  input: string;
  /** JSON. */
  output?: string;
  error?: string | undefined;
  cause?: string | undefined;
}

/** How an execution ends. */
export type End = Pick<Execution, 'output' | 'error' | 'cause'> & {
  status: Exclude<ExecutionStatus, 'RUNNING'>;
};

/** An execution that ended stays as it ended. False if it had. */
export function endExecution(execution: Execution, end: End, env: Environment): boolean {
  if (execution.status !== 'RUNNING') return false;
  Object.assign(execution, end, { stopDate: env.now() });
  return true;
}

/** The detail of the event "Step Functions Execution Status Change", with times in milliseconds. */
export function executionInEvent(execution: Execution): JsonObject {
  const { arn, name, status, stateMachineArn, startDate, stopDate, input } = execution;
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: startDate.getTime(),
    stopDate: stopDate?.getTime() ?? null,
    input,
    inputDetails: { included: true },
    output: execution.output ?? null,
    ...(execution.output !== undefined && { outputDetails: { included: true } }),
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  };
}

/** The execution as DescribeExecution prints it, with times in seconds. */
export function executionOnWire(execution: Execution): JsonObject {
  const { input, output, error, cause } = execution;
  return {
    ...executionInList(execution),
    input,
    inputDetails: { included: true },
    ...(output !== undefined && { output, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    redriveCount: 0,
  };
}

/** The execution as ListExecutions prints it. */
export function executionInList(execution: Execution): JsonObject {
  const { arn, name, status, stateMachineArn, startDate, stopDate } = execution;
  const entry: Record<string, Json> = {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: startDate.getTime() / 1000,
  };
  return stopDate === undefined ? entry : { ...entry, stopDate: stopDate.getTime() / 1000 };
}
