import type { EcsDeps, Processes } from './lifecycle';
import { bringDown, bringUp, endAll } from './lifecycle';
import type { Task, TaskDefinition } from './task';

export interface Ecs {
  clusters: Set<string>;
  definitions: TaskDefinition[];
  tasks: Map<string, Task>;
  /** Starts the task; it ends when its process does. */
  start(task: Task): void;
  stop(task: Task, reason: string): void;
  /** Ends the task's process at once, as lack of memory does. False if none runs. */
  kill(task: Task): boolean;
  /** Kills what still runs and waits until it is gone. */
  close(): Promise<void>;
}

/** Tasks as ECS runs them, each a real process that the launcher starts. */
export function createEcs(deps: EcsDeps): Ecs {
  const processes: Processes = { deps, running: new Map(), ends: new Set(), closed: false };
  const tasks = new Map<string, Task>();
  return {
    clusters: new Set(),
    definitions: [],
    tasks,
    start(task) {
      tasks.set(task.arn, task);
      bringUp(processes, task);
    },
    stop: (task, reason) => bringDown(processes, task, reason),
    kill: ({ arn }) => {
      processes.running.get(arn)?.kill('SIGKILL');
      return processes.running.has(arn);
    },
    close: () => endAll(processes),
  };
}
