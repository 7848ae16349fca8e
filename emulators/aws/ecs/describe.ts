import type { TaskView } from '../changes';
import type { Json, JsonObject } from '../json';
import { parseJson } from '../json';
import type { Task } from './task';

/** A task as the API prints it, with times in seconds. */
export function taskOnWire(task: Task): JsonObject {
  return describeTask(task, (date) => date.getTime() / 1000);
}

/** A task as its events carry it, with times as text. */
export function taskInEvent(task: Task): JsonObject {
  return describeTask(task, (date) => date.toISOString());
}

/** A task as Step Functions passes it on, with times in milliseconds. */
export function taskInState(task: Task): JsonObject {
  return describeTask(task, (date) => date.getTime());
}

function describeTask(task: Task, when: (date: Date) => Json): JsonObject {
  const { registered } = task.definition;
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.definition.arn,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    group: task.group,
    launchType: task.launchType,
    cpu: registered['cpu'] ?? '256',
    memory: registered['memory'] ?? '512',
    version: task.version,
    attachments: [],
    attributes: [],
    tags: plain(task.tags),
    createdAt: when(task.createdAt),
    containers: containersOf(task),
    overrides: { containerOverrides: plain(task.overrides), inferenceAcceleratorOverrides: [] },
    ...(task.startedBy !== undefined && { startedBy: task.startedBy }),
    ...(task.startedAt && { startedAt: when(task.startedAt) }),
    ...(task.stoppingAt && { stoppingAt: when(task.stoppingAt) }),
    ...(task.stoppedAt && { stoppedAt: when(task.stoppedAt) }),
    ...(task.stopCode && { stopCode: task.stopCode }),
    ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
  };
}

function containersOf(task: Task): Json[] {
  const status = ['PROVISIONING', 'PENDING'].includes(task.lastStatus)
    ? 'PENDING'
    : task.lastStatus === 'RUNNING' || task.lastStatus === 'STOPPING'
      ? 'RUNNING'
      : 'STOPPED';
  return task.definition.containers.map((container, index) => ({
    containerArn: `${task.arn.replace(':task/', ':container/')}/${index}`,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    lastStatus: status,
    networkInterfaces: [],
    cpu: '0',
    ...(index === 0 &&
      status === 'STOPPED' &&
      task.exitCode !== undefined && { exitCode: task.exitCode }),
    ...(index === 0 && task.containerReason !== undefined && { reason: task.containerReason }),
  }));
}

export function viewOf(task: Task): TaskView {
  return {
    arn: task.arn,
    group: task.group,
    lastStatus: task.lastStatus,
    startedBy: task.startedBy ?? '',
    log: [...task.log],
    ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
    ...(task.exitCode !== undefined && { exitCode: task.exitCode }),
  };
}

/** A copy without members that are undefined. */
function plain(value: unknown): Json {
  return parseJson(JSON.stringify(value));
}
