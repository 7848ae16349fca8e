import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Operation } from '../operation';
import { operationsRefusing } from '../operation';
import { type Execution, executionInList } from './execution';
import { expire, machineNamed } from './lookup';
import type { StepFunctions } from './step-functions';

const operation = operationsRefusing('ValidationException');

const listInput = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  maxResults: z.number().int().min(0).max(1000).optional(),
  nextToken: z.string().optional(),
});

/** ListExecutions: newest first, 100 a page unless the caller says otherwise. 0 stands for the default. */
export function listExecutions(states: StepFunctions, env: Environment): Operation {
  return operation(listInput, ({ stateMachineArn, statusFilter, maxResults, nextToken }) => {
    const machine = machineNamed(states, stateMachineArn);
    expire(states, env);
    const all = [...states.executions.values()].filter(
      (each) => each.stateMachineArn === machine.arn,
    );
    const left = after(all.reverse(), nextToken).filter(
      ({ status }) => statusFilter === undefined || status === statusFilter,
    );
    const page = left.slice(0, maxResults || 100);
    const last = page.at(-1);
    return {
      executions: page.map(executionInList),
      ...(left.length > page.length && last && { nextToken: tokenOf(last) }),
    };
  });
}

function after(executions: Execution[], token: string | undefined): Execution[] {
  if (token === undefined) return executions;
  const index = executions.findIndex((each) => tokenOf(each) === token);
  if (index < 0) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  return executions.slice(index + 1);
}

/** Opaque to callers: the last execution of the page before. */
function tokenOf({ arn }: Execution): string {
  return Buffer.from(arn).toString('base64url');
}
