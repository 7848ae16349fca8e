import { randomUUID } from 'node:crypto';
import { joined } from '../src/domain/card';
import type { FindingList } from '../src/domain/ledger';
import type { LedgerTable } from '../src/ports/ledger';
import { changeCard } from '../src/usecases/change';

const LISTS = ['open', 'suppressed', 'resolved'] as const satisfies FindingList[];
/** More cards than a demo has. */
const MOST_LISTED = 1_000;

/** Asks for every card to be drawn again, as nothing in an installation does: there a language stays. */
export async function redrawCards(ledger: LedgerTable): Promise<void> {
  const now = { now: new Date(), token: randomUUID };
  for (const key of await keysOfCards(ledger)) {
    // What has no message yet is drawn in the new language anyway, or never.
    await changeCard(ledger, key, (card) =>
      card?.ts === undefined ? undefined : joined(card, [], now),
    );
  }
}

/** Cards that show a finding, digests above them, and cards of scans and of health. */
async function keysOfCards(ledger: LedgerTable): Promise<Set<string>> {
  const hashes: string[] = [];
  for (const list of LISTS) {
    for await (const { hash } of ledger.rows(list)) hashes.push(hash);
  }
  const own = (await ledger.findings(hashes)).map(({ card }) => card);
  const parents = (await ledger.cards(own)).flatMap(({ content }) =>
    content.kind === 'page' && content.parent !== undefined ? [content.parent] : [],
  );
  const scans = await ledger.cardKeys('scans', MOST_LISTED);
  const health = await ledger.cardKeys('health', MOST_LISTED);
  return new Set([...own, ...parents, ...scans, ...health]);
}
