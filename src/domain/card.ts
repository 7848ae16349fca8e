import type { Card, CardContent, LedgerFinding } from './ledger';
import { GATHER_MS, YOUNG_CARD_MS } from './timing';
import { type Now, sooner, type Token, workAt } from './work';

/** Findings of one card: what Slack's message limits leave room for, each with its own buttons. */
const MOST_MEMBERS = 10;

/** A card that nobody has written yet. */
export function newCard(key: string, channel: string, content: CardContent): Card {
  return { version: 0, key, channel, content, members: [], dirty: 0 };
}

/** The content of the card of a finding, by the card's key. */
export function contentOfCard({ finding, card }: LedgerFinding): CardContent {
  const { scan } = finding;
  if (scan?.page === undefined || !card.startsWith(`scan/${scan.id}/`)) return { kind: 'finding' };
  return {
    kind: 'page',
    parent: `scan/${scan.id}`,
    scanId: scan.id,
    total: scan.newFindings,
    size: scan.page.size,
    broadcast: scan.page.name.startsWith('c'),
  };
}

/** True when a finding may not join a card any more: joining by an update notifies nobody. */
export function isClosed(card: Card, item: LedgerFinding, now: Date): boolean {
  if (item.finding.workflowStatus !== 'NEW') return false;
  if (card.gone) return true;
  const isMember = card.members.includes(item.hash);
  if (isMember) return false;
  if (card.members.length >= MOST_MEMBERS) return true;
  if (card.ts === undefined) return false;
  const age = now.getTime() - Number(card.ts) * 1000;
  return isUrgent(item) || age > YOUNG_CARD_MS;
}

function isUrgent({ finding: { severity, urgency } }: LedgerFinding): boolean {
  return severity === 'CRITICAL' || urgency?.exploitedSince !== undefined;
}

/** The card with these findings, due to be drawn. A page waits a moment for the rest of its findings. */
export function joined(card: Card, items: LedgerFinding[], { now, token }: Now): Card {
  const members = [...new Set([...card.members, ...items.map(({ hash }) => hash)])];
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

/** The card, due to be drawn in the background. */
export function redrawn(card: Card, { now, token }: Now): Card {
  return { ...card, dirty: card.dirty + 1, work: sooner(card.work, workAt(now, 2, token)) };
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
 * The card after it was drawn. It stays due if it was asked for again, while an earlier update may still land, and until
 * `again` (milliseconds since the epoch), when it is to be drawn once more.
 */
export function finished(
  card: Card,
  seen: Card,
  token: Token,
  again = Number.POSITIVE_INFINITY,
): Card {
  if (card.dirty !== seen.dirty) return card;
  const { work: _, ...rest } = card;
  const due = Math.min(again, card.unsure ?? Number.POSITIVE_INFINITY);
  return due === Number.POSITIVE_INFINITY
    ? rest
    : { ...rest, work: workAt(new Date(due), 2, token) };
}
