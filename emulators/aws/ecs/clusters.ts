import * as z from 'zod';
import { AwsError } from '../aws-error';
import type { Environment } from '../environment';
import type { Operations } from '../operation';
import { operationsRefusing } from '../operation';
import type { Ecs } from './cluster';
import type { Task } from './task';

const operation = operationsRefusing('InvalidParameterException');

/** Creating and reading clusters. */
export function clusterOperations(ecs: Ecs, env: Environment): Operations {
  const arnOf = (name: string) => `arn:aws:ecs:${env.region}:${env.account}:cluster/${name}`;
  const describe = (name: string) => ({
    clusterArn: arnOf(name),
    clusterName: name,
    status: 'ACTIVE',
    runningTasksCount: countOf(ecs, arnOf(name), (task) => task.lastStatus === 'RUNNING'),
    pendingTasksCount: countOf(ecs, arnOf(name), (task) =>
      ['PROVISIONING', 'PENDING'].includes(task.lastStatus),
    ),
    activeServicesCount: 0,
  });
  return {
    CreateCluster: operation(
      z.object({ clusterName: z.string().optional() }),
      ({ clusterName = 'default' }) => {
        ecs.clusters.add(clusterName);
        return { cluster: describe(clusterName) };
      },
    ),
    DescribeClusters: operation(
      z.object({ clusters: z.array(z.string()).optional() }),
      ({ clusters = ['default'] }) => {
        const names = clusters.map((cluster) => cluster.split('/').at(-1) ?? cluster);
        return {
          clusters: names.filter((name) => ecs.clusters.has(name)).map(describe),
          failures: names
            .filter((name) => !ecs.clusters.has(name))
            .map((name) => ({ arn: arnOf(name), reason: 'MISSING' })),
        };
      },
    ),
  };
}

function countOf(ecs: Ecs, cluster: string, holds: (task: Task) => boolean): number {
  return [...ecs.tasks.values()].filter((task) => task.clusterArn === cluster && holds(task))
    .length;
}

/** The ARN of the cluster named, which must exist. */
export function clusterArn(ecs: Ecs, env: Environment, given = 'default'): string {
  const name = given.split('/').at(-1) ?? given;
  if (!ecs.clusters.has(name)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return `arn:aws:ecs:${env.region}:${env.account}:cluster/${name}`;
}
