import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Environment } from '../environment';
import type { Operation } from '../operation';
import { operationsRefusing } from '../operation';
import type { Execution } from './execution';
import { expire, invalidName, machineNamed, refusal } from './lookup';
import type { StepFunctions } from './step-functions';

const operation = operationsRefusing('ValidationException');
const INPUT_BYTES = 262_144;

const startInput = z.object({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().optional(),
  traceHeader: z.string().optional(),
});

/**
 * StartExecution. A name that is taken starts nothing: the same input gets the execution's answer while it runs, anything else is
 * refused, and so is the same input once it has ended.
 */
export function startExecution(states: StepFunctions, env: Environment): Operation {
  return operation(startInput, ({ stateMachineArn, name = randomUUID(), input = '{}' }) => {
    const machine = machineNamed(states, stateMachineArn);
    invalidName(name);
    checkInput(input);
    expire(states, env);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const earlier = states.executions.get(arn);
    if (earlier !== undefined) return repeat(earlier, input);
    const execution: Execution = {
      ...{ arn, stateMachineArn: machine.arn, name, input },
      ...{ status: 'RUNNING', startDate: env.now() },
    };
    states.start(machine, execution);
    return answerOf(execution);
  });
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > INPUT_BYTES)
    throw refusal('InvalidExecutionInput', 'Invalid Execution Input', 'the input is too long');
  try {
    JSON.parse(input);
  } catch {
    throw refusal('InvalidExecutionInput', 'Invalid State Machine Execution Input', input);
  }
}

function repeat(earlier: Execution, input: string) {
  if (earlier.status === 'RUNNING' && earlier.input === input) return answerOf(earlier);
  throw refusal('ExecutionAlreadyExists', 'Execution Already Exists', earlier.arn);
}

function answerOf({ arn, startDate }: Execution) {
  return { executionArn: arn, startDate: startDate.getTime() / 1000 };
}
