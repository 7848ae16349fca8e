import { Unavailable } from '../domain/errors';
import type { Card, LedgerFinding } from '../domain/ledger';
import type { LedgerTable } from '../ports/ledger';

/** Tries of one change before its record is received again. */
const TRIES = 5;

/**
 * Reads an item, changes it and writes it unless somebody else wrote it meanwhile; then it starts again. `change` is
 * pure and may run several times; it returns undefined where there is nothing to change. Resolves to the item as it is
 * afterwards: after a lost reply only the item shows whether the write happened. Rejects with `Unavailable`.
 */
export async function changeFinding(
  table: Pick<LedgerTable, 'findings' | 'putFinding'>,
  hash: string,
  change: (item: LedgerFinding | undefined) => LedgerFinding | undefined,
): Promise<LedgerFinding | undefined> {
  const read = async () => (await table.findings([hash]))[0];
  return changed(read, change, (item) => table.putFinding(item));
}

/** The same for a card. */
export async function changeCard(
  table: Pick<LedgerTable, 'cards' | 'putCard'>,
  key: string,
  change: (card: Card | undefined) => Card | undefined,
): Promise<Card | undefined> {
  const read = async () => (await table.cards([key]))[0];
  return changed(read, change, (card) => table.putCard(card));
}

async function changed<Item extends { version: number }>(
  read: () => Promise<Item | undefined>,
  change: (item: Item | undefined) => Item | undefined,
  put: (item: Item) => Promise<boolean>,
): Promise<Item | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const item = await read();
    const next = change(item);
    if (next === undefined || next === item) return item;
    if (await put(next)) return { ...next, version: next.version + 1 };
  }
  throw new Unavailable('conflict', 'The item is changed by others all the time; try again.');
}
