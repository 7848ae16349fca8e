import { newCard } from '../domain/card';
import { overdueIn } from '../domain/due';
import { chunksOf } from '../domain/group-by';
import type { Row } from '../domain/ledger';
import { changeCard } from './change';
import { readRows } from './read-rows';
import { redraw } from './redraw';
import type { ShowDeps } from './show-card';

/** The key of the item that remembers how far the clock was painted; it is never drawn. */
const KEY = 'overdue-until';

/** Findings after which it is remembered. */
const PER_STEP = 100;

/**
 * Has the cards of open findings drawn again whose due date has passed since the last round, each once. The painter keeps to
 * Slack's rates. Ended in the middle, the next round goes on from there.
 */
export async function repaintOverdue(deps: ShowDeps): Promise<void> {
  const now = deps.clock.now();
  const until = await readUntil(deps);
  // Ranks of open findings begin with their due date.
  const { rows } = await readRows(deps.ledger, 'open', {
    ...(until !== '' && { from: until.slice(0, until.indexOf('#')) }),
    to: `${now.toISOString()}~`,
    where: (row) => overdueIn([row], now).length > 0 && placeOf(row) > until,
  });
  for (const part of chunksOf(rows.toSorted(byPlace), PER_STEP)) {
    await repaint(deps, part);
    const last = part.at(-1);
    if (last !== undefined) await remember(deps, placeOf(last));
  }
}

/** When it became overdue; with its hash, since the findings of one scan are due at the same time. */
function placeOf({ dueAt = '', hash }: Row): string {
  return `${dueAt}#${hash}`;
}

function byPlace(a: Row, b: Row): number {
  return placeOf(a) < placeOf(b) ? -1 : 1;
}

async function repaint(deps: ShowDeps, rows: Row[]): Promise<void> {
  const { ledger, waker, channel } = deps;
  const items = await ledger.findings(rows.map(({ hash }) => hash));
  const keys = [...new Set(items.map(({ card }) => card))];
  for (const key of keys) await redraw(deps, key);
  if (keys.length > 0) await waker.painter(channel, keys, false);
}

async function readUntil({ ledger }: ShowDeps): Promise<string> {
  const [card] = await ledger.cards([KEY]);
  return card?.content.kind === 'overdue' ? card.content.until : '';
}

async function remember({ ledger, channel }: ShowDeps, until: string): Promise<void> {
  const content = { kind: 'overdue' as const, until };
  await changeCard(ledger, KEY, (card) => ({
    ...(card ?? newCard(KEY, channel, content)),
    content,
  }));
}
