import { redrawn, redrawnSoon } from '../domain/card';
import { nextKey } from '../domain/decide';
import type { Card, Priority } from '../domain/ledger';
import type { Now } from '../domain/work';
import { changeCard } from './change';
import type { ShowDeps } from './show-card';

type RedrawDeps = Pick<ShowDeps, 'ledger' | 'clock' | 'token'>;

/**
 * A message that is posted, drawn again: in the background, unless stated otherwise. Resolves to its card; one that was never
 * posted, or was deleted, stays as it is.
 */
export function redraw(
  deps: RedrawDeps,
  key: string,
  priority: Priority = 2,
): Promise<Card | undefined> {
  return changePosted(deps, key, (card, now) => redrawn(card, now, priority));
}

/** A message that is posted, drawn again in a moment; if it was deleted, the one that followed it. */
export async function redrawSoon(deps: RedrawDeps, key: string): Promise<void> {
  const shown = await changePosted(deps, key, redrawnSoon);
  if (shown?.gone) await redrawSoon(deps, nextKey(key));
}

function changePosted(
  { ledger, clock, token }: RedrawDeps,
  key: string,
  change: (card: Card, now: Now) => Card,
): Promise<Card | undefined> {
  return changeCard(ledger, key, (card) =>
    card?.ts === undefined || card.gone ? undefined : change(card, { now: clock.now(), token }),
  );
}
