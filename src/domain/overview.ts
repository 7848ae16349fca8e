import { isOpen } from './absorb';
import { byUrgency } from './by-urgency';
import { countImages, countSeverities } from './counts';
import { defined } from './defined';
import { overdueIn } from './due';
import type { Finding, Severity } from './finding';
import { isGathered } from './gathered';
import type { HealthNotice } from './health';
import type { LedgerFinding, Row } from './ledger';
import type { ScanReport, StaleFeed } from './scan';
import { type Attention, standingAttention } from './scan-attention';
import { decisionOf } from './signature';
import { staleFeedsOf } from './stale-feeds';
import { DAY_MS } from './timing';

/** The content of the Home tab. */
export interface Overview {
  /** ISO 8601: when it was drawn. */
  at: string;
  open: {
    total: number;
    /** False when there are more than were read. */
    complete: boolean;
    bySeverity: Partial<Record<Severity, number>>;
    overdue: number;
    /** By image name, most first, at most ten. */
    byImage: { name: string; count: number }[];
  };
  /** How many were open at the end of each day since the first finding, at most two weeks; today last. */
  trend: { day: string; open: number }[];
  /** The five open ones to do first. `base`: the appearance, which buttons carry. */
  next: { finding: Finding; base: number }[];
  /** Suppressions whose date is within two weeks, soonest first, at most five. */
  expiring: { finding: Finding; base: number; until: string }[];
  lastScan?: LastScan;
  /** Problems of vulnscan itself. */
  troubles: HealthNotice[];
  running: RunningScan[];
}

export interface RunningScan {
  /** Requested image names; empty means all. */
  images: string[];
  /** ISO 8601. */
  startedAt?: string;
}

/** The last scan, from the stamp that every scan leaves on the findings it sees. */
export interface LastScan {
  at: string;
  /** The scan's own id. */
  id?: string;
  databaseAt?: string;
  /** The images that it, or the newest scan of them, could not judge. */
  attention?: Attention[];
  /** The feeds that the newest scan with a result could not refresh. */
  staleFeeds?: StaleFeed[];
  /** A scan that ended without a result, later than the one above. */
  failure?: { at: string; why?: string; code?: string };
}

/** Rows of the lists of findings. */
export interface Lists {
  /** Without a decision, in the order of what to do first. */
  open: Row[];
  suppressed: Row[];
  /** Resolved since `trendStart`; archived ones, too. */
  resolved: Row[];
}

/** What the overview is made of. */
export interface OverviewInput extends Lists {
  complete: boolean;
  /** The findings of `rowsInFull`, as they are now. */
  items: LedgerFinding[];
  running: RunningScan[];
  /** Scans that have ended, the newest first. */
  scans: ScanReport[];
  troubles: HealthNotice[];
}

const TREND_DAYS = 14;
const SOON_DAYS = 14;
const SHOWN = 5;
/** Rows lag behind: some of the first may have been decided since. */
const CANDIDATES = 2 * SHOWN;

export function overviewOf(input: OverviewInput, now: Date): Overview {
  const { open, complete, items, running, scans, troubles } = input;
  const lastScan = withEnding(lastScanOf(items), scans);
  return {
    at: now.toISOString(),
    open: {
      total: open.length,
      complete,
      bySeverity: countSeverities(open),
      overdue: overdueIn(open, now).length,
      byImage: countImages(open),
    },
    trend: trendOf([...open, ...input.suppressed, ...input.resolved], now),
    next: nextOf(items),
    expiring: expiringOf(items, now),
    running,
    troubles,
    ...defined({ lastScan }),
  };
}

/** The rows whose findings the overview shows in full: candidates for what is next, the expiring and the last scan. */
export function rowsInFull({ open, suppressed }: Lists, now: Date): Row[] {
  const last = lastDay(now);
  const next = open.slice(0, CANDIDATES);
  const expiring = suppressed
    .filter(({ until }) => until !== undefined && until <= last)
    .toSorted((a, b) => (a.until ?? '').localeCompare(b.until ?? ''))
    .slice(0, CANDIDATES);
  return [...next, ...expiring, ...newestStamp([...open, ...suppressed])];
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

function nextOf(items: LedgerFinding[]): Overview['next'] {
  return items
    .filter(isOpen)
    .map(({ finding, base }) => ({ finding, base }))
    .sort((a, b) => byUrgency(a.finding, b.finding))
    .slice(0, SHOWN);
}

/** The first day of the trend, YYYY-MM-DD. */
export function trendStart(now: Date): string {
  return dayOf(now.getTime() - (TREND_DAYS - 1) * DAY_MS);
}

/** A finding counts from the day it was created until the day of its decision; earlier reopenings are not known. */
function trendOf(rows: Row[], now: Date): Overview['trend'] {
  const spans = rows.map(({ createdAt, closedAt }) => ({
    from: createdAt.slice(0, 10),
    to: closedAt?.slice(0, 10),
  }));
  const starts = new Set(spans.map(({ from }) => from));
  const [first] = [...starts].sort();
  if (first === undefined) return [];
  const days = Array.from({ length: TREND_DAYS }, (_, index) =>
    dayOf(now.getTime() - (TREND_DAYS - 1 - index) * DAY_MS),
  );
  return days
    .filter((day) => day >= first)
    .map((day) => {
      const open = spans.filter(({ from, to }) => from <= day && (to === undefined || to > day));
      return { day, open: open.length };
    });
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

function lastDay(now: Date): string {
  return dayOf(now.getTime() + SOON_DAYS * DAY_MS);
}

function expiringOf(items: LedgerFinding[], now: Date): Overview['expiring'] {
  const last = lastDay(now);
  return items
    .flatMap(({ finding, base }) => {
      if (finding.workflowStatus !== 'SUPPRESSED' || finding.recordState !== 'ACTIVE') return [];
      const until = decisionOf(finding)?.until;
      const isSoon = until?.kind === 'date' && until.date <= last;
      return isSoon ? [{ finding, base, until: until.date }] : [];
    })
    .sort((a, b) => a.until.localeCompare(b.until))
    .slice(0, SHOWN);
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
  return {
    ...endingOf(stamp, ended),
    ...(attention.length > 0 && { attention }),
    ...(staleFeeds.length > 0 && { staleFeeds }),
  };
}

function endingOf(
  stamp: LastScan | undefined,
  { completed, state, startedAt, problem: why, problemCode: code }: ScanReport,
): LastScan {
  const at = completed?.at ?? startedAt;
  const isSame = stamp?.id !== undefined && completed?.scanId === stamp.id;
  if (stamp !== undefined && stamp.at > at && !isSame) return stamp;
  if (state === 'failed') {
    return { ...(stamp ?? { at }), failure: { at, ...defined({ why, code }) } };
  }
  const { databaseAt: _, ...rest } = stamp ?? { at };
  return { ...rest, at, ...defined({ databaseAt: completed?.databaseAt }) };
}
