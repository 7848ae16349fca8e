import { type OpenProblem, troublesIn } from '../domain/health';
import type { Card, CardContent } from '../domain/ledger';
import type { HealthSummary } from '../ports/health';
import type { LedgerTable } from '../ports/ledger';

type Cards = Pick<LedgerTable, 'cardKeys' | 'cards'>;

/** Problems that are read at once, far more than there are: some twenty kinds, each with one message a day. */
const MOST = 1_000;

/** The health of vulnscan as its own cards show it. */
export async function readHealth(ledger: Cards): Promise<HealthSummary> {
  const [scans, open] = await Promise.all([readScans(ledger), readOpen(ledger)]);
  return { troubles: troublesIn(open), scans: scans.map(({ content }) => content.report) };
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

/** More scans than are requested in a usual day. */
const RECENT_SCANS = 20;

type ScanCard = Card & { content: Extract<CardContent, { kind: 'scan' }> };

/** The newest scans that were done or failed, the newest first. */
export async function readScans(ledger: Cards): Promise<ScanCard[]> {
  const keys = await ledger.cardKeys('scans', RECENT_SCANS);
  const cards = keys.length === 0 ? [] : await ledger.cards(keys);
  return cards.filter(isScan).sort((a, b) => rankOf(b).localeCompare(rankOf(a)));
}

function isScan(card: Card): card is ScanCard {
  return card.content.kind === 'scan';
}

function rankOf({ list }: Card): string {
  return list?.rank ?? '';
}
