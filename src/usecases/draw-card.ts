import { isOpen } from '../domain/absorb';
import { isReturning } from '../domain/card';
import { repositoryOf } from '../domain/image';
import type { Card, LedgerFinding } from '../domain/ledger';
import type { Message } from '../domain/message';
import { cardsBefore, remedyIdOf } from '../domain/remedy-item';
import type { LedgerTable } from '../ports/ledger';
import { drawCards } from './draw-cards';
import { readDigest } from './read-digest';
import { readRemedies } from './read-remedies';

/** What a card shows now. */
export interface View {
  /** Undefined when the card has nothing to show. */
  message: Message | undefined;
  /** Findings that are to be shown and have not been: without any, a card of findings is not posted. */
  fresh: LedgerFinding[];
  /** Keys of the cards from which its findings were taken over, which say so. */
  before?: string[];
  /** Keys of the cards that had its buttons before, while it is not posted. */
  former?: string[];
}

/** Reads what a card shows. */
export async function viewOf(ledger: LedgerTable, card: Card, now: Date): Promise<View> {
  const { content, key, members } = card;
  switch (content.kind) {
    case 'scan':
      if (content.digest !== undefined) return { message: undefined, fresh: [] };
      return { message: { kind: 'scan', scan: content.report }, fresh: [] };
    case 'health':
      return { message: { kind: 'health', notice: content.notice }, fresh: [] };
    case 'bulk': {
      const rows = await ledger.rowsOf(members);
      const packages = distinct(
        rows.map(({ remedy, packages: [first = ''] }) => remedy?.name ?? first),
      );
      const images = distinct(rows.flatMap((row) => row.images.map(repositoryOf)));
      const { bulk } = content;
      const message = {
        kind: 'bulk',
        bulk,
        count: members.length,
        card: key,
        packages,
        images,
      } as const;
      return { message, fresh: [] };
    }
    case 'digest': {
      const digest = await readDigest(ledger, { ...card, content }, now);
      return { message: { kind: 'digest', digest }, fresh: [] };
    }
    case 'changes': {
      const isOver = await isDecidedBefore(ledger, card);
      return { message: isOver ? undefined : { kind: 'changes', lines: content.lines }, fresh: [] };
    }
    case 'homes':
    case 'remedy':
    case 'overdue':
      return { message: undefined, fresh: [] };
    case 'finding':
    case 'page':
      return findingsView(ledger, card, now);
  }
}

function distinct(names: string[]): string[] {
  return [...new Set(names)];
}

/** True if all findings of a message that is not posted yet are decided: there is nothing to do about them. */
async function isDecidedBefore(ledger: LedgerTable, { ts, members }: Card): Promise<boolean> {
  if (ts !== undefined) return false;
  const items = await ledger.findings(members);
  return !items.some(isOpen);
}

async function findingsView(ledger: LedgerTable, card: Card, now: Date): Promise<View> {
  const items = await ledger.findings(card.members);
  const own = items.filter((item) => item.card === card.key && !isReturning(card, item));
  return {
    message: await drawCards(ledger, card, items, now),
    fresh: own.filter((item) => isUnshown(item, card)),
    before: [...new Set(own.flatMap(({ earlierCards }) => earlierCards?.at(-1) ?? []))],
    former: card.ts === undefined ? await formerOf(ledger, card, own) : [],
  };
}

async function formerOf(ledger: LedgerTable, { key }: Card, own: LedgerFinding[]) {
  const remedies = await readRemedies(ledger, own.map(remedyIdOf));
  const keys = [...remedies.values()].flatMap((content) => cardsBefore(content, key));
  return [...new Set(keys)];
}

/**
 * A finding that a person decided and reopened before its card was posted is to be shown as well, and so is one that the card
 * has taken over: its former card has no buttons any more.
 */
function isUnshown({ finding, at, earlierCards }: LedgerFinding, { ts }: Card): boolean {
  const { workflowStatus: status, recordState } = finding;
  const isLeft = ts === undefined && (at > 0 || earlierCards !== undefined);
  return recordState === 'ACTIVE' && (status === 'NEW' || (status === 'NOTIFIED' && isLeft));
}
