import type { Operations } from '../operation';
import type { World } from '../world';
import type { Ecs } from './cluster';
import { clusterOperations } from './clusters';
import { definitionOperations } from './definitions';
import { runOperations } from './run-task';
import { taskOperations } from './tasks';

/** ECS over AWS JSON 1.1: clusters, task definitions and tasks. */
export function ecsOperations(ecs: Ecs, world: World): Operations {
  return {
    ...clusterOperations(ecs, world),
    ...definitionOperations(ecs, world),
    ...runOperations(ecs, world),
    ...taskOperations(ecs, world),
  };
}
