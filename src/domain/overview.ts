import { countImages, countSeverities, MOST_IMAGES } from './counts';
import { defined } from './defined';
import { overdueIn } from './due';
import { isGathered } from './gathered';
import { groupBy } from './group-by';
import type { HealthNotice } from './health';
import type { LedgerFinding, Row } from './ledger';
import type { RemedyLine } from './message';
import { type DueFilter, type HomeView, matchesIn, matching } from './open-filter';
import type { ScanReport, StaleFeed } from './scan';
import { type Attention, standingAttention, totalsOf } from './scan-attention';
import { staleFeedsOf } from './stale-feeds';
import { DAY_MS } from './timing';
import { isWithoutFix, type Upgrade, upgradesIn } from './upgrades';

/** The content of the Home tab. */
export interface Overview {
  /** ISO 8601: when it was drawn. */
  at: string;
  /** All open findings, whatever the filter. */
  open: {
    total: number;
    /** False when there are more than were read. */
    complete: boolean;
    critical: number;
    overdue: number;
  };
  /** What the filters offer, each with its number of open findings. Images: most findings first. */
  choices: { images: { name: string; count: number }[]; due: Record<DueFilter, number> };
  /** The filter and the page that are shown. */
  view: HomeView;
  /** Upgrades that pass the filter, and how many of them are before this page. */
  upgrades: { total: number; before: number };
  /** Of this page, in the order of what to do first: upgrades, and packages without a fixed version. */
  lines: { upgrades: RemedyLine[]; withoutFix: RemedyLine[] };
  /** Suppressions whose date is within two weeks, soonest first, at most five. */
  expiring: ExpiringLine[];
  lastScan?: LastScan;
  /** Problems of vulnscan itself. */
  troubles: HealthNotice[];
  running: RunningScan[];
}

/** An upgrade of which findings are suppressed until the same day. `open` counts these findings. */
export interface ExpiringLine extends RemedyLine {
  /** YYYY-MM-DD. */
  until: string;
}

export interface RunningScan {
  /** Requested image names; empty means all. */
  images: string[];
  /** ISO 8601. */
  startedAt?: string;
}

/**
 * The last scan, from its event; or from the stamp that a scan leaves on the findings that it imports, which are only those that
 * differ.
 */
export interface LastScan {
  at: string;
  /** The scan's own id. */
  id?: string;
  databaseAt?: string;
  /** How many images it judged; only of a scan of all of them, where that is known. */
  images?: number;
  /** The images that it, or the newest scan of them, could not judge. */
  attention?: Attention[];
  /** The feeds that the newest scan with a result could not refresh. */
  staleFeeds?: StaleFeed[];
  /** A scan that ended without a result, later than the one above. */
  failure?: { at: string; why?: string; code?: string };
}

/** Rows of the lists of findings. */
interface Lists {
  /** Without a decision, in the order of what to do first. */
  open: Row[];
  suppressed: Row[];
}

/** What the overview is made of. */
export interface OverviewInput extends Lists {
  complete: boolean;
  page: HomePage;
  lines: Overview['lines'];
  expiring: ExpiringLine[];
  /** The finding with the newest stamp of a scan, as it is now. */
  stamped: LedgerFinding[];
  running: RunningScan[];
  /** Scans that have ended, the newest first. */
  scans: ScanReport[];
  troubles: HealthNotice[];
}

export function overviewOf(input: OverviewInput, now: Date): Overview {
  const { open, complete, page, lines, expiring, stamped, running, scans, troubles } = input;
  const lastScan = withEnding(lastScanOf(stamped), scans);
  return {
    at: now.toISOString(),
    open: {
      total: open.length,
      complete,
      critical: countSeverities(open).CRITICAL ?? 0,
      overdue: overdueIn(open, now).length,
    },
    choices: { images: countImages(open, MOST_IMAGES), due: page.due },
    view: page.view,
    upgrades: { total: page.total, before: page.before },
    lines,
    expiring,
    running,
    troubles,
    ...defined({ lastScan }),
  };
}

/** Upgrades of one page; each is a block, and a view has at most 100. */
export const PER_PAGE = 25;

/** One page of the upgrades that pass the filter. What has no fixed version comes after all others. */
export interface HomePage {
  view: HomeView;
  total: number;
  before: number;
  upgrades: Upgrade[];
  withoutFix: Upgrade[];
  due: Record<DueFilter, number>;
}

