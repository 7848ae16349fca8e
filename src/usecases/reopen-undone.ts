import { answerTo, type Click, decided } from '../domain/decide';
import type { BulkSummary, LedgerFinding } from '../domain/ledger';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { changeFinding } from './change';

interface ReopenDeps {
  ledger: LedgerTable;
  waker: Waker;
  clock: Clock;
  token: Token;
}

/**
 * Reopens findings of a bulk decision that reached them while it was undone. `items` are on its card already: an undo
 * that is not on the card by now finds them there. Resolves to the others.
 */
export async function reopenUndone(
  deps: ReopenDeps,
  items: LedgerFinding[],
): Promise<LedgerFinding[]> {
  const undone = await undoneBulks(deps, items);
  if (undone.size === 0) return items;
  const standing: LedgerFinding[] = [];
  for (const item of items) {
    const click = clickOf(item, undone.get(item.bulk ?? ''));
    const isUndone = click !== undefined && answerTo(item, click).kind === 'accepted';
    if (isUndone) await reopen(deps, item, click);
    else standing.push(item);
  }
  return standing;
}

async function undoneBulks(
  { ledger }: ReopenDeps,
  items: LedgerFinding[],
): Promise<Map<string, BulkSummary>> {
  const keys = [...new Set(items.flatMap(({ bulk }) => bulk ?? []))];
  const cards = keys.length === 0 ? [] : await ledger.cards(keys);
  return new Map(
    cards.flatMap(({ key, content }) =>
      content.kind === 'bulk' && content.bulk.undo !== undefined ? [[key, content.bulk]] : [],
    ),
  );
}

/** The click that undid the bulk decision, for a finding on which that decision stands. */
function clickOf(item: LedgerFinding, bulk: BulkSummary | undefined): Click | undefined {
  if (bulk?.undo === undefined || item.request !== bulk.requestId) return undefined;
  const { requestId, actionTs } = bulk.undo;
  const { userId = '', name = '' } = bulk.undoneBy ?? {};
  const actor = { userId, name, teamId: '' };
  return {
    request: { decision: { kind: 'reopen' }, actor, actionTs },
    requestId,
    on: { base: item.base },
    undoes: bulk.requestId,
  };
}

async function reopen(
  { ledger, waker, clock, token }: ReopenDeps,
  { hash }: LedgerFinding,
  click: Click,
): Promise<void> {
  await changeFinding(ledger, hash, (present) =>
    present !== undefined && answerTo(present, click).kind === 'accepted'
      ? decided(present, click, { now: clock.now(), token })
      : undefined,
  );
  await waker.projector([hash], false);
}
