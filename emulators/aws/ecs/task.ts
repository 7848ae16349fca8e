import type { JsonObject } from '../json';

interface KeyValue {
  name: string;
  value: string;
}

interface ContainerDefinition {
  name: string;
  image: string;
  essential?: boolean | undefined;
  environment?: KeyValue[] | undefined;
  command?: string[] | undefined;
}

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  containers: ContainerDefinition[];
  /** Everything as it was registered. */
  registered: JsonObject;
}

interface ContainerOverride {
  name: string;
  command?: string[] | undefined;
  environment?: KeyValue[] | undefined;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'RUNNING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface Task {
  arn: string;
  clusterArn: string;
  definition: TaskDefinition;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  group: string;
  startedBy: string | undefined;
  launchType: string;
  overrides: ContainerOverride[];
  tags: { key: string; value?: string | undefined }[];
  version: number;
  createdAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  stoppedAt?: Date;
  stopCode?: 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated';
  stoppedReason?: string;
  exitCode?: number;
  /** Why the container has no exit code. */
  containerReason?: string;
  log: string[];
}

/** What a started container is to the launcher: one process. */
export interface Running {
  pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  onLine(listener: (line: string) => void): void;
}

export interface Launch {
  taskArn: string;
  /** Environment of the first container: its definition, then the overrides on top. */
  environment: Record<string, string>;
  /** Command of the container, if its definition or the overrides name one. */
  command: string[] | undefined;
}

/** Starts a task's container; throwing means it cannot be started, such as an image that is not there. */
export type Launcher = (task: Launch) => Running | Promise<Running>;

export function launchOf(task: Task): Launch {
  const container = task.definition.containers[0];
  const override = task.overrides.find(({ name }) => name === container?.name);
  const pairs = [...(container?.environment ?? []), ...(override?.environment ?? [])];
  return {
    taskArn: task.arn,
    environment: Object.fromEntries(pairs.map(({ name, value }) => [name, value])),
    command: override?.command ?? container?.command,
  };
}
