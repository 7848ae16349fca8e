import type { FindingList, LedgerFinding, Row } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';

/** What one process holds in memory at once, of each list. */
const MOST = 50_000;

interface ReadRows {
  /** In the order of the list. */
  rows: Row[];
  /** False when there are more. */
  complete: boolean;
}

interface Wanted {
  /** The first and the last rank, inclusive. */
  from?: string;
  to?: string;
  /** Only rows that pass. */
  where?(row: Row): boolean;
}

/** The rows of a list that are wanted, at most MOST. They may lag behind the findings by seconds. */
export async function readRows(
  ledger: Pick<LedgerTable, 'rows'>,
  list: FindingList,
  { where, ...range }: Wanted = {},
): Promise<ReadRows> {
  const rows: Row[] = [];
  for await (const row of ledger.rows(list, range)) {
    if (where?.(row) === false) continue;
    if (rows.length === MOST) return { rows, complete: false };
    rows.push(row);
  }
  return { rows, complete: true };
}

/** The findings of these rows in full, in the same order, without those that are gone. */
export async function readInFull(
  ledger: Pick<LedgerTable, 'findings'>,
  rows: Row[],
): Promise<LedgerFinding[]> {
  const hashes = [...new Set(rows.map(({ hash }) => hash))];
  if (hashes.length === 0) return [];
  const found = new Map((await ledger.findings(hashes)).map((item) => [item.hash, item]));
  return hashes.flatMap((hash) => found.get(hash) ?? []);
}
