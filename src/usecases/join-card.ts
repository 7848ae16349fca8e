import { isOpen } from '../domain/absorb';
import {
  contentOfCard,
  digestKey,
  isClosed,
  isRegrouped,
  joined,
  newCard,
  regrouped,
} from '../domain/card';
import { movedOn } from '../domain/decide';
import { groupBy } from '../domain/group-by';
import type { Card, CardContent, LedgerFinding } from '../domain/ledger';
import { remedyIdOf } from '../domain/remedy-item';
import { LATE_MS } from '../domain/timing';
import { changeCard, changeFinding } from './change';
import { redraw, redrawSoon } from './redraw';
import { reopenUndone } from './reopen-undone';
import type { TakeOverDeps } from './take-over';
import { tellChanges, tellJoined } from './tell-changes';

export interface JoinDeps extends TakeOverDeps {
  /** Up to so many cards of one scan are in the channel. */
  digestAbove: number;
}

/** Findings that join one card. */
export interface Unit {
  items: LedgerFinding[];
  /** Findings that the card took over: they owe nothing. */
  taken: LedgerFinding[];
}

/**
 * Adds findings to their card and to the card of their bulk decision, and has drawn again what shows them as well. Resolves to
 * those of `items` that are on it; to undefined while the finding that says where the card is has not joined.
 */
export async function joinCard(
  deps: JoinDeps,
  key: string,
  { items, taken }: Unit,
): Promise<LedgerFinding[] | undefined> {
  const { ledger, clock, token, channel } = deps;
  if (await isAwaiting(deps, key, { items, taken })) return undefined;
  const unit = { items: await regroupAll(deps, key, items), taken };
  const content = await contentFor(deps, key, unit);
  if (content === undefined) return [];
  let closed: LedgerFinding[] = [];
  let late: LedgerFinding[] = [];
  let added: LedgerFinding[] = [];
  const shownBy = await changeCard(ledger, key, (present) => {
    const now = clock.now();
    const card = begun(present, newCard(key, channel, content));
    late = unit.items.filter((item) => isLate(card, item));
    closed = unit.items.filter((item) => !late.includes(item) && isClosed(card, item, now));
    const ready = unit.items.filter((item) => !late.includes(item) && !closed.includes(item));
    const joining = [...ready, ...unit.taken];
    added = ready.filter((item) => isAdded(card, item, now));
    return joining.length === 0 ? undefined : joined(card, joining, { now, token });
  });
  for (const item of closed) await moveOn(deps, item);
  const ready = unit.items.filter((item) => !late.includes(item) && !closed.includes(item));
  await joinBulks(deps, ready);
  // A card that showed a finding before says that it is shown elsewhere.
  for (const { formerCard } of ready) if (formerCard !== undefined) await redraw(deps, formerCard);
  await redrawDigests(deps, [...ready, ...unit.taken]);
  if (shownBy !== undefined) await tellChanges(deps, shownBy, ready);
  if (shownBy !== undefined) await tellJoined(deps, shownBy, added);
  return reopenUndone(deps, ready);
}

/** Findings whose remedy changed are marked before they join, so that what is interrupted adds them once. */
async function regroupAll(
  { ledger }: JoinDeps,
  key: string,
  items: LedgerFinding[],
): Promise<LedgerFinding[]> {
  if (!items.some(isRegrouped)) return items;
  const [card = { members: [] }] = await ledger.cards([key]);
  const all = await Promise.all(
    items.map((item) =>
      !isRegrouped(item)
        ? item
        : changeFinding(ledger, item.hash, (present) =>
            present?.card === key && isRegrouped(present) ? regrouped(present, card) : undefined,
          ),
    ),
  );
  return all.flatMap((item) => item ?? []);
}

/**
 * True for a card of a scan that only findings from other cards would join: they do not know that it is in a thread. The finding
 * for which it has the buttons does, and owes that work.
 */
async function isAwaiting({ ledger }: JoinDeps, key: string, { items, taken }: Unit) {
  if (!key.startsWith(digestKey('')) || key.endsWith('~')) return false;
  const all = [...items, ...taken];
  const isFromOther = all.every(({ earlierCards }) => earlierCards !== undefined);
  if (!isFromOther || !all.some(isOpen)) return false;
  const [card] = await ledger.cards([key]);
  return card === undefined || !isBegun(card);
}

