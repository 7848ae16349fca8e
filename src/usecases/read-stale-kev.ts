import { defined } from '../domain/defined';
import type { Finding } from '../domain/finding';
import type { StaleKev } from '../domain/query-answer';
import type { LedgerTable } from '../ports/ledger';
import { readHealth } from './read-health';

/** Whether the last scan could read CISA's catalogue. Only where a finding may be shown as not known to be exploited. */
export async function readStaleKev(
  ledger: LedgerTable,
  findings: Finding[],
): Promise<StaleKev | undefined> {
  if (!findings.some(({ urgency }) => urgency && urgency.exploitedSince === undefined)) return;
  const { scans } = await readHealth(ledger);
  const last = scans.find(({ completed, state }) => state === 'done' && completed !== undefined);
  const stale = last?.completed?.staleFeeds?.find(({ feed }) => feed === 'kev');
  return stale && defined({ copyOf: stale.copyOf });
}