/** A page past the end gives the last one. */
export function homePage(open: Row[], { page, ...filter }: HomeView, now: Date): HomePage {
  const all = upgradesIn(open);
  const asked = matching(all, filter, now);
  const ordered = [
    ...asked.filter((each) => !isWithoutFix(each)),
    ...asked.filter((each) => isWithoutFix(each)),
  ];
  const pages = Math.max(1, Math.ceil(ordered.length / PER_PAGE));
  const shown = Math.min(Math.max(page, 1), pages);
  const before = (shown - 1) * PER_PAGE;
  const slice = ordered.slice(before, before + PER_PAGE);
  return {
    view: { ...filter, page: shown },
    total: ordered.length,
    before,
    upgrades: slice.filter((each) => !isWithoutFix(each)),
    withoutFix: slice.filter((each) => isWithoutFix(each)),
    due: countDue(all, now),
  };
}

function countDue(upgrades: Upgrade[], now: Date): Record<DueFilter, number> {
  const count = (due: DueFilter) =>
    upgrades.reduce((sum, each) => sum + matchesIn(each, { due }, now).length, 0);
  return { overdue: count('overdue'), soon: count('soon'), nofix: count('nofix') };
}

const SOON_DAYS = 14;
const MOST_EXPIRING = 5;

/** Upgrades with findings whose suppression ends within two weeks, soonest first; apart where the day is not the same. */
export function expiringIn(suppressed: Row[], now: Date): { until: string; upgrade: Upgrade }[] {
  const last = dayOf(now.getTime() + SOON_DAYS * DAY_MS);
  const soon = suppressed.filter(({ until }) => until !== undefined && until <= last);
  const days = [...groupBy(soon, ({ until }) => until)].sort(([a], [b]) => a.localeCompare(b));
  return days
    .flatMap(([until, rows]) => upgradesIn(rows).map((upgrade) => ({ until, upgrade })))
    .slice(0, MOST_EXPIRING);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** The row that the last scan stamped; none while there are only findings of other tools. */
export function newestStamp(rows: Row[]): Row[] {
  let newest: Row | undefined;
  for (const row of rows) {
    const isOurs = row.scanId !== undefined && !isGathered(row.scanId);
    if (isOurs && row.updatedAt > (newest?.updatedAt ?? '')) newest = row;
  }
  return newest === undefined ? [] : [newest];
}

/** The newest stamp on any finding; undefined while there are none, or only other tools' findings. */
export function lastScanOf(items: Pick<LedgerFinding, 'finding'>[]): LastScan | undefined {
  const stamps = items.flatMap(({ finding: { scan, updatedAt: at } }): LastScan[] => {
    if (scan === undefined) return [];
    const { id, databaseAt } = scan;
    return [{ at, id, ...defined({ databaseAt }) }];
  });
  return stamps.sort((a, b) => b.at.localeCompare(a.at))[0];
}

/**
 * The last scan with its end, and what the last scans could not judge. A scan outside ECS leaves only its stamp on the
 * findings. `scans`: the newest first.
 */
export function withEnding(stamp: LastScan | undefined, scans: ScanReport[]): LastScan | undefined {
  const [ended] = scans;
  if (ended === undefined) return stamp;
  const attention = standingAttention(scans);
  const staleFeeds = staleFeedsOf(scans);
  const done = scans.find(({ state }) => state === 'done');
  const last = done === undefined ? stamp : endingOf(stamp, done);
  return {
    ...endingOf(last, ended),
    ...(attention.length > 0 && { attention }),
    ...(staleFeeds.length > 0 && { staleFeeds }),
  };
}

function endingOf(
  stamp: LastScan | undefined,
  { images, completed, state, startedAt, problem: why, problemCode: code }: ScanReport,
): LastScan {
  const at = completed?.at ?? startedAt;
  const isSame = stamp?.id !== undefined && completed?.scanId === stamp.id;
  if (stamp !== undefined && stamp.at > at && !isSame) return stamp;
  if (state === 'failed') {
    return { ...(stamp ?? { at }), failure: { at, ...defined({ why, code }) } };
  }
  const { databaseAt: _, ...rest } = stamp ?? { at };
  const judged = images.length === 0 && completed ? totalsOf(completed).images : undefined;
  return { ...rest, at, ...defined({ databaseAt: completed?.databaseAt, images: judged }) };
}
