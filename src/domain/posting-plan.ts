import { compareSeverity } from './finding';
import { chunksOf, groupBy } from './group-by';
import type { AlertEntry } from './message';

/** What Slack's message limits leave room for in one message, each entry with its own buttons. */
const ENTRIES_PER_PAGE = 10;

/** One message to be posted. */
export type Posting =
  | { kind: 'single'; entry: AlertEntry }
  /** In the thread under the scan's digest; `broadcast` shows it in the channel as well. */
  | { kind: 'page'; scanId: string; total: number; entries: AlertEntry[]; broadcast: boolean };

/**
 * Up to `digestAbove` new findings of one scan get a message each, more go under one digest. CRITICAL
 * ones have pages of their own, which are also shown in the channel. The most severe are posted first.
 */
export function planPostings(entries: AlertEntry[], digestAbove: number): Posting[] {
  const sorted = [...entries].sort((a, b) =>
    compareSeverity(a.finding.severity, b.finding.severity),
  );
  const singles = sorted.filter((entry) => digestIn(entry, digestAbove) === undefined);
  const scans = groupBy(sorted, (entry) => digestIn(entry, digestAbove));
  return [
    ...singles.map((entry): Posting => ({ kind: 'single', entry })),
    ...[...scans].flatMap(([scanId, found]) => pagesOf(scanId, found)),
  ];
}

/** The scan whose digest an entry belongs under; undefined when it gets a message of its own. */
export function digestIn(entry: AlertEntry, digestAbove: number): string | undefined {
  const { scan } = entry.finding;
  return scan !== undefined && scan.newFindings > digestAbove ? scan.id : undefined;
}

export function entriesOf(posting: Posting): AlertEntry[] {
  return posting.kind === 'single' ? [posting.entry] : posting.entries;
}

function pagesOf(scanId: string, entries: AlertEntry[]): Posting[] {
  const critical = entries.filter((entry) => entry.finding.severity === 'CRITICAL');
  const others = entries.filter((entry) => entry.finding.severity !== 'CRITICAL');
  const total = Math.max(...entries.map((entry) => entry.finding.scan?.newFindings ?? 0));
  const page = (broadcast: boolean) => (slice: AlertEntry[]) =>
    ({ kind: 'page', scanId, total, entries: slice, broadcast }) as const;
  return [
    ...chunksOf(critical, ENTRIES_PER_PAGE).map(page(true)),
    ...chunksOf(others, ENTRIES_PER_PAGE).map(page(false)),
  ];
}
