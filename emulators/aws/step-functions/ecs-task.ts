import * as z from 'zod';
import { AwsError } from '../aws-error';
import { taskInState } from '../ecs/describe';
import type { Task } from '../ecs/task';
import type { Json } from '../json';
import { isObject } from '../json';
import { type Run, sleep } from './run';
import { StateError } from './state-error';

const started = z.object({ tasks: z.array(z.object({ taskArn: z.string() })).min(1) });

/**
 * `ecs:runTask.sync`: starts a task and waits until it has stopped. A task whose container did not end with 0 fails the state. A
 * task goes on when its execution is stopped: AWS tries to stop it and does not promise to.
 */
export async function runEcsTask(
  run: Run,
  parameters: Json,
  timeoutSeconds?: number,
): Promise<Json> {
  const task = startTask(run, parameters);
  const waited = untilStopped(run, task);
  await (timeoutSeconds === undefined
    ? waited
    : Promise.race([waited, timeout(run, timeoutSeconds)]));
  const output = capitalized(taskInState(task));
  if (task.stopCode === 'EssentialContainerExited' && task.exitCode === 0) return output;
  throw new StateError('States.TaskFailed', JSON.stringify(output));
}

function startTask({ ecs, runTask, signal }: Run, parameters: Json): Task {
  const input = uncapitalized(parameters);
  const asked = isObject(input) ? { ...input, startedBy: 'AWS Step Functions' } : input;
  try {
    const answer = started.parse(runTask(asked, { signal }));
    const task = ecs.tasks.get(answer.tasks[0]?.taskArn ?? '');
    if (task !== undefined) return task;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StateError(`ECS.${error.code}`, error.message);
  }
  throw new StateError('ECS.ServerException', 'the task has no ARN');
}

function untilStopped({ env, signal }: Run, task: Task): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      unlisten();
      signal.removeEventListener('abort', abort);
      how();
    };
    const abort = () => settle(() => reject(signal.reason));
    const unlisten = env.changes.listen((change) => {
      const hasStopped = change.type === 'task' && change.task.lastStatus === 'STOPPED';
      if (hasStopped && change.task.arn === task.arn) settle(resolve);
    });
    signal.addEventListener('abort', abort);
  });
}

async function timeout(run: Run, seconds: number): Promise<never> {
  await sleep(run, seconds);
  throw new StateError('States.Timeout', '');
}

/** Step Functions writes the names of ECS with a capital letter. */
function capitalized(value: Json): Json {
  return withNames(value, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

function uncapitalized(value: Json): Json {
  return withNames(value, (name) => name.charAt(0).toLowerCase() + name.slice(1));
}

function withNames(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((each) => withNames(each, rename));
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, each]) => [rename(name), withNames(each, rename)]));
}
