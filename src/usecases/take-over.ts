import { joined, newCard, redrawn, timesOn } from '../domain/card';
import { chunksOf } from '../domain/group-by';
import type { Card, LedgerFinding } from '../domain/ledger';
import {
  handedOver,
  holderAt,
  type RemedyContent,
  remedyIdOf,
  remedyKey,
  settled,
  type Takeover,
  takenOver,
  withRemedyContent,
} from '../domain/remedy-item';
import type { Token } from '../domain/work';
import type { LedgerTable, Waker } from '../ports/ledger';
import type { Clock } from '../ports/runtime';
import { changeCard, changeFinding } from './change';

export interface TakeOverDeps {
  ledger: LedgerTable;
  waker: Waker;
  clock: Clock;
  token: Token;
  /** Channel id. */
  channel: string;
}

/** Conditional writes at a time. */
const AT_ONCE = 25;

/**
 * Moves what is open on the former cards of an upgrade to the card that has its buttons now. The same again changes nothing
 * more. Resolves to the findings that were moved, now or before, and that the card is to be joined by.
 */
export async function takeOver(
  deps: Omit<TakeOverDeps, 'waker'>,
  { remedy, card: to, former = [] }: RemedyContent,
): Promise<LedgerFinding[]> {
  if (to === undefined || former.length === 0) return [];
  // A finding may be on a former card that it has not joined, after a takeover that stopped half-way.
  const hashes = new Set<string>();
  for (const from of former) {
    const { members } = await handOver(deps, from, remedy, to);
    for (const hash of members) hashes.add(hash);
  }
  const [card] = await deps.ledger.cards([to]);
  const taken: LedgerFinding[] = [];
  for (const part of chunksOf([...hashes], AT_ONCE)) {
    const items = await deps.ledger.findings(part);
    const moved = await Promise.all(
      items.map((item) =>
        moveTo(deps, item, { remedy, former, to }, card ? timesOn(card, item.hash) : 0),
      ),
    );
    taken.push(...moved.flatMap((item) => item ?? []));
  }
  return taken;
}

/** The former card keeps no buttons, before any of its findings has them elsewhere. One that nobody wrote yet gets none. */
async function handOver(
  { ledger, clock, token, channel }: Omit<TakeOverDeps, 'waker'>,
  from: string,
  remedy: string,
  to: string,
): Promise<Card> {
  const empty = newCard(from, channel, { kind: 'finding' });
  const card = await changeCard(ledger, from, (present = empty) => {
    const next = handedOver(present, remedy, to);
    if (next === present) return undefined;
    const isShown = next.ts !== undefined && !next.gone;
    // A post that is under way shows the buttons, so its card is drawn once more after it.
    if (!isShown) return { ...next, dirty: next.dirty + 1 };
    return redrawn(next, { now: clock.now(), token }, 1);
  });
  return card ?? empty;
}

async function moveTo(
  { ledger }: Omit<TakeOverDeps, 'waker'>,
  seen: LedgerFinding,
  move: Takeover,
  times: number,
): Promise<LedgerFinding | undefined> {
  const isMoved = (item: LedgerFinding) =>
    item.card === move.to && remedyIdOf(item) === move.remedy;
  if (isMoved(seen)) return seen;
  if (takenOver(seen, move, times) === undefined) return undefined;
  const item = await changeFinding(ledger, seen.hash, (present) => takenOver(present, move, times));
  return item !== undefined && isMoved(item) ? item : undefined;
}

/** Ends a takeover whose findings are on the new card. */
export async function endTakeOver(
  { ledger, clock, token }: Omit<TakeOverDeps, 'waker'>,
  { remedy, former = [], card }: RemedyContent,
): Promise<void> {
  await changeCard(ledger, remedyKey(remedy), (present) => {
    if (present?.content.kind !== 'remedy' || present.content.card !== card) return undefined;
    const left = settled(present.content, former);
    return withRemedyContent(present, left, { now: clock.now(), token });
  });
}

/**
 * What the item of an upgrade owes by itself: a takeover that stopped half-way is completed, once its card is there, and who
 * works on it is released after a week.
 */
export async function tendRemedy(deps: TakeOverDeps, key: string): Promise<void> {
  const { ledger, clock, token } = deps;
  const [item] = await ledger.cards([key]);
  if (item?.content.kind !== 'remedy') return;
  const { content } = item;
  const taken = await takeOver(deps, content);
  const isReleased = content.holder !== undefined && holderAt(content, clock.now()) === undefined;
  const isThere = await joinTaken(deps, content, taken, isReleased);
  await changeCard(ledger, key, (present) => {
    if (present?.content.kind !== 'remedy' || present.version !== item.version) return undefined;
    const { holder, ...rest } = settled(present.content, isThere ? (content.former ?? []) : []);
    const held = isReleased || holder === undefined ? rest : { ...rest, holder };
    return withRemedyContent(present, held, { now: clock.now(), token });
  });
}

/** False if the card is not there yet: only a finding that is to be shown on it knows where it belongs. */
async function joinTaken(
  { ledger, clock, token, waker, channel }: TakeOverDeps,
  { card: key }: RemedyContent,
  taken: LedgerFinding[],
  isReleased: boolean,
): Promise<boolean> {
  if (key === undefined) return true;
  const now = { now: clock.now(), token };
  const card = await changeCard(ledger, key, (present) => {
    if (present === undefined || present.members.length === 0) return undefined;
    if (taken.length > 0) return joined(present, taken, now);
    return isReleased ? redrawn(present, now) : undefined;
  });
  if (card?.work !== undefined) await waker.painter(channel, [key], false);
  return card !== undefined && card.members.length > 0;
}
