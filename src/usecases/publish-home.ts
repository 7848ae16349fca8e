import type { Job } from '../domain/job';
import { type Lists, overviewOf, rowsInFull, trendStart } from '../domain/overview';
import type { LedgerTable } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import type { HomeTab } from '../ports/views';
import { readHealth } from './read-health';
import { readInFull, readRows } from './read-rows';

export interface PublishHomeDeps {
  ledger: LedgerTable;
  tasks: Pick<Tasks, 'running'>;
  home: HomeTab;
  clock: Clock;
}

/** Draws the Home tab of the person who opened it: counts from rows, and the few findings it shows in full. */
export async function publishHome(
  { ledger, tasks, home, clock }: PublishHomeDeps,
  { userId }: Extract<Job, { type: 'home' }>,
): Promise<void> {
  const now = clock.now();
  const [open, suppressed, resolved, running, health] = await Promise.all([
    readRows(ledger, 'open'),
    readRows(ledger, 'suppressed'),
    readRows(ledger, 'resolved', { from: trendStart(now) }),
    tasks.running(),
    readHealth(ledger),
  ]);
  const lists: Lists = { open: open.rows, suppressed: suppressed.rows, resolved: resolved.rows };
  const items = await readInFull(ledger, rowsInFull(lists, now));
  const overview = overviewOf(
    { ...lists, ...health, complete: open.complete, items, running: running.length },
    now,
  );
  await home.publish(userId, overview);
}
