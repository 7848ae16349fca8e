import { isOpen } from '../domain/absorb';
import { newCard, timesOn } from '../domain/card';
import { groupBy } from '../domain/group-by';
import type { Card, LedgerFinding } from '../domain/ledger';
import { type Place, placeOnCard } from '../domain/place-on-card';
import {
  claimed,
  movedTo,
  newRemedyContent,
  type RemedyContent,
  remedyIdOf,
  remedyKey,
  withRemedyContent,
} from '../domain/remedy-item';
import { workAt } from '../domain/work';
import { changeCard, changeFinding } from './change';
import { readRemedies } from './read-remedies';
import { redraw } from './redraw';
import { type TakeOverDeps, takeOver } from './take-over';

/** Findings of one upgrade on the cards that are to show them. */
export interface Placement {
  items: LedgerFinding[];
  /** Findings that its card is to be joined by as well: it took them over. */
  taken: LedgerFinding[];
  /** The takeover that ends once they have joined. */
  takeOver?: RemedyContent;
}

/** Findings of a round by their upgrade, with the item of the upgrade. */
export async function byRemedy(
  { ledger }: TakeOverDeps,
  items: LedgerFinding[],
): Promise<{ known: RemedyContent | undefined; group: LedgerFinding[] }[]> {
  const groups = groupBy(items, remedyIdOf);
  const known = await readRemedies(ledger, [...groups.keys()]);
  return [...groups].map(([remedy, group]) => ({ known: known.get(remedy), group }));
}

/**
 * Finds the card of each finding of one upgrade, so that one card has its buttons. What is open on the card that had them is
 * taken over first: a finding that causes it is not settled before that is complete.
 */
export async function placeFindings(
  deps: TakeOverDeps,
  group: LedgerFinding[],
  known: RemedyContent | undefined,
): Promise<Placement> {
  const { placed, content } = await placeEach(deps, group, known);
  if (content?.former === undefined) return { items: placed, taken: [] };
  const taken = await takeOver(deps, content);
  const hashes = placed.map(({ hash }) => hash);
  const items = taken.length === 0 ? placed : await deps.ledger.findings(hashes);
  return { items, taken, takeOver: content };
}

/** Passes over the findings of one upgrade: what was placed before another card took over is placed once more. */
const PASSES = 3;

async function placeEach(
  deps: TakeOverDeps,
  group: LedgerFinding[],
  known: RemedyContent | undefined,
): Promise<{ placed: LedgerFinding[]; content: RemedyContent | undefined }> {
  const isElsewhere = (item: LedgerFinding) => isOpen(item) && item.card !== known?.card;
  if (known !== undefined && !group.some(isElsewhere)) return { placed: group, content: known };
  const cards = await cardsOf(deps, group, known);
  let pass: Pass = { placed: group, content: known, cards, claimed: new Set() };
  for (let count = 0; count < PASSES; count += 1) {
    const before = pass.content?.card;
    pass = await passOver(deps, pass);
    if (pass.content?.card === before) break;
  }
  return pass;
}

interface Pass {
  placed: LedgerFinding[];
  content: RemedyContent | undefined;
  cards: ReadonlyMap<string, Card>;
  /** Keys of cards that got the buttons just now. */
  claimed: ReadonlySet<string>;
}

async function passOver(deps: TakeOverDeps, before: Pass): Promise<Pass> {
  const { cards } = before;
  const claimed = new Set(before.claimed);
  const placed: LedgerFinding[] = [];
  let { content } = before;
  for (const item of before.placed) {
    const place = placeOf(deps, item, { ...before, content, claimed });
    if (place.kind === 'claim') {
      content = await claim(deps, item, cards);
      claimed.add(item.card);
    }
    if (place.kind === 'stay' || place.kind === 'claim') placed.push(item);
    else placed.push(...(await move(deps, item, place, cards)));
  }
  return { placed, content, cards, claimed };
}

/** A decided one stays, and its card has the buttons of an upgrade that has none yet. */
function placeOf(
  deps: TakeOverDeps,
  item: LedgerFinding,
  { content, cards, claimed }: Pass,
): Place {
  if (!isOpen(item) && content?.card !== undefined) return { kind: 'stay' };
  const upgrade = { remedy: remedyIdOf(item), card: content?.card, former: content?.former ?? [] };
  return placeOnCard(item, upgrade, cards, claimed, deps.clock.now());
}

async function cardsOf(
  { ledger }: TakeOverDeps,
  group: LedgerFinding[],
  known: RemedyContent | undefined,
): Promise<Map<string, Card>> {
  const keys = [
    ...group.map(({ card }) => card),
    ...(known?.card === undefined ? [] : [known.card]),
  ];
  const cards = await ledger.cards([...new Set(keys)]);
  return new Map(cards.map((card) => [card.key, card]));
}

/** The finding's card has the buttons from now on. */
async function claim(
  { ledger, clock, token, channel }: TakeOverDeps,
  item: LedgerFinding,
  cards: ReadonlyMap<string, Card>,
): Promise<RemedyContent | undefined> {
  const first = newRemedyContent(item);
  const key = remedyKey(first.remedy);
  const changed = await changeCard(ledger, key, (present = newCard(key, channel, first)) => {
    const content = present.content.kind === 'remedy' ? present.content : first;
    const next = claimed(content, item.card, cards.get(content.card ?? ''));
    return withRemedyContent(present, next, { now: clock.now(), token });
  });
  return changed?.content.kind === 'remedy' ? changed.content : undefined;
}

/** The finding on its other card; none if it changed meanwhile, or its place there is still to be found. */
async function move(
  deps: TakeOverDeps,
  item: LedgerFinding,
  { kind, to }: Extract<Place, { kind: 'move' | 'follow' }>,
  cards: ReadonlyMap<string, Card>,
): Promise<LedgerFinding[]> {
  const { ledger, waker, clock, token } = deps;
  const timesAt = (key: string) => timesOn(cards.get(key) ?? { members: [] }, item.hash);
  const wasShown = timesAt(item.card) > 0;
  // The finding has room for one card that is to be drawn again.
  if (wasShown && item.formerCard !== undefined) await redraw(deps, item.formerCard);
  const moved = await changeFinding(ledger, item.hash, (present) => {
    const next = movedTo(present, item, to, { wasShown, times: timesAt(to) });
    if (next === undefined || kind === 'move') return next;
    return { ...next, work: workAt(clock.now(), 1, token) };
  });
  if (kind === 'follow') {
    await waker.projector([item.hash], false);
    return [];
  }
  return moved?.card === to ? [moved] : [];
}
