import type {
  Card,
  CardList,
  Change,
  FindingList,
  LedgerFinding,
  Priority,
  Row,
} from '../domain/ledger';

/**
 * One table of findings and cards. Reads of items are consistent; a write succeeds only if nobody wrote the item since
 * it was read. The two indexes may lag behind by seconds. Rejects with `Unavailable` when the table does not answer; the
 * write may then have happened.
 */
export interface LedgerTable {
  /** Any number of hashes (`hashOf`); missing findings are left out. */
  findings(hashes: string[]): Promise<LedgerFinding[]>;
  /** The rows of these findings, those of each list in its order. Other than what `rows` gives they do not lag behind. */
  rowsOf(hashes: string[]): Promise<Row[]>;
  /** Any number of keys; missing cards are left out. */
  cards(keys: string[]): Promise<Card[]>;
  /** Writes `version + 1` if the item has `version`; 0 creates. False when another write came first. */
  putFinding(item: LedgerFinding): Promise<boolean>;
  putCard(card: Card): Promise<boolean>;
  /** Hashes of findings with work that is due, earliest first. */
  dueFindings(priority: Priority, now: Date, most: number): Promise<string[]>;
  /** Keys of cards of the channel with work that is due, earliest first. */
  dueCards(channel: string, priority: Priority, now: Date, most: number): Promise<string[]>;
  /** Rows in the order of their rank; `from` and `to` limit the rank, both inclusive. */
  rows(list: FindingList, range?: { from?: string; to?: string }): AsyncIterable<Row>;
  /** Keys of the cards in a list, highest rank first. */
  cardKeys(list: CardList, most: number): Promise<string[]>;
  /** Adds to a finding's audit; the same change twice is one entry. */
  audit(hash: string, changes: Change[]): Promise<void>;
  /** A finding's audit, oldest first. The changes that its item still has in its log may be missing. */
  changes(hash: string): Promise<Change[]>;
}

/** Wakes a loop. A lost or late wake-up is made up for by the tick every minute. */
export interface Waker {
  /** `person`: somebody waits, so the names are looked at even if the index lags. */
  projector(hashes: string[], person: boolean): Promise<void>;
  painter(channel: string, keys: string[], person: boolean): Promise<void>;
}
