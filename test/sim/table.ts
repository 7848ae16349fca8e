import type { Card, Change, LedgerFinding } from '../../src/domain/ledger';
import { placeOf } from '../../src/domain/row';
import { dueTime, workAt } from '../../src/domain/work';
import type { LedgerTable } from '../../src/ports/ledger';
import type { Loop } from './loop';
import type { Options } from './options';
import type { Call, Counters, Process } from './process';
import type { Random } from './random';

/** The ledger's items. */
export interface Store {
  findings: Map<string, LedgerFinding>;
  cards: Map<string, Card>;
  audit: Map<string, Change>;
  /** From when on the index shows the item's last write, by hash or key. */
  indexedAt: Map<string, number>;
  /** Names of items that owe work. */
  owing: Set<string>;
  /** Keys of cards that Slack refused in every form at some time. */
  refused: Set<string>;
}

export function createStore(): Store {
  return {
    findings: new Map(),
    cards: new Map(),
    audit: new Map(),
    indexedAt: new Map(),
    owing: new Set(),
    refused: new Set(),
  };
}

/** A digest reads the rows of its scan each time it is drawn; an item that was not written since has the same. */
const places = new WeakMap<LedgerFinding, ReturnType<typeof placeOf>>();

function placedOnce(item: LedgerFinding): ReturnType<typeof placeOf> {
  const place = places.get(item) ?? placeOf(item);
  places.set(item, place);
  return place;
}

/** The SDK makes a call again by itself, also after a lost reply. */
const SDK_ATTEMPTS = 3;

export interface TableWorld {
  loop: Loop;
  random: Random;
  options: Options;
  call: Call;
  counters: Counters;
  /** A finding was written. */
  onPut(before: LedgerFinding | undefined, after: LedgerFinding): void;
}

/** The table as one process sees it: conditional writes, and indexes that lag behind. */
export function tableOf(store: Store, world: TableWorld, process: Process): LedgerTable {
  const { loop, random, options, call, onPut, counters } = world;
  const without = new Set(options.without);
  const ask = async <T>(effect: () => T): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call(process, 'table', effect);
      } catch (error) {
        if (attempt === SDK_ATTEMPTS) throw error;
      }
    }
  };

  function written(name: string): void {
    const lag = random.chance(0.05) ? 15_000 : random.between(0, 1_000);
    store.indexedAt.set(name, options.indexLag ? loop.now() + lag : 0);
  }

  function due<Item extends { work?: LedgerFinding['work'] }>(
    items: Map<string, Item>,
    priority: number,
    now: Date,
    most: number,
  ): string[] {
    const found: [string, string][] = [];
    for (const name of store.owing) {
      const work = items.get(name)?.work;
      const isIndexed = (store.indexedAt.get(name) ?? 0) <= loop.now();
      if (work?.priority !== priority || !isIndexed) continue;
      if (dueTime(work) <= now.getTime()) found.push([work.due, name]);
    }
    return found
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, name]) => name);
  }

  function put<Item extends { version: number; work?: LedgerFinding['work'] }>(
    items: Map<string, Item>,
    name: string,
    item: Item,
  ): boolean {
    counters.writes += 1;
    const present = items.get(name)?.version ?? 0;
    if (present !== item.version && !without.has('version')) return false;
    items.set(name, { ...item, version: item.version + 1 });
    if (item.work === undefined) store.owing.delete(name);
    else store.owing.add(name);
    written(name);
    return true;
  }

  function sabotagedFinding({ untold, earlierCards, ...rest }: LedgerFinding): LedgerFinding {
    return withoutWork({
      ...rest,
      ...(untold && !without.has('untold') && { untold }),
      ...(earlierCards && !without.has('earlier') && { earlierCards }),
    });
  }

  function withoutWork(item: LedgerFinding): LedgerFinding {
    const before = store.findings.get(item.hash);
    const isChanged = before !== undefined && before.seq !== item.seq;
    if (!without.has('outbox') || !isChanged || !random.chance(0.1)) return item;
    const { work: _, ...rest } = item;
    return rest;
  }

  function sabotagedCard({ attempt, unsure, next, content, ...card }: Card): Card {
    const forgets = without.has('told') && content.kind === 'changes';
    return withoutDelay({
      ...card,
      content: sabotagedContent(content),
      // Whose changes it tells.
      ...(forgets && { members: card.members.slice(-1) }),
      ...(attempt && !without.has('attempt') && { attempt }),
      ...(unsure && { unsure }),
      ...(next && !without.has('next') && { next }),
    });
  }

  function sabotagedContent(content: Card['content']): Card['content'] {
    if (content.kind !== 'remedy' || !without.has('former')) return content;
    const { former: _, ...rest } = content;
    return rest;
  }

  function withoutDelay(card: Card): Card {
    const isDigest = card.content.kind === 'digest' && card.ts !== undefined;
    if (!without.has('debounce') || !isDigest || card.work === undefined) return card;
    return { ...card, work: workAt(loop.date(), card.work.priority, () => `${random.next()}`) };
  }

  function seenCard(card: Card): Card {
    if (without.has('takeover') && card.content.kind === 'remedy') {
      const { card: _, former: __, ...content } = card.content;
      return { ...card, content };
    }
    return without.has('dirty') ? { ...card, dirty: 0 } : card;
  }

  function seen(item: LedgerFinding): LedgerFinding {
    if (!without.has('known')) return item;
    return { ...item, known: { seq: -1, status: 'NEW', time: 0 } };
  }

  return {
    findings: (hashes) =>
      ask(() => {
        counters.reads += hashes.length;
        return [...new Set(hashes)].flatMap((hash) => store.findings.get(hash) ?? []).map(seen);
      }),
    cards: (keys) =>
      ask(() => {
        counters.reads += keys.length;
        return [...new Set(keys)].flatMap((key) => store.cards.get(key) ?? []).map(seenCard);
      }),
    putFinding: (item) =>
      ask(() => {
        const before = store.findings.get(item.hash);
        const isPut = put(store.findings, item.hash, sabotagedFinding(item));
        if (isPut) onPut(before, item);
        return isPut;
      }),
    putCard: (card) =>
      ask(() => {
        const isPut = put(store.cards, card.key, sabotagedCard(card));
        if (isPut && card.aside !== undefined) store.refused.add(card.key);
        return isPut;
      }),
    dueFindings: (priority, now, most) => ask(() => due(store.findings, priority, now, most)),
    dueCards: (_channel, priority, now, most) => ask(() => due(store.cards, priority, now, most)),
    rowsOf: (hashes) =>
      ask(() => {
        counters.reads += hashes.length;
        return hashes
          .flatMap((hash) => store.findings.get(hash) ?? [])
          .map(placedOnce)
          .sort((a, b) => (a.rank < b.rank ? -1 : 1))
          .map(({ row }) => row);
      }),
    rows: async function* (list) {
      yield* await ask(() =>
        [...store.findings.values()].flatMap((item) => {
          const placed = placedOnce(item);
          return placed?.list === list ? [placed.row] : [];
        }),
      );
    },
    cardKeys: async () => [],
    audit: (hash, changes) =>
      ask(() => {
        for (const change of changes) store.audit.set(`${hash}/${change.seq}`, change);
      }),
    changes: async () => [],
  };
}
