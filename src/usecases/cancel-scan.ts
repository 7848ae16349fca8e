import type { Job } from '../domain/job';
import type { Replies } from '../ports/people';
import type { Tasks } from '../ports/tasks';
import { type AuthorizeDeps, authorize } from './authorize';

export interface CancelScanDeps extends AuthorizeDeps {
  tasks: Pick<Tasks, 'running' | 'stop'>;
  replies: Replies;
}

/**
 * Stops a running scan for the person who started it and for anyone who may decide. The task's own events then
 * complete its message. Only a running task of the scanner can be stopped, whatever ARN a button names.
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
