import { countImages, countSeverities } from './counts';
import { defined } from './defined';
import { compareSeverity, type Finding, type Severity } from './finding';
import type { ScanReport } from './scan';
import { DAY_MS } from './timing';
import { decisionOf, readSignature } from './workflow';

/** The content of the Home tab. */
export interface Overview {
  /** ISO 8601: when it was drawn. */
  at: string;
  open: {
    total: number;
    /** False when there are more than were read. */
    complete: boolean;
    bySeverity: Partial<Record<Severity, number>>;
    /** By image name, most first, at most ten. */
    byImage: { name: string; count: number }[];
  };
  /** How many were open at the end of each day since the first finding, at most two weeks; today last. */
  trend: { day: string; open: number }[];
  /** The five that have been open longest. */
  oldest: Finding[];
  /** Suppressions whose date is within two weeks, soonest first, at most five. */
  expiring: { finding: Finding; until: string }[];
  lastScan?: LastScan;
  /** Problems of vulnscan itself, in words. */
  troubles: string[];
  /** Number of running scans. */
  running: number;
}

/** The last scan, from the stamp that every scan leaves on the findings it sees. */
export interface LastScan {
  at: string;
  /** The scan's own id. */
  id?: string;
  databaseAt?: string;
  /** Names of the images that it could not scan. */
  notScanned?: string[];
  /** A scan that ended without a result, later than the one above. */
  failure?: { at: string; why?: string; code?: string };
}

/** What the overview is made of. */
export interface OverviewInput {
  /** Active findings that are NEW or NOTIFIED. */
  open: Finding[];
  /** Active findings that are SUPPRESSED. */
  suppressed: Finding[];
  /** RESOLVED ones, archived or not. */
  resolved: Finding[];
  complete: boolean;
  running: number;
  /** The newest message about a scan that has ended. */
  ended?: ScanReport;
  /** Problems of vulnscan itself, in words. */
  troubles: string[];
}

const TREND_DAYS = 14;
const SOON_DAYS = 14;
const SHOWN = 5;

export function overviewOf(input: OverviewInput, now: Date): Overview {
  const { open, suppressed, resolved, complete, running, ended, troubles } = input;
  const lastScan = withEnding(lastScanOf([...open, ...suppressed]), ended);
  return {
    at: now.toISOString(),
    open: {
      total: open.length,
      complete,
      bySeverity: countSeverities(open),
      byImage: countImages(open),
    },
    trend: trendOf([...open, ...suppressed, ...resolved], now),
    oldest: [...open].sort(oldestFirst).slice(0, SHOWN),
    expiring: expiringOf(suppressed, now),
    running,
    troubles,
    ...defined({ lastScan }),
  };
}

function oldestFirst(a: Finding, b: Finding): number {
  return a.createdAt.localeCompare(b.createdAt) || compareSeverity(a.severity, b.severity);
}

/** A finding counts from the day it was created until the day of its decision; earlier reopenings are not known. */
function trendOf(findings: Finding[], now: Date): Overview['trend'] {
  const spans = findings.map((finding) => ({
    from: finding.createdAt.slice(0, 10),
    to: closedOn(finding),
  }));
  const first = spans.map(({ from }) => from).sort()[0];
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

function closedOn(finding: Finding): string | undefined {
  const { workflowStatus, note } = finding;
  if (workflowStatus === 'NEW' || workflowStatus === 'NOTIFIED') return undefined;
  const signature = note && readSignature(note.updatedBy);
  if (signature !== undefined) return dayOf(Number(signature.at) * 1000);
  return (note?.updatedAt ?? finding.updatedAt).slice(0, 10);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

function expiringOf(suppressed: Finding[], now: Date): Overview['expiring'] {
  const last = dayOf(now.getTime() + SOON_DAYS * DAY_MS);
  return suppressed
    .flatMap((finding) => {
      const until = decisionOf(finding)?.until;
      return until?.kind === 'date' && until.date <= last ? [{ finding, until: until.date }] : [];
    })
    .sort((a, b) => a.until.localeCompare(b.until))
    .slice(0, SHOWN);
}

/** The newest stamp on any finding; undefined while there are none, or only other tools' findings. */
export function lastScanOf(findings: Finding[]): LastScan | undefined {
  const stamps = findings.flatMap(({ scan, updatedAt: at }): LastScan[] => {
    if (scan === undefined) return [];
    const { id, databaseAt } = scan;
    return [{ at, id, ...defined({ databaseAt }) }];
  });
  return stamps.sort((a, b) => b.at.localeCompare(a.at))[0];
}

/**
 * The last scan with its end as shown in its message. A scheduled scan without problems has no message: then the
 * findings' stamp is newer than any message.
 */
export function withEnding(
  stamp: LastScan | undefined,
  ended: ScanReport | undefined,
): LastScan | undefined {
  if (ended === undefined) return stamp;
  const { completed, problem: why, problemCode: code } = ended;
  const at = completed?.at ?? ended.startedAt;
  const isSame = stamp?.id !== undefined && completed?.scanId === stamp.id;
  if (stamp !== undefined && stamp.at > at && !isSame) return stamp;
  if (ended.state === 'failed') {
    return { ...(stamp ?? { at }), failure: { at, ...defined({ why, code }) } };
  }
  const { images = [], databaseAt } = completed ?? {};
  const notScanned = images.filter(({ error }) => error !== undefined).map(({ image }) => image);
  return {
    ...stamp,
    at,
    ...defined({ databaseAt }),
    ...(notScanned.length > 0 && { notScanned }),
  };
}
