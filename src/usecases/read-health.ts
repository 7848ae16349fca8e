import { defined } from '../domain/defined';
import { type OpenProblem, troublesIn } from '../domain/health';
import type { ScanReport } from '../domain/scan';
import type { HealthSummary } from '../ports/health';
import type { LedgerTable } from '../ports/ledger';

type Cards = Pick<LedgerTable, 'cardKeys' | 'cards'>;

/** Problems that are read at once, far more than there are: some twenty kinds, each with one message a day. */
const MOST = 1_000;

/** The health of vulnscan as its own cards show it. */
export async function readHealth(ledger: Cards): Promise<HealthSummary> {
  const [ended, open] = await Promise.all([readEnded(ledger), readOpen(ledger)]);
  return { troubles: troublesIn(open), ...defined({ ended }) };
}

/** The cards of problems that are not over. The list lags behind by seconds; the cards themselves do not. */
export async function readOpen(ledger: Cards): Promise<OpenProblem[]> {
  const keys = await ledger.cardKeys('health', MOST);
  const cards = keys.length === 0 ? [] : await ledger.cards(keys);
  return cards.flatMap(({ key, content }): OpenProblem[] => {
    if (content.kind !== 'health' || content.notice.over) return [];
    const { notice, postedAt = notice.since } = content;
    return [{ card: key, notice, postedAt }];
  });
}

/** The newest scan that has a card and was done or failed. */
async function readEnded(ledger: Cards): Promise<ScanReport | undefined> {
  const keys = await ledger.cardKeys('scans', 1);
  const [card] = keys.length === 0 ? [] : await ledger.cards(keys);
  return card?.content.kind === 'scan' ? card.content.report : undefined;
}
