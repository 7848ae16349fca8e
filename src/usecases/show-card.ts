import { newCard, withCardContent } from '../domain/card';
import type { Card, CardContent } from '../domain/ledger';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { changeCard } from './change';

export interface ShowDeps {
  ledger: LedgerTable;
  waker: Waker;
  clock: Clock;
  token: Token;
  /** Channel id. */
  channel: string;
}

/**
 * Creates a card or changes what it shows, and has it drawn. `content` gets the present content, and returns undefined
 * to leave the card as it is.
 */
export async function showCard(
  deps: ShowDeps,
  key: string,
  content: (shown: CardContent | undefined) => CardContent | undefined,
  list?: (content: CardContent) => Card['list'],
): Promise<void> {
  const { ledger, waker, clock, token, channel } = deps;
  const card = await changeCard(ledger, key, (present) => {
    const next = content(present?.content);
    if (next === undefined) return undefined;
    const { list: _, ...rest } = present ?? newCard(key, channel, next);
    const place = list?.(next);
    const listed = { ...rest, ...(place && { list: place }) };
    return withCardContent(listed, next, { now: clock.now(), token });
  });
  if (card?.work !== undefined) await waker.painter(channel, [key], false);
}
