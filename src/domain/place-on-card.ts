import { isClosed, isFull, isSameScan, OWN_CARD } from './card';
import { nextKey } from './decide';
import type { Card, LedgerFinding } from './ledger';
import type { RemedyContent } from './remedy-item';

/** Where an open finding is to be shown. */
export type Place =
  /** Where it is. */
  | { kind: 'stay' }
  /** Where it is, and this card has the buttons of its upgrade from now on. */
  | { kind: 'claim' }
  /** On the card that has the buttons. */
  | { kind: 'move'; to: string }
  /** On the card that follows its own, for which the same is asked again. */
  | { kind: 'follow'; to: string };

const STAY: Place = { kind: 'stay' };
const CLAIM: Place = { kind: 'claim' };

/**
 * The place of an open finding whose upgrade has its buttons on `card`; `claimed` are cards that got buttons just now. A new finding takes the buttons to
 * its own card, which notifies people; if that card had them before, or is of the same scan and not there yet, the finding joins
 * the current one. A finding that was shown before goes to the current card.
 */
export function placeOnCard(
  item: LedgerFinding,
  {
    remedy,
    card: current,
    former,
  }: Pick<RemedyContent, 'remedy'> & { card: string | undefined; former: string[] },
  cards: ReadonlyMap<string, Card>,
  claimed: ReadonlySet<string>,
  now: Date,
): Place {
  if (item.card === current) return STAY;
  const own = cards.get(item.card);
  const isOver = own?.next?.[remedy] !== undefined || former.includes(item.card);
  if (current === undefined) return isOver ? follow(item) : CLAIM;
  const target = { key: current, card: cards.get(current), isClaimed: claimed.has(current) };
  return item.finding.workflowStatus === 'NEW'
    ? placeOfNew(item, own, isOver, target, now)
    : placeOfShown(own, isOver, target);
}

interface Target {
  key: string;
  card: Card | undefined;
  isClaimed: boolean;
}

function placeOfNew(
  item: LedgerFinding,
  own: Card | undefined,
  isOver: boolean,
  target: Target,
  now: Date,
): Place {
  const isFirst = own === undefined || own.members.length === 0;
  const isAlike = isFirst && (item.card.startsWith(OWN_CARD) || isSameScan(item.card, target.key));
  if ((isOver || isAlike) && takes(target, item, now)) return { kind: 'move', to: target.key };
  if (isOver || (own !== undefined && isClosed(own, item, now))) return follow(item);
  return CLAIM;
}

/** True if a new finding may join. A card that is not there yet gets its content from the finding that claimed it. */
function takes({ key, card, isClaimed }: Target, item: LedgerFinding, now: Date): boolean {
  if (card === undefined) {
    return isClaimed || key.startsWith(OWN_CARD) || isSameScan(item.card, key);
  }
  // A member is there in an earlier appearance, which its buttons would decide.
  return !card.members.includes(item.hash) && !isClosed(card, item, now);
}

/** A full card keeps its buttons, and so does one that follows a card that was deleted. */
function placeOfShown(own: Card | undefined, isOver: boolean, { key, card }: Target): Place {
  if (isOver) return { kind: 'move', to: key };
  if (own !== undefined && isFull(own)) return STAY;
  const isLost = card?.gone && own !== undefined && !own.gone;
  return isLost ? CLAIM : { kind: 'move', to: key };
}

function follow({ card }: LedgerFinding): Place {
  return { kind: 'follow', to: nextKey(card) };
}
