import type { CardList, Priority } from '../../domain/ledger';
import type { LEDGER_TABLE } from '../../installation';

/** The keys of an item. */
export interface Key {
  pk: string;
  sk: string;
}

const CARD = 'C#';

export function findingKey(hash: string): Key {
  return { pk: `F#${hash}`, sk: 'F' };
}

export function cardKey(key: string): Key {
  return { pk: `${CARD}${key}`, sk: 'C' };
}

/** Prefix of the sort keys of a finding's audit. */
export const AUDIT = 'A#';

/** Padded, so that a finding's audit is in the order of its changes. */
export function auditKey(hash: string, seq: number): Key {
  return { pk: findingKey(hash).pk, sk: `${AUDIT}${String(seq).padStart(10, '0')}` };
}

/** The finding's hash or the card's key. */
export function nameIn(pk: string): string {
  return pk.slice(CARD.length);
}

/** Partitions of the work index. */
export function pushQueue(priority: Priority): string {
  return `push#${priority}`;
}

export function paintQueue(channel: string, priority: Priority): string {
  return `paint#${channel}#${priority}`;
}

/** Partition of the list index for a list of cards; a list of findings has its own name. */
export function cardsList(name: CardList): string {
  return `cards/${name}`;
}

/** Names of the indexes. */
export const INDEXES = { work: 'work', list: 'list' } as const satisfies Record<
  keyof typeof LEDGER_TABLE.indexes,
  string
>;
