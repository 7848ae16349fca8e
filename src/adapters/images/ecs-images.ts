import {
  type Container,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { defined } from '../../domain/defined';
import { chunksOf } from '../../domain/group-by';
import { parseImageReference } from '../../domain/image';
import type { ScanTarget } from '../../domain/scan';
import type { FailedReference, ResolvedImages } from '../../ports/images';
import { callAws } from '../aws-errors';
import { toTarget } from './targets';

/** DescribeTasks: tasks per call. */
const TASKS_PER_CALL = 100;

/** The images that run now, with the digest ECS pulled, their services and their platform. */
export async function runningImages(
  client: ECSClient,
  clusters: string[],
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { targets: [], failed: [] };
  for (const cluster of clusters) {
    for (const task of await runningTasks(client, cluster)) {
      for (const container of task.containers ?? []) {
        const target = targetOf(container, task, nameOf(cluster));
        if (target !== undefined) resolved.targets.push(target);
        else resolved.failed.push(unreadable(container));
      }
    }
  }
  return resolved;
}

async function runningTasks(client: ECSClient, cluster: string): Promise<Task[]> {
  const arns = await listTasks(client, cluster);
  const tasks: Task[] = [];
  for (const part of chunksOf(arns, TASKS_PER_CALL)) {
    const command = new DescribeTasksCommand({ cluster, tasks: part });
    const answer = await callAws(`list what runs in cluster ${cluster}`, () =>
      client.send(command),
    );
    tasks.push(...(answer.tasks ?? []));
  }
  return tasks;
}

function listTasks(client: ECSClient, cluster: string): Promise<string[]> {
  return callAws(`list what runs in cluster ${cluster}`, async () => {
    const arns: string[] = [];
    for await (const page of paginateListTasks({ client }, { cluster, desiredStatus: 'RUNNING' })) {
      arns.push(...(page.taskArns ?? []));
    }
    return arns;
  });
}

function targetOf(container: Container, task: Task, cluster: string): ScanTarget | undefined {
  try {
    const reference = parseImageReference(container.image ?? '');
    const digest = reference.digest ?? container.imageDigest;
    const platform = platformOf(task);
    return toTarget(
      { ...reference, ...defined({ digest }) },
      { services: servicesOf(task, cluster), ...defined({ platform }) },
    );
  } catch {
    return undefined;
  }
}

function unreadable(container: Container): FailedReference {
  const reference = container.image ?? container.name ?? 'a container without an image';
  return {
    reference,
    reason: `"${reference}" runs but is not an image reference; look at its task definition.`,
  };
}

/** ECS names the service a task belongs to in its group: `service:NAME`. */
function servicesOf(task: Task, cluster: string): string[] {
  const service = /^service:(.+)$/.exec(task.group ?? '')?.[1];
  return service === undefined ? [] : [`${cluster}/${service}`];
}

function platformOf(task: Task): string | undefined {
  const attribute = task.attributes?.find((each) => each.name === 'ecs.cpu-architecture')?.value;
  if (attribute === undefined) return undefined;
  return `linux/${attribute === 'x86_64' ? 'amd64' : attribute}`;
}

function nameOf(cluster: string): string {
  return cluster.split('/').at(-1) ?? cluster;
}
