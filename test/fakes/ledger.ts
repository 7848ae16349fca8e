import type { Card, Change, LedgerFinding, Priority, Work } from '../../src/domain/ledger';
import { type Place, placeOf } from '../../src/domain/row';
import type { LedgerTable } from '../../src/ports/ledger';

export interface FakeLedgerOptions {
  /** Epoch milliseconds. */
  now?(): number;
  /** How long a write takes until the indexes show it; asked once for each write. */
  lagMs?(): number;
  /** Before a call has its effect; may throw or wait. */
  onCall?(call: string): void | Promise<void>;
  /** After a call had its effect; a throw is a lost reply. */
  onDone?(call: string): void | Promise<void>;
}

export interface FakeLedger extends LedgerTable {
  allFindings(): LedgerFinding[];
  allCards(): Card[];
  /** A finding's audit, oldest first. */
  audits(hash: string): Change[];
  /** Removes every item, as if the table was lost. */
  clear(): void;
}

/** What the indexes have of an item. */
interface Entry {
  name: string;
  queue?: string;
  due?: string;
  place?: Pick<Place, 'rank'> & { list: string; row?: Place['row'] };
}

/** The ledger's table in memory. Every value is copied, and the indexes see a write only after the lag. */
export function createFakeLedger(options: FakeLedgerOptions = {}): FakeLedger {
  const { now = Date.now, lagMs = () => 0, onCall, onDone } = options;
  const findings = new Map<string, LedgerFinding>();
  const cards = new Map<string, Card>();
  const audits = new Map<string, Map<number, Change>>();
  const findingIndex = createIndex(now, lagMs);
  const cardIndex = createIndex(now, lagMs);

  function auditOf(hash: string): Change[] {
    return [...(audits.get(hash)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  }

  async function called<T>(call: string, effect: () => T): Promise<T> {
    await onCall?.(call);
    const answer = effect();
    await onDone?.(call);
    return answer;
  }

  function put<Item extends { version: number }>(
    items: Map<string, Item>,
    index: ReturnType<typeof createIndex>,
    item: Item,
    entry: Entry,
  ): boolean {
    const { name } = entry;
    if ((items.get(name)?.version ?? 0) !== item.version) return false;
    items.set(name, structuredClone({ ...item, version: item.version + 1 }));
    index.put(structuredClone(entry));
    return true;
  }

  return {
    findings: (hashes) => called(`read ${hashes.length} findings`, () => some(findings, hashes)),
    rowsOf: (hashes) =>
      called(`read ${hashes.length} rows`, () =>
        some(findings, hashes)
          .map(placeOf)
          .sort((a, b) => compare(a.rank, b.rank))
          .map(({ row }) => row),
      ),
    cards: (keys) => called(`read ${keys.length} cards`, () => some(cards, keys)),
    putFinding: (item) =>
      called(`put finding ${item.hash}`, () => {
        return put(findings, findingIndex, item, {
          name: item.hash,
          ...(item.work && queued(`push#${item.work.priority}`, item.work)),
          place: placeOf(item),
        });
      }),
    putCard: (card) =>
      called(`put card ${card.key}`, () => {
        const { list, work } = card;
        return put(cards, cardIndex, card, {
          name: card.key,
          ...(work && queued(paintQueue(card.channel, work.priority), work)),
          ...(list && { place: { list: `cards/${list.name}`, rank: list.rank } }),
        });
      }),
    dueFindings: (priority, at, most) =>
      called('query due findings', () => findingIndex.due(`push#${priority}`, at).slice(0, most)),
    dueCards: (channel, priority, at, most) =>
      called('query due cards', () =>
        cardIndex.due(paintQueue(channel, priority), at).slice(0, most),
      ),
    rows: async function* (list, { from = '', to = '' } = {}) {
      const places = await called(`query ${list} findings`, () => findingIndex.listed(list));
      for (const { place } of places) {
        const isIn = place.rank >= from && (to === '' || place.rank <= to);
        if (isIn && place.row !== undefined) yield structuredClone(place.row);
      }
    },
    cardKeys: (list, most) =>
      called(`query ${list} cards`, () => {
        const places = cardIndex.listed(`cards/${list}`).reverse();
        return places.map(({ name }) => name).slice(0, most);
      }),
    audit: (hash, changes) =>
      called(`audit ${hash}`, () => {
        const entries = audits.get(hash) ?? new Map<number, Change>();
        for (const change of changes) entries.set(change.seq, structuredClone(change));
        audits.set(hash, entries);
      }),
    changes: (hash) => called(`query audit ${hash}`, () => structuredClone(auditOf(hash))),
    allFindings: () => structuredClone([...findings.values()]),
    allCards: () => structuredClone([...cards.values()]),
    audits: auditOf,
    clear: () => {
      for (const items of [findings, cards, audits]) items.clear();
      findingIndex.clear();
      cardIndex.clear();
    },
  };
}

function some<Item>(items: Map<string, Item>, names: string[]): Item[] {
  return [...new Set(names)].flatMap((name) => structuredClone(items.get(name)) ?? []);
}

function queued(queue: string, { due }: Work): Pick<Entry, 'queue' | 'due'> {
  return { queue, due };
}

function paintQueue(channel: string, priority: Priority): string {
  return `paint#${channel}#${priority}`;
}

/** Entries by name, as they were before the writes that have not arrived yet. */
function createIndex(now: () => number, lagMs: () => number) {
  const work = new Map<string, Entry>();
  const places = new Map<string, Entry>();
  const arrivals = new Map<string, number>();
  let coming: { at: number; entry: Entry }[] = [];

  function arrive(entry: Entry): void {
    set(work, entry, entry.queue !== undefined);
    set(places, entry, entry.place !== undefined);
  }

  function catchUp(): void {
    const time = now();
    const here = coming.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
    if (here.length === 0) return;
    coming = coming.filter(({ at }) => at > time);
    for (const { entry } of here) arrive(entry);
  }

  return {
    /** Writes of one item arrive in their order. */
    put(entry: Entry): void {
      const at = Math.max(now() + lagMs(), arrivals.get(entry.name) ?? 0);
      arrivals.set(entry.name, at);
      if (at <= now() && coming.length === 0) arrive(entry);
      else coming.push({ at, entry });
    },
    /** Names with work that is due, earliest first. */
    due(queue: string, at: Date): string[] {
      catchUp();
      const latest = `${at.toISOString()}$`;
      return [...work.values()]
        .filter((entry) => entry.queue === queue && (entry.due ?? '') <= latest)
        .sort((a, b) => compare(a.due ?? '', b.due ?? ''))
        .map(({ name }) => name);
    },
    listed(list: string) {
      catchUp();
      return [...places.values()]
        .flatMap(({ name, place }) => (place?.list === list ? [{ name, place }] : []))
        .sort((a, b) => compare(a.place.rank, b.place.rank));
    },
    clear(): void {
      work.clear();
      places.clear();
      coming = [];
    },
  };
}

function set(entries: Map<string, Entry>, entry: Entry, isThere: boolean): void {
  if (isThere) entries.set(entry.name, entry);
  else entries.delete(entry.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
