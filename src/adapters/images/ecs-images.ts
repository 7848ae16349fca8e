import {
  type Container,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { defined } from '../../domain/defined';
import { exposureOfImage } from '../../domain/exposure';
import { chunksOf } from '../../domain/group-by';
import { parseImageReference } from '../../domain/image';
import type { Unclear } from '../../domain/reach';
import type { ScanTarget } from '../../domain/scan';
import type { FailedReference, ResolvedImages } from '../../ports/images';
import type { Log } from '../../ports/runtime';
import { callAws } from '../aws-errors';
import { type ExposureClients, exposureClients, reachOfTasks } from './exposure/exposure';
import { serviceOf } from './exposure/services';
import { clusterNotRead } from './failures';
import { toTarget } from './targets';

/** DescribeTasks: tasks per call. */
const TASKS_PER_CALL = 100;

/** What it takes to tell which tasks the internet reaches. */
export interface ExposureDeps {
  /** Those of the account by default. */
  clients?: ExposureClients;
  log: Log;
  /** `exposed` of vulnscan.yml. */
  names?: string[] | undefined;
}

/** The images that run now, with the digest ECS pulled, their services, their platform and their exposure. */
export async function runningImages(
  client: ECSClient,
  clusters: string[],
  exposure: ExposureDeps,
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { targets: [], failed: [], unclear: [] };
  for (const cluster of clusters) {
    try {
      await addCluster(client, cluster, exposure, resolved);
    } catch (error) {
      resolved.failed.push(clusterNotRead(cluster, error));
    }
  }
  return resolved;
}

async function addCluster(
  client: ECSClient,
  cluster: string,
  { clients = exposureClients(client), log, names }: ExposureDeps,
  into: ResolvedImages,
): Promise<void> {
  const tasks = await runningTasks(client, cluster);
  const reaches = await reachOfTasks(clients, log, cluster, tasks);
  const unclear = new Map<string, Unclear>();
  for (const task of tasks) {
    const reach = reaches.get(task.taskArn ?? '');
    const targets = targetsOf(task, nameOf(cluster), into);
    for (const target of targets) {
      const exposed = exposureOfImage(target, { names, reach });
      into.targets.push({ ...target, exposure: exposed });
      if (exposed.exposed !== 'unknown' || reach?.exposed !== 'unknown') continue;
      unclear.set(runnerOf(task, nameOf(cluster)), reach.why);
    }
  }
  into.unclear?.push(...[...unclear].map(([name, why]) => ({ name, why })));
}

/** The name of a service, or of the task definition of a standalone task. */
function runnerOf(task: Task, cluster: string): string {
  const family = task.taskDefinitionArn?.split('/').at(-1)?.split(':')[0] ?? 'task';
  return servicesOf(task, cluster)[0] ?? `${cluster}/${family}`;
}

function targetsOf(task: Task, cluster: string, into: ResolvedImages): ScanTarget[] {
  return (task.containers ?? []).flatMap((container) => {
    if (isOfAws(container)) return [];
    const target = targetOf(container, task, cluster);
    if (target === undefined) into.failed.push(unreadable(container));
    return target ?? [];
  });
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

function servicesOf(task: Task, cluster: string): string[] {
  const service = serviceOf(task);
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
