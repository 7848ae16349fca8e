import { isOpen } from './absorb';
import { isFull, toAddAgain } from './card';
import type { Card, CardContent, LedgerFinding } from './ledger';
import { remediesOf } from './remedies-of';
import { type Remedy, remedyId } from './remedy';
import { HOLD_MS, TAKE_OVER_MS } from './timing';
import { type Now, workAt } from './work';

/*
 * One item of the ledger for each upgrade says which card has its buttons, and who works on it. When new findings of the
 * upgrade come on another card, that card takes over what is open on the one before.
 */

export type RemedyContent = Extract<CardContent, { kind: 'remedy' }>;

export function remedyKey(remedy: string): string {
  return `remedy/${remedy}`;
}

/** The remedy on whose card a finding is shown. */
export function remedyOf({ finding }: Pick<LedgerFinding, 'finding'>): Remedy {
  return remediesOf(finding)[0];
}

/** Its id. */
export function remedyIdOf(item: Pick<LedgerFinding, 'finding'>): string {
  return remedyId(remedyOf(item).key);
}

/** Cards that the ledger keeps of one appearance: what was shown before is not clicked any more. */
const MOST_EARLIER = 30;

/** What is open of an upgrade on former cards goes to another one. */
export interface Takeover {
  remedy: string;
  former: string[];
  to: string;
}

/** The finding on the card that took over, in the same appearance; undefined where it stays. `times`: how often that card has it. */
export function takenOver(
  item: LedgerFinding | undefined,
  { former, to, remedy }: Takeover,
  times: number,
): LedgerFinding | undefined {
  if (item === undefined || item.card === to || !former.includes(item.card)) return undefined;
  if (!isOpen(item) || remedyIdOf(item) !== remedy) return undefined;
  return {
    ...item,
    card: to,
    cardRemedy: times > 0 ? toAddAgain(times) : remedy,
    ...earlierOf(item),
  };
}

/**
 * The finding on another card; undefined if it changed meanwhile. `wasShown`: its card has it as a member, keeps its place in
 * its history, and is drawn again. `times`: how often the other card has it.
 */
export function movedTo(
  item: LedgerFinding | undefined,
  seen: LedgerFinding,
  to: string,
  { wasShown, times }: { wasShown: boolean; times: number },
): LedgerFinding | undefined {
  if (item === undefined || item.seq !== seen.seq || item.card !== seen.card) return undefined;
  const history = wasShown && { ...earlierOf(item), formerCard: item.card };
  const cardRemedy = times > 0 ? toAddAgain(times) : remedyIdOf(item);
  return { ...item, card: to, cardRemedy, ...history };
}

function earlierOf({
  earlierCards = [],
  card,
}: LedgerFinding): Pick<LedgerFinding, 'earlierCards'> {
  return { earlierCards: [...earlierCards, card].slice(-MOST_EARLIER) };
}

/**
 * The content once this card has the buttons. What is open on the one before, unless that is full, is to be taken over; a
 * takeover from this card that stopped half-way is not gone on with.
 */
export function claimed(
  content: RemedyContent,
  to: string,
  before: Card | undefined,
): RemedyContent {
  const { card: from, former = [], ...rest } = content;
  const isLeft = from === undefined || from === to || (before !== undefined && isFull(before));
  const cards = (isLeft ? former : [...former, from]).filter((key) => key !== to);
  return { ...rest, card: to, ...(cards.length > 0 && { former: cards }) };
}

/** Cards that had the buttons last: more of them wait to be drawn without only while nothing can be drawn. */
const MOST_BEFORE = 5;

/** The content after everything open on these cards was taken over. */
export function settled(content: RemedyContent, done: string[]): RemedyContent {
  const { former = [], before = [], ...rest } = content;
  const left = former.filter((key) => !done.includes(key));
  const ended = former.filter((key) => done.includes(key));
  const last = [...before, ...ended].filter((key) => key !== content.card).slice(-MOST_BEFORE);
  return {
    ...rest,
    ...(left.length > 0 && { former: left }),
    ...(last.length > 0 && { before: last }),
  };
}

/** Cards that had the buttons of an upgrade before this one. */
export function cardsBefore({ card, former = [], before = [] }: RemedyContent, key: string) {
  return card === key ? [...before, ...former] : [];
}

/** The item with this content, due when something has to be done about it by itself. */
export function withRemedyContent(item: Card, content: RemedyContent, { now, token }: Now): Card {
  const { work: _, ...rest } = item;
  const due = dueAt(content, now);
  return {
    ...rest,
    content,
    dirty: item.dirty + 1,
    ...(due !== undefined && { work: workAt(due, 2, token) }),
  };
}

/** A takeover that stopped half-way is completed; who works on it is released after a week. */
function dueAt({ former = [], holder }: RemedyContent, now: Date): Date | undefined {
  if (former.length > 0) return new Date(now.getTime() + TAKE_OVER_MS);
  return holder && new Date(Date.parse(holder.since) + HOLD_MS);
}

/** Who works on it now. */
export function holderAt({ holder }: RemedyContent, now: Date): RemedyContent['holder'] {
  const isOver = holder !== undefined && Date.parse(holder.since) + HOLD_MS <= now.getTime();
  return isOver ? undefined : holder;
}

/** The card without the buttons of an upgrade, which this one has now. The first that took over stays. */
export function handedOver(card: Card, remedy: string, to: string): Card {
  if (card.next?.[remedy] !== undefined) return card;
  return { ...card, next: { ...card.next, [remedy]: to } };
}

/** A new item of an upgrade. */
export function newRemedyContent(item: LedgerFinding): RemedyContent {
  const { key, name } = remedyOf(item);
  return { kind: 'remedy', remedy: remedyId(key), name };
}
