import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import * as z from 'zod';
import type { Json, JsonObject } from '../json';
import { sortedKeys } from '../s3/store';
import type { MapState } from './definition';
import { type Execution, endExecution } from './execution';
import type { Run } from './run';
import { StateError } from './state-error';
import { fill } from './template';

/** Child executions at a time where the definition names none. */
const MAX_CHILDREN = 10_000;

interface Item {
  index: number;
  value: Json;
}

interface Ended {
  outputs: Json[];
  failed: number;
}

/**
 * A distributed map: each object of S3 is the input of a child execution, a few at a time. A child that fails is tolerated as far as
 * the state says. The result is the list of the outputs of those that succeeded.
 */
export async function runMap(
  run: Run,
  state: MapState,
  input: Json,
  work: (child: Run, item: Json) => Promise<Json>,
): Promise<Json> {
  const items = readItems(run, state, input);
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  // Every child that runs listens.
  setMaxListeners(0, signal);
  const waiting = [...items];
  const ended: Ended = { outputs: [], failed: 0 };
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await runChild({ ...run, signal }, state, { item, input, ended }, work);
      if (!isTooMany(state, ended.failed, items.length)) continue;
      enough.abort(new StateError('States.ExceedToleratedFailureThreshold', TOO_MANY));
      throw enough.signal.reason;
    }
  };
  const most = state.MaxConcurrency || MAX_CHILDREN;
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return ended.outputs.filter((each) => each !== undefined);
}

const TOO_MANY = 'The specified tolerated failure threshold was exceeded';

function isTooMany(state: MapState, failed: number, total: number): boolean {
  const { ToleratedFailurePercentage: percent, ToleratedFailureCount: count } = state;
  if (count !== undefined && failed > count) return true;
  if (percent !== undefined) return (failed / total) * 100 > percent;
  return count === undefined && failed > 0;
}

const place = z.strictObject({ Bucket: z.string(), Prefix: z.string().optional() });

/** One item for each object, as ListObjectsV2 lists it. */
function readItems({ s3, context }: Run, { ItemReader }: MapState, input: Json): Item[] {
  const parsed = place.safeParse(fill(ItemReader.Parameters, { input, context }));
  if (!parsed.success)
    throw new StateError('States.ItemReaderFailed', 'the reader needs Bucket, and may have Prefix');
  const { Bucket, Prefix = '' } = parsed.data;
  const bucket = s3.buckets.get(Bucket);
  if (bucket === undefined)
    throw new StateError(
      'States.ItemReaderFailed',
      `The specified bucket ${Bucket} does not exist`,
    );
  const keys = sortedKeys(bucket).filter((key) => key.startsWith(Prefix));
  return keys.map((Key, index) => {
    const object = bucket.objects.get(Key);
    const value: JsonObject = {
      Etag: object?.etag ?? '',
      Key,
      LastModified: Math.floor((object?.modified.getTime() ?? 0) / 1000),
      Size: object?.body.length ?? 0,
      StorageClass: 'STANDARD',
    };
    return { index, value };
  });
}

async function runChild(
  run: Run,
  state: MapState,
  { item, input, ended }: { item: Item; input: Json; ended: Ended },
  work: (child: Run, item: Json) => Promise<Json>,
): Promise<void> {
  run.signal.throwIfAborted();
  const context = { ...run.context, Map: { Item: { Index: item.index, Value: item.value } } };
  const selected =
    state.ItemSelector === undefined ? item.value : fill(state.ItemSelector, { input, context });
  const execution = childOf(run, state, selected);
  run.announce(execution);
  try {
    const output = await work({ ...run, context, execution }, selected);
    ended.outputs[item.index] = output;
    endExecution(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) }, run.env);
  } catch (error) {
    const status = run.signal.aborted ? 'ABORTED' : 'FAILED';
    const failed = error instanceof StateError && status === 'FAILED';
    const why = failed ? { error: error.error, cause: error.message } : {};
    endExecution(execution, { status, ...why }, run.env);
    if (!failed) throw error;
    ended.failed += 1;
  } finally {
    run.announce(execution);
  }
}

function childOf({ execution, env, context }: Run, { Label }: MapState, input: Json): Execution {
  const state = context['State'];
  const label = Label ?? (typeof state === 'object' && state !== null ? labelOf(state) : '');
  const name = randomUUID();
  const parent = execution.stateMachineArn;
  return {
    arn: `${parent.replace(':stateMachine:', ':execution:')}/${label}:${name}`,
    stateMachineArn: `${parent}/${label}`,
    name,
    status: 'RUNNING',
    startDate: env.now(),
    input: JSON.stringify(input),
  };
}

/** The name of the state without what an ARN can't hold. */
function labelOf(state: Json): string {
  const name = typeof state === 'object' && state !== null && 'Name' in state ? state['Name'] : '';
  return String(name)
    .replace(/[^A-Za-z0-9_-]/g, '')
    .slice(0, 40);
}
