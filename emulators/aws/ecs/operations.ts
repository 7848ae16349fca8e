import type { Environment } from '../environment';
import type { Operations } from '../operation';
import type { Ecs } from './cluster';
import { clusterOperations } from './clusters';
import { definitionOperations } from './definitions';
import { runOperations } from './run-task';
import { taskOperations } from './tasks';

/** ECS over AWS JSON 1.1: clusters, task definitions and tasks. */
export function ecsOperations(ecs: Ecs, env: Environment): Operations {
  return {
    ...clusterOperations(ecs, env),
    ...definitionOperations(ecs, env),
    ...runOperations(ecs, env),
    ...taskOperations(ecs, env),
  };
}
