import type { Job } from '../domain/job';
import { overviewOf } from '../domain/overview';
import type { FindingStore } from '../ports/findings';
import type { Tasks } from '../ports/tasks';
import type { HomeTab } from '../ports/views';
import { OPEN, readFindings } from './read-findings';
import { type ReadHealthDeps, readHealth } from './read-health';

export interface PublishHomeDeps extends ReadHealthDeps {
  store: FindingStore;
  tasks: Pick<Tasks, 'running'>;
  home: HomeTab;
}

/** Draws the Home tab of the person who opened it. */
export async function publishHome(
  deps: PublishHomeDeps,
  { userId }: Extract<Job, { type: 'home' }>,
): Promise<void> {
  const { store, tasks } = deps;
  const open = await readFindings(store, OPEN);
  const suppressed = await readFindings(store, {
    workflowStatus: ['SUPPRESSED'],
    recordState: ['ACTIVE'],
  });
  const resolved = await readFindings(store, { workflowStatus: ['RESOLVED'] });
  const running = await tasks.running();
  const read = {
    open: open.findings,
    suppressed: suppressed.findings,
    resolved: resolved.findings,
    complete: open.complete,
    running: running.length,
    ...(await readHealth(deps)),
  };
  await deps.home.publish(userId, overviewOf(read, deps.clock.now()));
}
