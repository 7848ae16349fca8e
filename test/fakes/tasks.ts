import { isStep, scanIdOf } from '../../src/domain/fan-out';
import type { ScanTask } from '../../src/domain/scan';
import type { Tasks } from '../../src/ports/tasks';

export interface FakeTasks extends Tasks {
  /** Every task ever started, by its ARN. */
  tasks: Map<string, ScanTask>;
  /** Every request to start one, repeated ones too. */
  started: Parameters<Tasks['start']>[1][];
  stopped: { taskArn: string; reason: string }[];
}

/** The ECS cluster in memory. A task stays in PROVISIONING until a test says otherwise or it is stopped. */
export function createFakeTasks(now: () => Date): FakeTasks {
  const byToken = new Map<string, ScanTask>();
  const fake: FakeTasks = {
    tasks: new Map(),
    started: [],
    stopped: [],
    start: async (images, options) => {
      fake.started.push(options);
      const known = byToken.get(options.token);
      if (known !== undefined) return known;
      const task = {
        arn: `arn:${options.token}`,
        lastStatus: 'PROVISIONING',
        startedBy: options.startedBy,
        environment: { ...options.environment, SCAN_IMAGES: JSON.stringify(images) },
        createdAt: now().toISOString(),
      };
      byToken.set(options.token, task);
      fake.tasks.set(task.arn, task);
      return task;
    },
    describe: async (arn) => fake.tasks.get(arn),
    running: async () =>
      [...fake.tasks.values()].filter((task) => task.lastStatus !== 'STOPPED' && !isStep(task)),
    ofScan: async (scanId) =>
      [...fake.tasks.values()].filter(
        (task) => task.lastStatus !== 'STOPPED' && scanIdOf(task) === scanId,
      ),
    stop: async (taskArn, reason) => {
      fake.stopped.push({ taskArn, reason });
      const task = fake.tasks.get(taskArn);
      if (task === undefined) return;
      const stopped = { lastStatus: 'STOPPED', stoppedReason: reason };
      fake.tasks.set(taskArn, { ...task, ...stopped });
    },
  };
  return fake;
}
