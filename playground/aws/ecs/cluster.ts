import type { World } from '../world';
import { describeTask, viewOf } from './describe';
import type { Launcher, Running, Task, TaskDefinition, TaskStatus } from './task';
import { launchOf } from './task';

export interface EcsDeps {
  world: World;
  launch: Launcher | undefined;
  /** Milliseconds a task stays in each state on its way up and down. */
  stepMillis: number;
  /** Milliseconds between SIGTERM and SIGKILL; ECS's stopTimeout is 30 s. */
  stopTimeoutMillis: number;
  publish(detail: ReturnType<typeof describeTask>, taskArn: string): void;
}

export interface Ecs {
  clusters: Set<string>;
  definitions: TaskDefinition[];
  tasks: Map<string, Task>;
  /** Takes the task up; its end comes from the process. */
  start(task: Task): void;
  stop(task: Task, reason: string): void;
  /** Kills what still runs and waits until it is gone. */
  close(): Promise<void>;
}

const LOG_LINES = 200;

/** Tasks as ECS runs them, each a real process that the launcher starts. */
export function createEcs(deps: EcsDeps): Ecs {
  const { world, publish } = deps;
  const tasks = new Map<string, Task>();
  const running = new Map<string, Running>();
  const ends = new Set<Promise<void>>();
  let closed = false;

  const enter = (task: Task, status: TaskStatus) => {
    task.lastStatus = status;
    task.version += 1;
    if (closed) return;
    publish(
      describeTask(task, (date) => date.toISOString()),
      task.arn,
    );
    world.changes.emit({ type: 'task', task: viewOf(task) });
  };

  const pause = (then: () => void) => world.timers.later(deps.stepMillis, then);

  const finish = (task: Task) => {
    task.desiredStatus = 'STOPPED';
    task.stoppingAt ??= world.now();
    enter(task, 'DEPROVISIONING');
    pause(() => {
      task.stoppedAt = world.now();
      enter(task, 'STOPPED');
    });
  };

  const failToStart = (task: Task, error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    task.stopCode ??= 'TaskFailedToStart';
    task.stoppedReason ??= `CannotStartContainerError: ${why}`;
    task.containerReason = `CannotStartContainerError: ${why}`;
    finish(task);
  };

  const run = async (task: Task) => {
    if (!deps.launch) throw new Error('no launcher is registered');
    const child = await deps.launch(launchOf(task));
    running.set(task.arn, child);
    if (closed) child.kill('SIGKILL');
    child.onLine((line) => keepLine(task, line, world));
    task.startedAt = world.now();
    enter(task, 'RUNNING');
    const { code, signal } = await child.exited;
    running.delete(task.arn);
    task.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 143);
    task.stopCode ??= 'EssentialContainerExited';
    task.stoppedReason ??= 'Essential container in task exited';
    finish(task);
  };

  const launch = (task: Task) => {
    const end = run(task).catch((error: unknown) => failToStart(task, error));
    ends.add(end);
    end.finally(() => ends.delete(end)).catch(() => undefined);
  };

  return {
    clusters: new Set(),
    definitions: [],
    tasks,
    start(task) {
      tasks.set(task.arn, task);
      enter(task, 'PROVISIONING');
      pause(() => {
        if (task.desiredStatus === 'STOPPED') return finish(task);
        enter(task, 'PENDING');
        pause(() => (task.desiredStatus === 'STOPPED' ? finish(task) : launch(task)));
      });
    },
    stop(task, reason) {
      if (task.desiredStatus === 'STOPPED') return;
      task.desiredStatus = 'STOPPED';
      task.stoppingAt = world.now();
      task.stopCode = 'UserInitiated';
      task.stoppedReason = reason;
      const child = running.get(task.arn);
      if (!child) return;
      enter(task, 'STOPPING');
      child.kill('SIGTERM');
      world.timers.later(deps.stopTimeoutMillis, () => running.get(task.arn)?.kill('SIGKILL'));
    },
    async close() {
      closed = true;
      for (const child of running.values()) child.kill('SIGKILL');
      await Promise.all(ends);
    },
  };
}

function keepLine(task: Task, line: string, world: World): void {
  task.log.push(line);
  if (task.log.length > LOG_LINES) task.log.shift();
  world.changes.emit({ type: 'task-log', arn: task.arn, line });
}