/** A card that is not posted is what the findings of its scan say. */
function begun(present: Card | undefined, first: Card): Card {
  if (present === undefined) return first;
  return isBegun(present) ? present : { ...present, content: first.content };
}

function isBegun({ content, ts, attempt }: Card): boolean {
  return content.kind !== 'finding' || ts !== undefined || attempt !== undefined;
}

/** A card that follows one that was deleted is where that was. */
async function contentFor(
  { ledger, digestAbove }: JoinDeps,
  key: string,
  unit: Unit,
): Promise<CardContent | undefined> {
  const content = contentOf(unit, digestAbove);
  if (content?.kind !== 'finding' || !key.startsWith(digestKey('')) || !key.endsWith('~')) {
    return content;
  }
  const [before] = await ledger.cards([key.slice(0, -1)]);
  if (before?.content.kind === 'page') return before.content;
  return replyIn(key, digestAbove, unit.items.length + unit.taken.length) ?? content;
}

/** A card of which no finding says more: its number alone may show that its scan has more cards than the channel gets. */
function replyIn(key: string, digestAbove: number, total: number): CardContent | undefined {
  const [, scanId, number] = /^scan\/(.+)\/r(\d+)~+$/.exec(key) ?? [];
  if (scanId === undefined || Number(number) <= digestAbove) return undefined;
  return { kind: 'page', parent: digestKey(scanId), scanId, total, size: 1 };
}

/** The findings of one card may be of several scans: its own says where the card is. */
function contentOf({ items, taken }: Unit, digestAbove: number): CardContent | undefined {
  const contents = [...items, ...taken].map((item) => contentOfCard(item, digestAbove));
  return contents.find(({ kind }) => kind === 'page') ?? contents[0];
}

/** True for an open finding that a posted card gets in addition to those that it was posted for, which may come a moment later. */
function isAdded({ content, ts, members, gone }: Card, item: LedgerFinding, now: Date): boolean {
  if (ts === undefined || gone || !isOpen(item) || members.includes(item.hash)) return false;
  if (content.kind !== 'page' || content.scanId !== item.pageScan) return true;
  return now.getTime() - Number(ts) * 1000 > LATE_MS;
}

/** True for an open finding whose card has handed its buttons over meanwhile: its place is found again. */
function isLate({ next }: Card, item: LedgerFinding): boolean {
  return isOpen(item) && next?.[remedyIdOf(item)] !== undefined;
}

async function joinBulks({ ledger, clock, token }: JoinDeps, items: LedgerFinding[]) {
  for (const [bulk, members] of groupBy(items, (item) => item.bulk)) {
    if (bulk === undefined) continue;
    await changeCard(ledger, bulk, (card) =>
      card === undefined ? undefined : joined(card, members, { now: clock.now(), token }),
    );
  }
}

/** The digests of the scans that found them, and the pages with what is due soon, are drawn again, once for many. */
async function redrawDigests(deps: JoinDeps, items: LedgerFinding[]): Promise<void> {
  const digests = new Set(
    items.flatMap(({ pageScan, formerCard }) => [
      ...(pageScan === undefined ? [] : [digestKey(pageScan)]),
      ...digestOf(formerCard),
    ]),
  );
  for (const digest of digests) {
    for (const key of [digest, `${digest}/u1`]) await redrawSoon(deps, key);
  }
}

/** The digest of the scan whose card showed the finding before: it is another scan's from now on. */
function digestOf(formerCard = ''): string[] {
  const scan = formerCard.slice(0, formerCard.lastIndexOf('/'));
  return scan.startsWith(digestKey('')) ? [scan] : [];
}

/** Has a finding shown on the card that follows its own, which was deleted or takes no more. */
export async function moveOn(
  { ledger, waker, clock, token }: Pick<JoinDeps, 'ledger' | 'waker' | 'clock' | 'token'>,
  item: LedgerFinding,
): Promise<void> {
  await changeFinding(ledger, item.hash, (present) =>
    movedOn(present, item, { now: clock.now(), token }),
  );
  await waker.projector([item.hash], false);
}
