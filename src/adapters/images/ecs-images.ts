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
import { clusterNotRead } from './failures';
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
    try {
      const tasks = await runningTasks(client, cluster);
      for (const task of tasks) addImages(task, nameOf(cluster), resolved);
    } catch (error) {
      resolved.failed.push(clusterNotRead(cluster, error));
    }
  }
  return resolved;
}

function addImages(task: Task, cluster: string, into: ResolvedImages): void {
  for (const container of task.containers ?? []) {
    if (isOfAws(container)) continue;
    const target = targetOf(container, task, cluster);
    if (target !== undefined) into.targets.push(target);
    else into.failed.push(unreadable(container));
  }
}

/**
 * A container that AWS adds to a task: GuardDuty's agent, Service Connect's proxy. It has no image that its owner could
 * upgrade, and GuardDuty's names none at all, which every container of a task definition must.
 */
function isOfAws({ name = '', image }: Container): boolean {
  return !image || /^(aws-guardduty-agent|ecs-service-connect)-/.test(name);
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
  const reference = container.image ?? '';
  return {
    reference,
    name: reference,
    code: 'image_reference',
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
