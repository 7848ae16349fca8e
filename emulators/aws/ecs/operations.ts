import type { Environment } from '../environment';
import type { Operations } from '../operation';
import type { Ecs } from './cluster';
import { clusterOperations } from './clusters';
import { definitionOperations } from './definitions';
import { runOperations } from './run-task';
import { taskOperations } from './tasks';

/** ECS over AWS JSON 1.1: clusters, task definitions and tasks. */
export function ecsOperations(ecs: Ecs, environment: Environment): Operations {
  return {
    ...clusterOperations(ecs, environment),
    ...definitionOperations(ecs, environment),
    ...runOperations(ecs, environment),
    ...taskOperations(ecs, environment),
  };
}
