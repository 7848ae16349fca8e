import type { Job } from '../domain/job';
import type { FanOuts } from '../ports/fan-out';
import type { RunStore } from '../ports/runs';
import type { Tasks } from '../ports/tasks';
import { type AdmitDeps, isAdmitted } from './admit';
import { type AuthorizeDeps, authorize } from './authorize';
import { activeScans, type RunningDeps } from './running-scans';

export type CancelScanDeps = AuthorizeDeps &
  AdmitDeps &
  RunningDeps & {
    tasks: Pick<Tasks, 'ofScan' | 'stop'>;
    fanOuts: Pick<FanOuts, 'stop'>;
    runs: Pick<RunStore, 'cancel'>;
  };

/**
 * Stops a running scan for the person who started it and for anyone who may decide. The events of its task, or of its state
 * machine, then complete its message. Only a scan that runs can be stopped, whatever ARN a button names.
 */
export async function cancelScan(
  deps: CancelScanDeps,
  job: Extract<Job, { type: 'cancel-scan' }>,
): Promise<void> {
  if (!(await isAdmitted(deps, job, 'cancel'))) return;
  const { actor, origin, taskArn } = job;
  const to = { userId: actor.userId, ...origin };
  const running = await activeScans(deps);
  const scan = running.find((each) => taskArn === undefined || each.taskArn === taskArn);
  if (scan === undefined) return deps.replies.tell(to, { kind: 'nothing-running' });
  if (scan.startedBy !== `slack/${actor.userId}`) {
    const permission = await authorize(deps, actor);
    if (!permission.allowed) {
      return deps.replies.tell(to, { kind: 'not-allowed', ask: permission.ask });
    }
  }
  const { name } = await deps.people.lookUp(actor.userId);
  await stopAll(deps, scan.scanId, `Cancelled by ${name}`);
  await deps.replies.tell(to, { kind: 'scan-cancelling' });
}

/**
 * In this order: what starts from now on, or can no longer be stopped, finds that the scan is cancelled and writes nothing; no
 * further task is started; those that run are stopped, which stopping the state machine does not do.
 */
async function stopAll(
  { runs, fanOuts, tasks }: CancelScanDeps,
  scanId: string,
  reason: string,
): Promise<void> {
  await runs.cancel(scanId);
  await fanOuts.stop(scanId, reason);
  for (const { arn } of await tasks.ofScan(scanId)) await tasks.stop(arn, reason);
}
