import { nextKey } from '../domain/decide';
import { isGathered, PAGES_PER_ROUND } from '../domain/gathered';
import type { Card } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';

/** The messages of a scan (domain/scan-pages.ts): with what is urgent, with one card each, and those of earlier versions. */
const NAMES = ['u', 'r', 'c', 'p'];
/** Messages of one name that are looked for at once: most scans have few. */
const AT_ONCE = { first: 25, later: 100 };

/**
 * Hashes of the findings that the messages of a scan show or have shown, and those that took over from them: what the scan
 * found last may be there only. Found by names alone: reading them costs what the scan is large, and not what the table is.
 */
export async function membersOfScan(
  ledger: Pick<LedgerTable, 'cards'>,
  scanId: string,
): Promise<string[]> {
  const members = new Set<string>();
  for (let start = 1; ; start += PAGES_PER_ROUND) {
    const cards = await cardsFrom(ledger, scanId, start);
    const all = [...cards, ...(await newerThan(ledger, cards))];
    for (const card of all) for (const hash of card.members) members.add(hash);
    if (cards.length === 0 || !isGathered(scanId)) return [...members];
  }
}

/** Takeovers one after another that are followed; a scan's findings arrive within minutes. */
const MOST_NEWER = 5;

async function newerThan(ledger: Pick<LedgerTable, 'cards'>, cards: Card[]): Promise<Card[]> {
  const known = new Set(cards.map(({ key }) => key));
  const newer: Card[] = [];
  let last = cards;
  for (let count = 0; count < MOST_NEWER; count += 1) {
    const keys = last.flatMap(({ next = {} }) => Object.values(next));
    const unread = [...new Set(keys)].filter((key) => !known.has(key));
    if (unread.length === 0) break;
    for (const key of unread) known.add(key);
    last = await ledger.cards(unread);
    newer.push(...last);
  }
  return newer;
}

async function cardsFrom(
  ledger: Pick<LedgerTable, 'cards'>,
  scanId: string,
  start: number,
): Promise<Card[]> {
  const found = await Promise.all(
    NAMES.map((name) => numbered(ledger, `scan/${scanId}/${name}`, start)),
  );
  return found.flat();
}

/** The messages of one name, until there are no more, with those that took over where one was deleted or full. */
async function numbered(
  ledger: Pick<LedgerTable, 'cards'>,
  prefix: string,
  start: number,
): Promise<Card[]> {
  const all: Card[] = [];
  for (let first = start, length = AT_ONCE.first; ; first += length, length = AT_ONCE.later) {
    const numbers = Array.from({ length }, (_, index) => first + index);
    const cards = await withNext(
      ledger,
      numbers.map((number) => `${prefix}${number}`),
    );
    if (cards.length === 0) return all;
    all.push(...cards);
  }
}

async function withNext(ledger: Pick<LedgerTable, 'cards'>, keys: string[]): Promise<Card[]> {
  const cards = await ledger.cards(keys);
  if (cards.length === 0) return [];
  return [
    ...cards,
    ...(await withNext(
      ledger,
      cards.map(({ key }) => nextKey(key)),
    )),
  ];
}
