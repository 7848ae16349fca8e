import type { LedgerFinding, Row } from '../domain/ledger';
import type { RemedyLine } from '../domain/message';
import type { HomeView } from '../domain/open-filter';
import {
  type ExpiringLine,
  expiringIn,
  homePage,
  newestStamp,
  overviewOf,
} from '../domain/overview';
import { hasFixedVersion } from '../domain/remedy-rows';
import { decisionOf } from '../domain/signature';
import type { LedgerTable } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import type { HomeTab } from '../ports/views';
import { isMember, type MemberDeps } from './authorize';
import { readHealth } from './read-health';
import { readInFull, readRows } from './read-rows';
import { readEach, readLines } from './remedy-lines';
import { rowsInImage } from './rows-in-image';
import { type RunningDeps, runningScans } from './running-scans';
import { watchScans } from './watch-homes';

export interface PublishHomeDeps extends MemberDeps, RunningDeps {
  ledger: LedgerTable;
  home: HomeTab;
  clock: Clock;
  /** Channel id. */
  channel: string;
}

/** What the Home tab shows when a person opens it. */
const FIRST_PAGE: HomeView = { page: 1 };

/**
 * Draws the Home tab of the person who opened it: counts from rows, and the few findings it shows in full. People who
 * are not full members of the home workspace are told so instead; what they saw while they were is gone then.
 */
export async function publishHome(
  deps: PublishHomeDeps,
  { userId, view = FIRST_PAGE }: { userId: string; view?: HomeView | undefined },
): Promise<void> {
  if (!(await isMember(deps, userId))) return deps.home.refuse(userId);
  const { ledger, home, clock, channel } = deps;
  const now = clock.now();
  const [open, suppressed, running, health] = await Promise.all([
    readRows(ledger, 'open'),
    readRows(ledger, 'suppressed'),
    runningScans(deps),
    readHealth(ledger),
  ]);
  if (running.length > 0) await watchScans({ ledger, channel }, userId);
  const lists = { open: open.rows, suppressed: suppressed.rows };
  const shown = await rowsInImage(ledger, open.rows, view.image);
  const page = homePage(shown, view, now);
  const [read, expiring, stamped] = await Promise.all([
    readLines(ledger, [...page.upgrades, ...page.withoutFix], now),
    readExpiring(ledger, suppressed.rows, now),
    readInFull(ledger, newestStamp([...open.rows, ...suppressed.rows])),
  ]);
  // A row says that a package of the finding has a fix, which may be another package than that of its upgrade.
  const isUpgrade = ({ remedy }: RemedyLine) => hasFixedVersion(remedy);
  const lines = {
    upgrades: read.filter(isUpgrade),
    withoutFix: read.filter((line) => !isUpgrade(line)),
  };
  const overview = overviewOf(
    { ...lists, ...health, complete: open.complete, page, lines, expiring, stamped, running },
    now,
  );
  await home.publish(userId, overview);
}

async function readExpiring(
  ledger: LedgerTable,
  suppressed: Row[],
  now: Date,
): Promise<ExpiringLine[]> {
  const groups = expiringIn(suppressed, now);
  const upgrades = groups.map(({ upgrade }) => upgrade);
  const lines = await readEach(ledger, upgrades, isSuppressedForNow, now);
  return groups.flatMap(({ until }, index) => {
    const line = lines[index];
    return line === undefined ? [] : [{ ...line, until }];
  });
}

function isSuppressedForNow({ finding }: LedgerFinding): boolean {
  const { workflowStatus, recordState } = finding;
  if (workflowStatus !== 'SUPPRESSED' || recordState !== 'ACTIVE') return false;
  return decisionOf(finding)?.until?.kind === 'date';
}
