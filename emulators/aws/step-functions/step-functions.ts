import type { Definition } from './definition';
import { type End, type Execution, endExecution } from './execution';
import { type Run, type RunDeps, sleep } from './run';
import { runStates } from './run-states';
import { StateError } from './state-error';

export interface StateMachine {
  arn: string;
  name: string;
  /** JSON, as it was given. */
  text: string;
  definition: Definition;
  roleArn: string;
  createdAt: Date;
}

export interface StepFunctions {
  /** By ARN. */
  machines: Map<string, StateMachine>;
  /** By ARN, oldest first, without the child executions of maps. */
  executions: Map<string, Execution>;
  start(machine: StateMachine, execution: Execution): void;
  /** Ends an execution and starts no further task of it. Tasks that run go on. */
  stop(execution: Execution, why: Pick<Execution, 'error' | 'cause'>): void;
}

/** State machines of the standard type, as far as parseDefinition takes them. */
export function createStepFunctions(deps: RunDeps): StepFunctions {
  const controllers = new WeakMap<Execution, AbortController>();
  const executions = new Map<string, Execution>();
  return {
    machines: new Map(),
    executions,
    start(machine, execution) {
      const controller = new AbortController();
      controllers.set(execution, controller);
      executions.set(execution.arn, execution);
      deps.announce(execution);
      const context = contextOf(machine, execution);
      const run: Run = { ...deps, execution, context, signal: controller.signal };
      runToEnd(run, machine.definition, controller);
    },
    stop(execution, why) {
      if (!endExecution(execution, { status: 'ABORTED', ...why }, deps.env)) return;
      controllers.get(execution)?.abort(new StateError('', 'the execution was stopped'));
      deps.announce(execution);
    },
  };
}

function runToEnd(run: Run, definition: Definition, controller: AbortController): void {
  const { execution, env } = run;
  const end = (how: End): void => {
    if (!endExecution(execution, how, env)) return;
    controller.abort(new StateError('', 'the execution has ended'));
    run.announce(execution);
  };
  const { TimeoutSeconds } = definition;
  if (TimeoutSeconds !== undefined) {
    sleep(run, TimeoutSeconds).then(
      () => end({ status: 'TIMED_OUT' }),
      () => undefined,
    );
  }
  runStates(run, definition, JSON.parse(execution.input)).then(
    (output) => end({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
    (reason: unknown) => end({ status: 'FAILED', ...failureOf(reason) }),
  );
}

function failureOf(reason: unknown): Pick<Execution, 'error' | 'cause'> {
  if (reason instanceof StateError) return { error: reason.error, cause: reason.message };
  return { error: 'States.Runtime', cause: reason instanceof Error ? reason.message : '' };
}

function contextOf(machine: StateMachine, { arn, name, startDate, input }: Execution) {
  return {
    Execution: {
      Id: arn,
      Name: name,
      Input: JSON.parse(input),
      RoleArn: machine.roleArn,
      StartTime: startDate.toISOString(),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}
