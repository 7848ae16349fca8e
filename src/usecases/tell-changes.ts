import { isOpen } from '../domain/absorb';
import { newCard } from '../domain/card';
import { changesCardOf, type Telling, type Told, withTold } from '../domain/change-card';
import { nextKey } from '../domain/decide';
import { groupBy } from '../domain/group-by';
import type { Card, CardContent, LedgerFinding } from '../domain/ledger';
import { remedyIdOf, remedyOf } from '../domain/remedy-item';
import { hasTarget } from '../domain/remedy-rows';
import { shownAgain } from '../domain/shown-again';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { changeCard, changeFinding } from './change';

export interface TellDeps {
  ledger: LedgerTable;
  waker: Waker;
  clock: Clock;
  token: Token;
  /** Channel id. */
  channel: string;
}

/**
 * Hands the untold changes of findings to the message that tells them in the thread of their card. The same changes
 * again add nothing, so that they may stay on the findings until everything else is done. A finding whose card is not
 * in Slack is shown by a new one.
 */
export async function tellChanges(
  deps: TellDeps,
  card: Card,
  items: LedgerFinding[],
): Promise<void> {
  const due = items.filter(isToTell);
  if (due.length === 0) return;
  const thread = card.threadTs ?? card.ts;
  if (card.gone || thread === undefined) {
    for (const item of due) await showAgain(deps, card, item);
    return;
  }
  const tellings = due.flatMap((item) => tellingsOf(thread, item));
  const keys: string[] = [];
  for (const [key, group] of groupBy(tellings, (each) => each.key)) {
    const [first] = group;
    if (first !== undefined) keys.push(...(await tell(deps, key, first.content, group)));
  }
  if (keys.length > 0) await deps.waker.painter(deps.channel, keys, false);
}

/** Tells in the thread of a card that was posted before that these findings of one scan have joined it. */
export async function tellJoined(
  deps: TellDeps,
  card: Card,
  items: LedgerFinding[],
): Promise<void> {
  const thread = card.threadTs ?? card.ts;
  if (thread === undefined || items.length === 0) return;
  const members = await deps.ledger.findings(card.members);
  const keys: string[] = [];
  for (const [scanId, joining] of groupBy(items, ({ finding }) => finding.scan?.id ?? '')) {
    const { key, content } = changesCardOf(thread, { scanId, isUrgent: false });
    const tellings = joining.map((item) => ({ item, changes: [joinedChange(item, members)] }));
    keys.push(...(await tell(deps, key, content, tellings)));
  }
  if (keys.length > 0) await deps.waker.painter(deps.channel, keys, false);
}

function joinedChange(item: LedgerFinding, members: LedgerFinding[]): Told {
  const remedy = remedyIdOf(item);
  const alike = members.filter((each) => each.card === item.card && remedyIdOf(each) === remedy);
  const total = alike.filter(isOpen).length;
  return { change: { cause: 'joined', total, isCleared: hasTarget(remedyOf(item)) } };
}

/** A NEW finding keeps its changes until its card is drawn; those of a decided one are not told any more. */
function isToTell({ finding, untold }: LedgerFinding): boolean {
  const { workflowStatus, recordState } = finding;
  return untold !== undefined && workflowStatus === 'NOTIFIED' && recordState === 'ACTIVE';
}

interface Keyed extends Telling {
  key: string;
  content: CardContent;
}

/** The changes of one finding by the message that tells them. */
function tellingsOf(thread: string, item: LedgerFinding): Keyed[] {
  const parts = groupBy(item.untold ?? [], (each) => changesCardOf(thread, each).key);
  return [...parts].flatMap(([key, changes]) => {
    const [first] = changes;
    if (first === undefined) return [];
    return [{ key, content: changesCardOf(thread, first).content, item, changes }];
  });
}

/** Resolves to the key of the card that tells them; none if all are told. A deleted message is followed by another. */
async function tell(
  deps: TellDeps,
  key: string,
  content: CardContent,
  tellings: Telling[],
): Promise<string[]> {
  const { ledger, clock, token, channel } = deps;
  const card = await changeCard(ledger, key, (present) => {
    if (present?.gone) return undefined;
    const shown = present ?? newCard(key, channel, content);
    return withTold(shown, tellings, { now: clock.now(), token });
  });
  if (!card?.gone) return card?.work === undefined ? [] : [key];
  const rest = tellings.filter(({ item }) => !card.members.includes(item.hash));
  return rest.length === 0 ? [] : tell(deps, nextKey(key), content, rest);
}

/** A card that is still to be posted says the present state by itself. */
async function showAgain(deps: TellDeps, card: Card, item: LedgerFinding): Promise<void> {
  const isToBePosted = !card.gone && (item.at > 0 || card.attempt !== undefined);
  if (isToBePosted) return;
  const { ledger, waker, clock, token } = deps;
  await changeFinding(ledger, item.hash, (present) =>
    shownAgain(present, item, { now: clock.now(), token }),
  );
  await waker.projector([item.hash], false);
}
