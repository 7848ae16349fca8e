import { type Lists, overviewOf, rowsInFull, trendStart } from '../domain/overview';
import type { LedgerTable } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import type { Tasks } from '../ports/tasks';
import type { HomeTab } from '../ports/views';
import { isMember, type MemberDeps } from './authorize';
import { readHealth } from './read-health';
import { readInFull, readRows } from './read-rows';
import { runningScans } from './running-scans';
import { watchScans } from './watch-homes';

export interface PublishHomeDeps extends MemberDeps {
  ledger: LedgerTable;
  tasks: Pick<Tasks, 'running'>;
  home: HomeTab;
  clock: Clock;
  /** Channel id. */
  channel: string;
}

/**
 * Draws the Home tab of the person who opened it: counts from rows, and the few findings it shows in full. People who
 * are not full members of the home workspace are told so instead; what they saw while they were is gone then.
 */
export async function publishHome(
  deps: PublishHomeDeps,
  { userId }: { userId: string },
): Promise<void> {
  if (!(await isMember(deps, userId))) return deps.home.refuse(userId);
  const { ledger, tasks, home, clock, channel } = deps;
  const now = clock.now();
  const [open, suppressed, resolved, running, health] = await Promise.all([
    readRows(ledger, 'open'),
    readRows(ledger, 'suppressed'),
    readRows(ledger, 'resolved', { from: trendStart(now) }),
    runningScans(tasks),
    readHealth(ledger),
  ]);
  if (running.length > 0) await watchScans({ ledger, channel }, userId);
  const lists: Lists = { open: open.rows, suppressed: suppressed.rows, resolved: resolved.rows };
  const items = await readInFull(ledger, rowsInFull(lists, now));
  const overview = overviewOf(
    { ...lists, ...health, complete: open.complete, items, running },
    now,
  );
  await home.publish(userId, overview);
}
