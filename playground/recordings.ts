import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readReport } from '../scanner/report';

/** Recorded Trivy reports in rounds: what the images were like at the first scan, at the second, and so on. */
export interface Recordings {
  /** Files of the present round. */
  files(): string[];
  /** Goes to the next round; false when this is the last. */
  next(): boolean;
  /** Adds the report of a further image to this round and those that follow. */
  add(file: string): void;
}

/**
 * `reports` are one round of their own; without them the shipped `NAME-ROUND.json` files of the folder are taken. Without a folder
 * nothing is recorded.
 */
export function createRecordings(reports: string[], samples: string | undefined): Recordings {
  const rounds = reports.length > 0 ? [reports.map((file) => resolve(file))] : shipped(samples);
  const added: string[] = [];
  let round = 0;
  return {
    files: () => [...(rounds[round] ?? []), ...added],
    next: () => {
      if (round + 1 >= rounds.length) return false;
      round += 1;
      return true;
    },
    add: (file) => void added.push(file),
  };
}

/** Throws InvalidInput `trivy_report` for the first that is not a Trivy report, before anything has started. */
export async function requireReports(files: string[]): Promise<void> {
  for (const file of files) await readReport(file);
}

const DATABASE_AGE_HOURS = { fresh: 2, old: 72 };

/** The fault of an old vulnerability database; absent until a visitor switches it on or off. */
export interface DatabaseFault {
  isOld?: boolean;
}

/** The shipped reports do not say how old the vulnerability database was; a visitor's reports speak for themselves. */
export function databaseSetting(
  reports: string[],
  fault: DatabaseFault,
): { SCAN_DATABASE_AT?: string } {
  if (reports.length > 0 && fault.isOld === undefined) return {};
  return { SCAN_DATABASE_AT: databaseAt(fault).toISOString() };
}

/** When the database was built that scans use now. */
export function databaseAt({ isOld }: DatabaseFault): Date {
  const hours = isOld ? DATABASE_AGE_HOURS.old : DATABASE_AGE_HOURS.fresh;
  return new Date(Date.now() - hours * 3_600_000);
}

function shipped(folder: string | undefined): string[][] {
  if (folder === undefined) return [];
  const files = readdirSync(folder).filter((name) => /-\d+\.json$/.test(name));
  const last = Math.max(0, ...files.map(roundOf));
  return Array.from({ length: last }, (_, index) =>
    files.filter((name) => roundOf(name) === index + 1).map((name) => join(folder, name)),
  );
}

function roundOf(name: string): number {
  return Number(/-(\d+)\.json$/.exec(name)?.[1] ?? 0);
}
