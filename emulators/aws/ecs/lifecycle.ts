import type { JsonObject } from '../json';
import type { World } from '../world';
import { taskInEvent, viewOf } from './describe';
import type { Launcher, Running, Task, TaskStatus } from './task';
import { launchOf } from './task';

export interface EcsDeps {
  world: World;
  launch: Launcher | undefined;
  /** Milliseconds a task stays in each state on its way up and down. */
  stepMillis: number;
  /** Milliseconds between SIGTERM and SIGKILL; ECS's stopTimeout is 30 s. */
  stopTimeoutMillis: number;
  publish(detail: JsonObject, taskArn: string): void;
}

/** The processes behind the tasks. */
export interface Life {
  deps: EcsDeps;
  /** By task ARN. */
  running: Map<string, Running>;
  /** What must settle before everything is over. */
  ends: Set<Promise<void>>;
  /** Nothing is told any more. */
  closed: boolean;
}

const LOG_LINES = 200;

/** Takes a new task up, step by step, to where its process starts; its end comes from the process. */
export function bringUp(life: Life, task: Task): void {
  enter(life, task, 'PROVISIONING');
  pause(life, () => {
    if (task.desiredStatus === 'STOPPED') return finish(life, task);
    enter(life, task, 'PENDING');
    pause(life, () => (task.desiredStatus === 'STOPPED' ? finish(life, task) : launch(life, task)));
  });
}

/** Asks a task to stop: SIGTERM, and SIGKILL when it takes too long. */
export function bringDown(life: Life, task: Task, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  const { world, stopTimeoutMillis } = life.deps;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt = world.now();
  task.stopCode = 'UserInitiated';
  task.stoppedReason = reason;
  const child = life.running.get(task.arn);
  if (!child) return;
  enter(life, task, 'STOPPING');
  child.kill('SIGTERM');
  world.timers.later(stopTimeoutMillis, () => life.running.get(task.arn)?.kill('SIGKILL'));
}

/** Kills what still runs and waits until it is gone. */
export async function endAll(life: Life): Promise<void> {
  life.closed = true;
  for (const child of life.running.values()) child.kill('SIGKILL');
  await Promise.all(life.ends);
}

function enter({ deps, closed }: Life, task: Task, status: TaskStatus): void {
  task.lastStatus = status;
  task.version += 1;
  if (closed) return;
  deps.publish(taskInEvent(task), task.arn);
  deps.world.changes.emit({ type: 'task', task: viewOf(task) });
}

function pause({ deps }: Life, then: () => void): void {
  deps.world.timers.later(deps.stepMillis, then);
}

function launch(life: Life, task: Task): void {
  const end = run(life, task).catch((error: unknown) => failToStart(life, task, error));
  life.ends.add(end);
  end.finally(() => life.ends.delete(end)).catch(() => undefined);
}

async function run(life: Life, task: Task): Promise<void> {
  const { deps, running } = life;
  if (!deps.launch) throw new Error('no launcher is registered');
  const child = await deps.launch(launchOf(task));
  running.set(task.arn, child);
  if (life.closed) child.kill('SIGKILL');
  child.onLine((line) => keepLine(task, line, deps.world));
  task.startedAt = deps.world.now();
  enter(life, task, 'RUNNING');
  const { code, signal } = await child.exited;
  running.delete(task.arn);
  task.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
  task.stopCode ??= 'EssentialContainerExited';
  task.stoppedReason ??= 'Essential container in task exited';
  finish(life, task);
}

function failToStart(life: Life, task: Task, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  task.stopCode ??= 'TaskFailedToStart';
  task.stoppedReason ??= `CannotStartContainerError: ${why}`;
  task.containerReason = `CannotStartContainerError: ${why}`;
  finish(life, task);
}

function finish(life: Life, task: Task): void {
  const { world } = life.deps;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt ??= world.now();
  enter(life, task, 'DEPROVISIONING');
  pause(life, () => {
    task.stoppedAt = world.now();
    enter(life, task, 'STOPPED');
  });
}

function keepLine(task: Task, line: string, world: World): void {
  task.log.push(line);
  if (task.log.length > LOG_LINES) task.log.shift();
  world.changes.emit({ type: 'task-log', arn: task.arn, line });
}
