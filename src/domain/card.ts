import type { Finding } from './finding';
import type { Card, CardContent, LedgerFinding, Priority } from './ledger';
import { remediesOf } from './remedies-of';
import { remedyId } from './remedy';
import type { PlacedFindings } from './scan';
import { isUrgentPage } from './scan-pages';
import { DIGEST_DEBOUNCE_MS, GATHER_MS, LATE_MS, YOUNG_CARD_MS } from './timing';
import { type Now, sooner, type Token, workAt } from './work';

/** Findings of one card: what a drawing reads at once. Its item stays far below DynamoDB's 400 KB. */
const MOST_MEMBERS = 1_000;

/** In place of the id of a remedy: the card has the finding so many times among its members, and is to add it once more. */
export function toAddAgain(times: number): string {
  return `${TO_ADD}${times}`;
}

/** No remedy's id begins with it. */
const TO_ADD = '+';

/** How often a card has the finding among its members. */
export function timesOn({ members }: Pick<Card, 'members'>, hash: string): number {
  return members.filter((member) => member === hash).length;
}

/** Begins the key of the card of one finding. */
export const OWN_CARD = 'finding/';

/** A card that nobody has written yet. */
export function newCard(key: string, channel: string, content: CardContent): Card {
  return { version: 0, key, channel, content, members: [], dirty: 0 };
}

/**
 * The content of the card of a finding, by the card's key. The cards of a scan with more than `digestAbove` of them are in the
 * thread of its digest, but for what is due within three days.
 */
export function contentOfCard({ finding, card }: LedgerFinding, digestAbove: number): CardContent {
  const { scan } = finding;
  if (scan?.page === undefined || !card.startsWith(`${digestKey(scan.id)}/`)) {
    return { kind: 'finding' };
  }
  const { id: scanId, newFindings: total, newCards = total, page } = scan;
  const isReply = newCards > digestAbove && !isUrgentPage(page);
  return {
    kind: 'page',
    ...(isReply && { parent: digestKey(scanId) }),
    scanId,
    total,
    size: page.size,
  };
}

/** True if some cards of a scan are in the thread of a digest, as `contentOfCard` decides for each. */
export function hasDigest({ cards, urgent }: PlacedFindings, digestAbove: number): boolean {
  return cards > digestAbove && cards > urgent;
}

/** The key of the first digest of a scan. */
export function digestKey(scanId: string): string {
  return `scan/${scanId}`;
}

/** The key of a page of a scan. */
export function pageKey({ id, page }: NonNullable<Finding['scan']>): string {
  return `${digestKey(id)}/${page?.name}`;
}

/** True for two pages of one scan. */
export function isSameScan(key: string, other: string): boolean {
  const scan = key.slice(0, key.lastIndexOf('/'));
  return scan.startsWith(digestKey('')) && other.startsWith(`${scan}/`);
}

/** True when a finding may not join a card any more: joining by an update notifies nobody. */
export function isClosed(card: Card, item: LedgerFinding, now: Date): boolean {
  if (item.finding.workflowStatus !== 'NEW') return false;
  if (card.gone) return true;
  const isMember = card.members.includes(item.hash);
  if (isMember) return false;
  if (isFull(card)) return true;
  if (card.ts === undefined) return false;
  const age = now.getTime() - Number(card.ts) * 1000;
  return age > (isUrgent(item) ? LATE_MS : YOUNG_CARD_MS);
}

/** True when no further finding may join. */
export function isFull({ members }: Card): boolean {
  return members.length >= MOST_MEMBERS && new Set(members).size >= MOST_MEMBERS;
}

function isUrgent({ finding: { severity, urgency } }: LedgerFinding): boolean {
  return severity === 'CRITICAL' || urgency?.exploitedSince !== undefined;
}

/** The card with these findings, due to be drawn. A page waits a moment for the rest of its findings. */
export function joined(card: Card, items: LedgerFinding[], { now, token }: Now): Card {
  const members = [...card.members, ...joining(card, items)];
  const isPerson = items.some(({ work }) => work?.priority === 0);
  const isGathering =
    card.content.kind === 'page' && card.ts === undefined && members.length < card.content.size;
  const priority = isPerson ? 0 : card.ts === undefined ? 1 : 2;
  const due = new Date(now.getTime() + (isGathering && !isPerson ? GATHER_MS : 0));
  return {
    ...card,
    members,
    dirty: card.dirty + 1,
    work: sooner(card.work, workAt(due, priority, token)),
  };
}

