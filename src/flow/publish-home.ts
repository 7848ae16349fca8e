import type { Job } from '../domain/job';
import { overviewOf } from '../domain/overview';
import { lastEndedScan } from './last-scan';
import type { Clock, FindingStore, HealthMessages, HomeTab, Log, Tasks } from './ports';
import { OPEN, readFindings } from './read-findings';

export interface PublishHomeDeps {
  store: FindingStore;
  tasks: Pick<Tasks, 'running'>;
  home: HomeTab;
  health: Pick<HealthMessages, 'lastEnded'>;
  clock: Clock;
  log: Log;
}

/** Draws the home tab of whoever opened it. */
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
  const ended = await lastEndedScan(deps);
  const read = {
    open: open.findings,
    suppressed: suppressed.findings,
    resolved: resolved.findings,
    complete: open.complete,
    running: running.length,
    ...(ended !== undefined && { ended }),
  };
  await deps.home.publish(userId, overviewOf(read, deps.clock.now()));
}
