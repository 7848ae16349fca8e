import type { Environment } from '../environment';
import type { JsonObject } from '../json';
import { taskInEvent, viewOf } from './describe';
import type { Launcher, Running, Task, TaskStatus } from './task';
import { launchOf } from './task';

export interface EcsDeps {
  env: Environment;
  launch: Launcher | undefined;
  /** Milliseconds a task stays in each state on its way up and down. */
  stepMillis: number;
  /** Milliseconds between SIGTERM and SIGKILL; ECS's stopTimeout is 30 s. */
  stopTimeoutMillis: number;
  publish(detail: JsonObject, taskArn: string): void;
}

/** The processes behind the tasks. */
export interface Processes {
  deps: EcsDeps;
  /** By task ARN. */
  running: Map<string, Running>;
  /** What must settle before everything is over. */
  ends: Set<Promise<void>>;
  /** No event is published any more. */
  closed: boolean;
}

const LOG_LINES = 200;

/** Starts a new task, state by state, until its process runs. It ends when its process does. */
export function bringUp(processes: Processes, task: Task): void {
  enter(processes, task, 'PROVISIONING');
  pause(processes, () => {
    if (task.desiredStatus === 'STOPPED') return finish(processes, task);
    enter(processes, task, 'PENDING');
    pause(processes, () =>
      task.desiredStatus === 'STOPPED' ? finish(processes, task) : launch(processes, task),
    );
  });
}

/** Asks a task to stop: SIGTERM, and SIGKILL when it takes too long. */
export function bringDown(processes: Processes, task: Task, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  const { env, stopTimeoutMillis } = processes.deps;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt = env.now();
  task.stopCode = 'UserInitiated';
  task.stoppedReason = reason;
  const child = processes.running.get(task.arn);
  if (!child) return;
  enter(processes, task, 'STOPPING');
  child.kill('SIGTERM');
  env.timers.later(stopTimeoutMillis, () => processes.running.get(task.arn)?.kill('SIGKILL'));
}

/** Kills what still runs and waits until it is gone. */
export async function endAll(processes: Processes): Promise<void> {
  processes.closed = true;
  for (const child of processes.running.values()) child.kill('SIGKILL');
  await Promise.all(processes.ends);
}

function enter({ deps, closed }: Processes, task: Task, status: TaskStatus): void {
  task.lastStatus = status;
  task.version += 1;
  if (closed) return;
  deps.publish(taskInEvent(task), task.arn);
  deps.env.changes.emit({ type: 'task', task: viewOf(task) });
}

function pause({ deps }: Processes, then: () => void): void {
  deps.env.timers.later(deps.stepMillis, then);
}

function launch(processes: Processes, task: Task): void {
  const end = run(processes, task).catch((error: unknown) => failToStart(processes, task, error));
  processes.ends.add(end);
  end.finally(() => processes.ends.delete(end)).catch(() => undefined);
}

async function run(processes: Processes, task: Task): Promise<void> {
  const { deps, running } = processes;
  if (!deps.launch) throw new Error('no launcher is registered');
  const child = await deps.launch(launchOf(task));
  running.set(task.arn, child);
  if (processes.closed) child.kill('SIGKILL');
  child.onLine((line) => keepLine(task, line, deps.env));
  task.startedAt = deps.env.now();
  enter(processes, task, 'RUNNING');
  const { code, signal } = await child.exited;
  running.delete(task.arn);
  task.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
  task.stopCode ??= 'EssentialContainerExited';
  task.stoppedReason ??= 'Essential container in task exited';
  finish(processes, task);
}

function failToStart(processes: Processes, task: Task, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  task.stopCode ??= 'TaskFailedToStart';
  task.stoppedReason ??= `CannotStartContainerError: ${why}`;
  task.containerReason = `CannotStartContainerError: ${why}`;
  finish(processes, task);
}

function finish(processes: Processes, task: Task): void {
  const { env } = processes.deps;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt ??= env.now();
  enter(processes, task, 'DEPROVISIONING');
  pause(processes, () => {
    task.stoppedAt = env.now();
    enter(processes, task, 'STOPPED');
  });
}

function keepLine(task: Task, line: string, env: Environment): void {
  task.log.push(line);
  if (task.log.length > LOG_LINES) task.log.shift();
  env.changes.emit({ type: 'task-log', arn: task.arn, line });
}
