import type { Job } from '../domain/job';
import type { Replies } from '../ports/people';
import type { Tasks } from '../ports/tasks';
import { type AuthorizeDeps, authorize } from './authorize';

export interface CancelScanDeps extends AuthorizeDeps {
  tasks: Pick<Tasks, 'running' | 'stop'>;
  replies: Replies;
}

/**
 * Stops a scan for whoever started it, or may decide. The task's own events then bring its message to the end. Only a
 * task of the scanner that runs now can be stopped, whatever a button says.
 */
export async function cancelScan(
  deps: CancelScanDeps,
  { actor, origin, taskArn }: Extract<Job, { type: 'cancel-scan' }>,
): Promise<void> {
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
  await deps.tasks.stop(task.arn, `cancelled by ${actor.name}`);
  await deps.replies.tell(to, { kind: 'scan-cancelling' });
}