/** Findings that the card does not have, and those that it is to have once more. */
function joining(card: Card, items: LedgerFinding[]): string[] {
  const added = items.filter((item) => !card.members.includes(item.hash) || isToAdd(card, item));
  return [...new Set(added.map(({ hash }) => hash))];
}

/**
 * True for a finding on its way back to a card that showed it before, or showed it under another remedy: until it has joined once
 * more, a click on what that card showed is not about it.
 */
export function isReturning(card: Card, item: LedgerFinding): boolean {
  return item.card === card.key && (isToAdd(card, item) || isRegrouped(item));
}

/** A finding whose remedy changed, to be added to its card under the new one: once more if the card has it. */
export function regrouped(item: LedgerFinding, card: Pick<Card, 'members'>): LedgerFinding {
  const times = timesOn(card, item.hash);
  const remedy = remedyId(remediesOf(item.finding)[0].key);
  return { ...item, cardRemedy: times > 0 ? toAddAgain(times) : remedy };
}

/** False once it was added, though the finding still says so: what was interrupted is done again. */
function isToAdd(card: Card, { hash, cardRemedy = '' }: LedgerFinding): boolean {
  if (!cardRemedy.startsWith(TO_ADD)) return false;
  return timesOn(card, hash) <= Number(cardRemedy.slice(TO_ADD.length));
}

/** True for a finding whose remedy changed since its card has it. */
export function isRegrouped({ cardRemedy, finding }: LedgerFinding): boolean {
  if (cardRemedy === undefined || cardRemedy.startsWith(TO_ADD)) return false;
  return cardRemedy !== remedyId(remediesOf(finding)[0].key);
}

/** The findings that a drawing of a card's first `shown` members showed. */
export function membersShown({ members }: Card, shown: number): string[] {
  const last = new Map(members.map((hash, index) => [hash, index]));
  return [...last].filter(([, index]) => index < shown).map(([hash]) => hash);
}

/** The digest, due to be drawn in a moment, once for what happens meanwhile. */
export function redrawnSoon(card: Card, { now, token }: Now): Card {
  const due = new Date(now.getTime() + DIGEST_DEBOUNCE_MS);
  return { ...card, dirty: card.dirty + 1, work: sooner(card.work, workAt(due, 1, token)) };
}

/** The card, due to be drawn: in the background, unless stated otherwise. */
export function redrawn(card: Card, { now, token }: Now, priority: Priority = 2): Card {
  return { ...card, dirty: card.dirty + 1, work: sooner(card.work, workAt(now, priority, token)) };
}

/** The card with other content, due to be drawn. */
export function withCardContent(card: Card, content: CardContent, { now, token }: Now): Card {
  const priority = card.ts === undefined ? 1 : 2;
  return {
    ...card,
    content,
    dirty: card.dirty + 1,
    work: sooner(card.work, workAt(now, priority, token)),
  };
}

/**
 * The card after it was drawn. It stays due if it was asked for again, a digest not at once; while an earlier update may still
 * land; and until `again` (milliseconds since the epoch), when it is to be drawn once more.
 */
export function finished(
  card: Card,
  seen: Card,
  { now, token }: Now,
  again = Number.POSITIVE_INFINITY,
): Card {
  if (card.dirty !== seen.dirty)
    return card.content.kind === 'digest' ? later(card, now, token) : card;
  const { work: _, ...rest } = card;
  // What is deleted or refused is not drawn over, and so would stay due for good.
  const isDrawn = !card.gone && card.aside === undefined;
  const due = Math.min(again, (isDrawn && card.unsure) || Number.POSITIVE_INFINITY);
  return due === Number.POSITIVE_INFINITY
    ? rest
    : { ...rest, work: workAt(new Date(due), 2, token) };
}

/** While decisions come all the time, a digest is drawn once in so long. */
function later(card: Card, now: Date, token: Token): Card {
  const due = new Date(now.getTime() + DIGEST_DEBOUNCE_MS);
  return { ...card, work: workAt(due, card.work?.priority ?? 1, token) };
}
