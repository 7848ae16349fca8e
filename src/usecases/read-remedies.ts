import { type RemedyContent, remedyKey } from '../domain/remedy-item';
import type { LedgerTable } from '../ports/ledger';

/** What the ledger has of these upgrades, by `remedyId`: which card has the buttons, and who works on it. */
export async function readRemedies(
  ledger: Pick<LedgerTable, 'cards'>,
  ids: string[],
): Promise<Map<string, RemedyContent>> {
  const items = ids.length === 0 ? [] : await ledger.cards([...new Set(ids)].map(remedyKey));
  return new Map(
    items.flatMap(({ content }) => (content.kind === 'remedy' ? [[content.remedy, content]] : [])),
  );
}
