import * as z from 'zod';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { World } from '../world';
import type { Ecs } from './cluster';
import { clusterArn, clusterOperations } from './clusters';
import { definitionOperations } from './definitions';
import { runOperations } from './run-task';
import { taskOperations } from './tasks';

const operation = operationsRefusing('InvalidParameterException');

/** ECS over AWS JSON 1.1: clusters, task definitions, tasks; services only to say there are none. */
export function ecsOperations(ecs: Ecs, world: World): Operations {
  return {
    ...clusterOperations(ecs, world),
    ...definitionOperations(ecs, world),
    ...runOperations(ecs, world),
    ...taskOperations(ecs, world),
    ListServices: operation(z.object({ cluster: z.string().optional() }), ({ cluster }) => {
      clusterArn(ecs, world, cluster);
      return { serviceArns: [] };
    }),
    DescribeServices: operation(
      z.object({ cluster: z.string().optional(), services: z.array(z.string()) }),
      ({ cluster, services }) => {
        clusterArn(ecs, world, cluster);
        return { services: [], failures: services.map((arn) => ({ arn, reason: 'MISSING' })) };
      },
    ),
  };
}
