import { pageKey } from '../domain/card';
import { gatheredId, isWaiting, stampsOf } from '../domain/gathered';
import type { LedgerFinding } from '../domain/ledger';
import type { Token } from '../domain/work';
import type { LedgerTable } from '../ports/ledger';
import { changeFinding } from './change';

export interface GatherDeps {
  ledger: Pick<LedgerTable, 'findings' | 'putFinding'>;
  token: Token;
}

/** Findings that are shown together in one run of the projector. */
export interface Gathering {
  id: string;
  rounds: number;
  /** Pages of all rounds. */
  pages: number;
}

/**
 * Puts new findings of Trivy's template onto pages, if there are several at once or some of them are on pages already.
 * Each finding is written by itself, so that a run that stops half-way leaves the others to be gathered by the next.
 */
export async function gather(
  { ledger, token }: GatherDeps,
  items: LedgerFinding[],
  before: Gathering | undefined,
): Promise<{ items: LedgerFinding[]; gathering: Gathering | undefined }> {
  const waiting = items.filter(isWaiting);
  const isAlone = waiting.length < (before === undefined ? 2 : 1);
  if (isAlone) return { items, gathering: before };
  const { id, rounds, pages } = before ?? { id: gatheredId(token()), rounds: 0, pages: 0 };
  const stamps = stampsOf(waiting, id, rounds, pages);
  const [stamp] = stamps.values();
  const placed = await Promise.all(
    items.map(async (item) => {
      const scan = stamps.get(item);
      return scan === undefined ? item : place(ledger, item, scan);
    }),
  );
  return { items: placed, gathering: { id, rounds: rounds + 1, pages: stamp?.newCards ?? pages } };
}

/** The finding on its page; as it is now, if it changed meanwhile. */
async function place(
  ledger: GatherDeps['ledger'],
  item: LedgerFinding,
  scan: NonNullable<LedgerFinding['finding']['scan']>,
): Promise<LedgerFinding> {
  const card = pageKey(scan);
  const changed = await changeFinding(ledger, item.hash, (present) =>
    present === undefined || present.seq !== item.seq || present.card !== item.card
      ? undefined
      : { ...present, card, pageScan: scan.id, finding: { ...present.finding, scan } },
  );
  return changed ?? item;
}
