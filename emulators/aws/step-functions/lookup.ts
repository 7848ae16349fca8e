import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Execution } from './execution';
import type { StateMachine, StepFunctions } from './step-functions';

/** An execution is kept, and its name taken, for so long after its end. */
const KEPT_MILLIS = 90 * 86_400_000;

/** Forgets the executions that ended too long ago. */
export function expire({ executions }: StepFunctions, env: Environment): void {
  const now = env.now().getTime();
  for (const [arn, { stopDate }] of executions) {
    if (stopDate !== undefined && now - stopDate.getTime() > KEPT_MILLIS) executions.delete(arn);
  }
}

export function machineNamed({ machines }: StepFunctions, arn: string): StateMachine {
  requireArn(arn, 'stateMachine');
  const found = machines.get(arn);
  if (found !== undefined) return found;
  throw refusal('StateMachineDoesNotExist', 'State Machine Does Not Exist', arn);
}

export function executionNamed({ executions }: StepFunctions, arn: string): Execution {
  requireArn(arn, 'execution');
  const found = executions.get(arn);
  if (found !== undefined) return found;
  throw refusal('ExecutionDoesNotExist', 'Execution Does Not Exist', arn);
}

function requireArn(arn: string, kind: string): void {
  const [arnWord, , service, , , resource] = arn.split(':');
  if (arnWord === 'arn' && service === 'states' && resource === kind) return;
  throw refusal('InvalidArn', 'Invalid Arn', arn);
}

/** Throws for a name of a state machine or an execution with characters that AWS does not take. */
export function invalidName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name)) return;
  throw refusal('InvalidName', 'Invalid Name', name);
}

/** A refusal as Step Functions words it: what is wrong, and the value in quotes. */
export function refusal(code: string, what: string, value: string): AwsError {
  return new AwsError(code, `${what}: '${value}'`);
}
