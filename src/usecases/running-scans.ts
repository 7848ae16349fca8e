import { defined } from '../domain/defined';
import { type RunningFanOut, scanIdOf } from '../domain/fan-out';
import type { RunningScan } from '../domain/overview';
import type { ScanTask } from '../domain/scan';
import type { FanOuts } from '../ports/fan-out';
import type { Tasks } from '../ports/tasks';

export interface RunningDeps {
  tasks: Pick<Tasks, 'running'>;
  fanOuts: Pick<FanOuts, 'running'>;
}

/** A scan that runs, in one task or in several. */
export interface ActiveScan extends RunningScan {
  scanId: string;
  /** The task that was started first, whether or not it still runs. */
  taskArn?: string;
  /** As the task was started: `slack/<user id>` for a request. */
  startedBy?: string;
  /** Which request it is of. */
  request?: string;
  acceptVanished: boolean;
}

/** The scans that run now. While its first task plans, a scan is a task; from then on an execution, for a moment both. */
export async function activeScans({ tasks, fanOuts }: RunningDeps): Promise<ActiveScan[]> {
  const [planning, spread] = await Promise.all([tasks.running(), fanOuts.running()]);
  const scans = [...planning.map(fromTask), ...spread.map(fromFanOut)];
  return [...new Map(scans.map((scan) => [scan.scanId, scan])).values()];
}

/** The scans that run now, as Home and `status` show them. */
export async function runningScans(deps: RunningDeps): Promise<RunningScan[]> {
  const running = await activeScans(deps);
  return running.map(({ images, startedAt }) => ({ images, ...defined({ startedAt }) }));
}

function fromTask(task: ScanTask): ActiveScan {
  const { arn, startedBy, environment } = task;
  return {
    scanId: scanIdOf(task),
    taskArn: arn,
    images: imagesOf(task),
    acceptVanished: environment['SCAN_ACCEPT_VANISHED'] === '1',
    ...defined({ startedBy, startedAt: task.createdAt, request: environment['SCAN_REQUEST'] }),
  };
}

function fromFanOut({ acceptVanished = false, ...run }: RunningFanOut): ActiveScan {
  return { ...run, acceptVanished };
}

/** The images that a task scans; none means all. */
export function imagesOf(task: ScanTask): string[] {
  const text = task.environment['SCAN_IMAGES'] ?? '[]';
  try {
    const images: unknown = JSON.parse(text);
    return Array.isArray(images) ? images.filter((image) => typeof image === 'string') : [];
  } catch {
    return [];
  }
}
