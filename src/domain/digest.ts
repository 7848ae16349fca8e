import { countSeverities } from './counts';
import type { Row } from './ledger';
import type { Digest } from './message';

/** What has become of a finding, as a digest counts it. */
type Outcome = 'open' | 'resolved' | 'suppressed' | 'gone';

type DigestRow = Pick<Row, 'severity' | 'status' | 'recordState' | 'by' | 'closedAt' | 'updatedAt'>;

type Counts = Pick<
  Digest,
  'total' | 'isCounting' | 'open' | 'resolved' | 'suppressed' | 'gone' | 'deciders' | 'tookMs'
>;

/** What a person decided stays so when the finding is no longer detected. */
export function outcomeOf({ status, recordState, by }: DigestRow): Outcome {
  if (status === 'SUPPRESSED') return 'suppressed';
  if (status === 'RESOLVED')
    return recordState === 'ARCHIVED' && by === undefined ? 'gone' : 'resolved';
  return recordState === 'ARCHIVED' ? 'gone' : 'open';
}

/**
 * The counts of a digest from the rows of its findings. `total` is the scan's own count, which holds while findings are
 * still awaited: later, what is missing was refused by Security Hub or is another scan's now. `arrived` counts these as well.
 */
export function countsOf(
  rows: DigestRow[],
  {
    total,
    arrived = rows.length,
    isAwaited,
    postedAt,
  }: { total: number; arrived?: number; isAwaited: boolean; postedAt: Date },
): Counts {
  const isCounting = isAwaited && arrived < total;
  const of = (outcome: Outcome) => rows.filter((row) => outcomeOf(row) === outcome);
  const open = of('open');
  const isComplete = !isCounting && open.length === 0 && rows.length > 0;
  return {
    total: isCounting ? total : rows.length,
    ...(isCounting && { isCounting }),
    open: countSeverities(open),
    resolved: of('resolved').length,
    suppressed: of('suppressed').length,
    gone: of('gone').length,
    deciders: decidersOf(rows),
    ...(isComplete && { tookMs: Math.max(0, lastClosed(rows) - postedAt.getTime()) }),
  };
}

function decidersOf(rows: DigestRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { by } of rows) if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1);
  return [...counts]
    .sort(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .map(([name]) => name);
}

function lastClosed(rows: DigestRow[]): number {
  const times = rows.map(({ closedAt, updatedAt }) => Date.parse(closedAt ?? updatedAt));
  return Math.max(...times.filter((time) => !Number.isNaN(time)));
}
