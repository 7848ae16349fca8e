import type { Json, JsonObject } from '../json';
import { bytesOf } from '../json';
import type { MapState, State, States, StepState } from './definition';
import { runEcsTask } from './ecs-task';
import { runMap } from './map';
import { attempt } from './retry';
import type { Run } from './run';
import { StateError } from './state-error';
import { fill, putResult } from './template';

/** Input and output of a state may be this long. */
const DATA_BYTES = 262_144;

/** Runs the states from the first to the one that ends, and resolves with the last output. Rejects with StateError. */
export async function runStates(run: Run, { StartAt, States }: States, input: Json): Promise<Json> {
  let name: string | undefined = StartAt;
  let data = input;
  while (name !== undefined) {
    run.signal.throwIfAborted();
    const state: State | undefined = States[name];
    if (state === undefined) throw new StateError('States.Runtime', `there is no state ${name}`);
    if (state.Type === 'Succeed') return data;
    if (state.Type === 'Fail') throw new StateError(state.Error ?? '', state.Cause ?? '');
    const entered: JsonObject = { Name: name, EnteredTime: run.env.now().toISOString() };
    const context = { ...run.context, State: entered };
    const ended: Ended = await runStep({ ...run, context }, state, data);
    ({ name, data } = ended);
  }
  return data;
}

interface Ended {
  name: string | undefined;
  data: Json;
}

/** One state, tried again as it says; its error goes to the state that catches it. */
async function runStep(run: Run, state: StepState, input: Json): Promise<Ended> {
  const ended = await attempt(run, state, () => workOf(run, state, input));
  if ('caught' in ended) {
    const { Next, ResultPath } = ended.caught;
    const { error, message } = ended.error;
    return { name: Next, data: putResult(input, { Error: error, Cause: message }, ResultPath) };
  }
  return { name: state.Next, data: ended.output };
}

async function workOf(run: Run, state: StepState, input: Json): Promise<Json> {
  const result =
    state.Type === 'Map' ? await mapOf(run, state, input) : await taskOf(run, state, input);
  const selected =
    state.ResultSelector === undefined
      ? result
      : fill(state.ResultSelector, { input: result, context: run.context });
  const output = putResult(input, selected, state.ResultPath);
  if (bytesOf(selected) <= DATA_BYTES && bytesOf(output) <= DATA_BYTES) return output;
  throw new StateError(
    'States.DataLimitExceeded',
    'The state/task returned a result with a size exceeding the maximum number of bytes service limit.',
  );
}

function taskOf(run: Run, state: Extract<StepState, { Type: 'Task' }>, input: Json): Promise<Json> {
  const parameters = fill(state.Parameters, { input, context: run.context });
  return runEcsTask(run, parameters, state.TimeoutSeconds);
}

function mapOf(run: Run, state: MapState, input: Json): Promise<Json> {
  return runMap(run, state, input, (child, item) => runStates(child, state.ItemProcessor, item));
}
