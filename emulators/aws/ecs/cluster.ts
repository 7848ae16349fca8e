import type { EcsDeps, Life } from './lifecycle';
import { bringDown, bringUp, endAll } from './lifecycle';
import type { Task, TaskDefinition } from './task';

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

/** Tasks as ECS runs them, each a real process that the launcher starts. */
export function createEcs(deps: EcsDeps): Ecs {
  const life: Life = { deps, running: new Map(), ends: new Set(), closed: false };
  const tasks = new Map<string, Task>();
  return {
    clusters: new Set(),
    definitions: [],
    tasks,
    start(task) {
      tasks.set(task.arn, task);
      bringUp(life, task);
    },
    stop: (task, reason) => bringDown(life, task, reason),
    close: () => endAll(life),
  };
}
