import type { Job } from '../domain/job';
import type { Tasks } from '../ports/tasks';
import { type AdmitDeps, isAdmitted } from './admit';
import { type AuthorizeDeps, authorize } from './authorize';

export type CancelScanDeps = AuthorizeDeps & AdmitDeps & { tasks: Pick<Tasks, 'running' | 'stop'> };

/**
 * Stops a running scan for the person who started it and for anyone who may decide. The task's own events then
 * complete its message. Only a running task of the scanner can be stopped, whatever ARN a button names.
 */
export async function cancelScan(
  deps: CancelScanDeps,
  job: Extract<Job, { type: 'cancel-scan' }>,
): Promise<void> {
  if (!(await isAdmitted(deps, job, 'cancel'))) return;
  const { actor, origin, taskArn } = job;
  const to = { userId: actor.userId, ...origin };
  const running = await deps.tasks.running();
  const task = running.find(({ arn }) => taskArn === undefined || arn === taskArn);
  if (task === undefined) return deps.replies.tell(to, { kind: 'nothing-running' });
  if (task.startedBy !== `slack/${actor.userId}`) {
    const permission = await authorize(deps, actor);
    if (!permission.allowed) {
      return deps.replies.tell(to, { kind: 'not-allowed', ask: permission.ask });
    }
  }
  const { name } = await deps.people.lookUp(actor.userId);
  await deps.tasks.stop(task.arn, `Cancelled by ${name}`);
  await deps.replies.tell(to, { kind: 'scan-cancelling' });
}
