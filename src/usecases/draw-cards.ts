import { isOpen } from '../domain/absorb';
import { byUrgency } from '../domain/by-urgency';
import { isFull, isReturning } from '../domain/card';
import { defined } from '../domain/defined';
import { isOverdueNow } from '../domain/due';
import { groupBy } from '../domain/group-by';
import type { Card, Change, LedgerFinding } from '../domain/ledger';
import {
  type AlertEntry,
  type Continuation,
  type Message,
  type RemedyCard,
  reasonOf,
  type UrgentPage,
} from '../domain/message';
import { type Remedy, remedyId } from '../domain/remedy';
import { holderAt, type RemedyContent, remedyIdOf, remedyOf } from '../domain/remedy-item';
import { mergedRemedy } from '../domain/remedy-rows';
import { isUrgentPage } from '../domain/scan-pages';
import { DUE_SOON_MS } from '../domain/timing';
import { isOverdue } from '../domain/urgency';
import type { LedgerTable } from '../ports/ledger';
import { readRemedies } from './read-remedies';

/** What a message of findings shows: an upgrade for each remedy of its members, the one to do first before the others. */
export async function drawCards(
  ledger: LedgerTable,
  card: Card,
  items: LedgerFinding[],
  now: Date,
): Promise<Message | undefined> {
  const sorted = [...items].sort((a, b) => byUrgency(a.finding, b.finding));
  const groups = groupBy(sorted, remedyIdOf);
  const remedies = await readRemedies(ledger, [...groups.keys()]);
  const drawn: RemedyCard[] = [];
  for (const [remedy, [first, ...others]] of groups) {
    if (first === undefined) continue;
    const members: [LedgerFinding, ...LedgerFinding[]] = [first, ...others];
    const content = remedies.get(remedy);
    drawn.push(await drawCard(ledger, { card, remedy, members, ...(content && { content }) }, now));
  }
  const [first, ...others] = drawn;
  if (first === undefined) return undefined;
  const urgent = await urgentOf(ledger, card, [...groups.keys()], now);
  return { kind: 'cards', cards: [first, ...others], ...(urgent && { urgent }) };
}

/** One upgrade of a message. */
interface Group {
  card: Card;
  remedy: string;
  members: [LedgerFinding, ...LedgerFinding[]];
  content?: RemedyContent;
}

async function drawCard(ledger: LedgerTable, group: Group, now: Date): Promise<RemedyCard> {
  const { card, remedy, members, content } = group;
  const [first, ...others] = members;
  const continued = await continuationOf(ledger, group);
  const holder = content && holderAt(content, now);
  const entry = (item: LedgerFinding) => entryOf(item, card, now);
  return {
    ref: { card: card.key, remedy, shown: card.members.length },
    remedy: drawnRemedy(members, card),
    entries: [entry(first), ...others.map(entry)],
    ...(continued === undefined && holder && { holder }),
    ...(continued && { continued }),
  };
}

/** The remedy over the rows of what is open here; of all findings once nothing is. */
function drawnRemedy(members: Group['members'], card: Card): Remedy {
  const [first] = members;
  const open = members.filter((item) => isHere(item, card) && isOpen(item));
  const meant = open.length > 0 ? open : members;
  const remedy = remedyOf(first);
  return (
    mergedRemedy(
      meant.map(({ finding }) => finding),
      remedy.key,
    ) ?? remedy
  );
}

/** True for a finding that this card shows, and decides. */
function isHere(item: LedgerFinding, card: Card): boolean {
  return item.card === card.key && !isReturning(card, item);
}

/** A finding that is NEW is drawn as it will be once it was shown. */
function entryOf(item: LedgerFinding, card: Card, now: Date): AlertEntry {
  const { finding, base } = item;
  const isNew = finding.workflowStatus === 'NEW';
  return {
    finding: isNew ? { ...finding, workflowStatus: 'NOTIFIED' } : finding,
    base,
    reason: reasonOf(finding, base),
    ...(!isHere(item, card) && { shownAgain: true }),
    ...(isOverdueNow(finding, now) && { overdue: true }),
    ...defined({ former: formerOf(item) }),
  };
}

const DECIDED: Change['action'][] = ['resolve', 'suppress', 'extend'];

/** Who decided in Slack before this appearance; nobody if Security Hub changed it last, or that is long ago. */
function formerOf({ log, base }: LedgerFinding): AlertEntry['former'] {
  const before = log.filter(({ seq, action }) => seq <= base && action !== 'shown');
  const last = before
    .filter(({ status }) => status === 'RESOLVED' || status === 'SUPPRESSED')
    .at(-1);
  if (last === undefined || !DECIDED.includes(last.action)) return undefined;
  return { by: last.by, at: last.at };
}

/** The card that has the buttons of the upgrade after this one. */
async function continuationOf(
  ledger: LedgerTable,
  { card, remedy, members, content }: Group,
): Promise<Continuation | undefined> {
  const open = members.filter((item) => isContinued(item, card)).length;
  const next = card.next?.[remedy];
  if (next === undefined) return isElsewhere(card, content) ? { open, more: 0 } : undefined;
  const [newer] = await ledger.cards([next]);
  const here = new Set(card.members);
  const others = (newer?.members ?? []).filter((hash) => !here.has(hash));
  const more = (await ledger.findings(others)).filter((item) => remedyIdOf(item) === remedy);
  const isPosted = newer?.ts !== undefined && !newer.gone;
  const isAwaited = newer?.ts === undefined && newer?.work !== undefined;
  return {
    open,
    more: more.length,
    ...(isAwaited && { isAwaited }),
    ...(isPosted && { at: new Date(Number(newer.ts) * 1000).toISOString(), message: refOf(newer) }),
  };
}

/**
 * True for an upgrade that has its buttons on a card that did not take them over from this one: findings of this one came to need
 * it. A card that follows a full one leaves it its buttons.
 */
function isElsewhere(card: Card, content: RemedyContent | undefined): boolean {
  return content?.card !== undefined && content.card !== card.key && !isFull(card);
}

/**
 * True for a finding of this card that is open on the newer one, or that this one has moved on since. So an older card does not
 * change with what happens two cards further.
 */
function isContinued(item: LedgerFinding, { key }: Card): boolean {
  const { card, earlierCards = [] } = item;
  if (card === key || earlierCards.at(-1) === key) return isOpen(item);
  return earlierCards.includes(key);
}

function refOf({ channel, ts = '', threadTs }: Card) {
  return { channel, ts, ...(threadTs !== undefined && { threadTs }) };
}

/** For the page with what is due soon: how many upgrades are, those on other cards of its scan included. */
async function urgentOf(
  ledger: LedgerTable,
  { key, content, ts }: Card,
  drawn: string[],
  now: Date,
): Promise<UrgentPage | undefined> {
  const isUrgent = isUrgentPage({ name: key.slice(key.lastIndexOf('/') + 1) });
  if (content.kind !== 'page' || !isUrgent) return undefined;
  const from = ts === undefined ? now.getTime() : Number(ts) * 1000;
  const limit = new Date(from + DUE_SOON_MS);
  const due = new Set(drawn);
  for await (const row of ledger.rows('open', { to: `${limit.toISOString()}~` })) {
    if (row.scanId !== content.scanId || row.remedy === undefined) continue;
    if (isOverdue(row, limit)) due.add(remedyId(row.remedy.key));
  }
  return { total: due.size };
}
