import * as z from 'zod';
import type { Environment } from '../environment';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import { parseDefinition } from './definition';
import { executionOnWire } from './execution';
import { listExecutions } from './list-executions';
import { executionNamed, expire, invalidName, machineNamed, refusal } from './lookup';
import { startExecution } from './start-execution';
import type { StateMachine, StepFunctions } from './step-functions';

const operation = operationsRefusing('ValidationException');

const createInput = z.looseObject({
  name: z.string(),
  definition: z.string().min(1).max(1_048_576),
  roleArn: z.string(),
  type: z.enum(['STANDARD', 'EXPRESS']).optional(),
});
const machineInput = z.object({ stateMachineArn: z.string() });
const executionInput = z.object({
  executionArn: z.string(),
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});
const stopInput = z.object({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});

/** Step Functions over AWS JSON 1.0: state machines and their executions. */
export function stepFunctionsOperations(states: StepFunctions, env: Environment): Operations {
  return {
    CreateStateMachine: operation(createInput, (input) => createMachine(states, env, input)),
    DescribeStateMachine: operation(machineInput, ({ stateMachineArn }) => {
      const { arn, name, text, roleArn, createdAt } = machineNamed(states, stateMachineArn);
      return {
        ...{ stateMachineArn: arn, name, status: 'ACTIVE', definition: text, roleArn },
        ...{ type: 'STANDARD', creationDate: createdAt.getTime() / 1000 },
      };
    }),
    StartExecution: startExecution(states, env),
    ListExecutions: listExecutions(states, env),
    DescribeExecution: operation(executionInput, ({ executionArn }) => {
      expire(states, env);
      return executionOnWire(executionNamed(states, executionArn));
    }),
    StopExecution: operation(stopInput, ({ executionArn, error, cause }) => {
      const execution = executionNamed(states, executionArn);
      states.stop(execution, { error, cause });
      return { stopDate: (execution.stopDate ?? env.now()).getTime() / 1000 };
    }),
  };
}

function createMachine(
  { machines }: StepFunctions,
  env: Environment,
  { name, definition: text, roleArn, type }: z.infer<typeof createInput>,
) {
  invalidName(name);
  if (type === 'EXPRESS')
    throw refusal('StateMachineTypeNotSupported', 'State Machine Type Not Supported', type);
  const arn = `arn:aws:states:${env.region}:${env.account}:stateMachine:${name}`;
  const definition = parseDefinition(text);
  const made: StateMachine = { arn, name, text, definition, roleArn, createdAt: env.now() };
  const machine = machines.get(arn) ?? made;
  if (machine.text !== text || machine.roleArn !== roleArn)
    throw refusal('StateMachineAlreadyExists', 'State Machine Already Exists', arn);
  machines.set(arn, machine);
  return { stateMachineArn: arn, creationDate: machine.createdAt.getTime() / 1000 };
}
