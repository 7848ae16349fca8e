import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Change, Row } from '../../domain/ledger';
import { LEDGER_TABLE } from '../../installation';
import type { LedgerTable } from '../../ports/ledger';
import type { Log } from '../../ports/runtime';
import { systemClock } from '../clock';
import { ChangeSchema, RowSchema } from './finding-schema';
import { check, json, readCard, readFinding, storedCard, storedFinding } from './item';
import {
  AUDIT,
  auditKey,
  cardKey,
  cardsList,
  findingKey,
  INDEXES,
  nameIn,
  paintQueue,
  pushQueue,
} from './keys';
import { getAll, type Part, put, putVersion, queryPages, type TableDeps } from './table';

export interface LedgerDeps extends Pick<TableDeps, 'tableName'> {
  client?: DynamoDBClient;
  clock?: TableDeps['clock'];
  log: Log;
}

/** The ledger in a DynamoDB table; its keys and indexes are those of `LEDGER_TABLE`. */
export function createLedgerTable({
  tableName,
  client = newClient(),
  clock = systemClock,
  log,
}: LedgerDeps): LedgerTable {
  const deps = { tableName, client, clock, log };
  return {
    findings: async (hashes) => (await getAll(deps, hashes.map(findingKey))).map(readFinding),
    rowsOf: (hashes) => rowsOf(deps, hashes),
    cards: async (keys) => (await getAll(deps, keys.map(cardKey))).map(readCard),
    putFinding: (item) => putVersion(deps, storedFinding(item), item.version),
    putCard: (card) => putVersion(deps, storedCard(card), card.version),
    dueFindings: (priority, now, most) => names(deps, duePart(pushQueue(priority), now), most),
    dueCards: (channel, priority, now, most) =>
      names(deps, duePart(paintQueue(channel, priority), now), most),
    rows: (list, range) => rows(deps, listPart(list, range)),
    cardKeys: (list, most) =>
      names(deps, { ...listPart(cardsList(list)), newestFirst: true }, most),
    audit: async (hash, changes) => {
      await Promise.all(
        changes.map((change) => put(deps, { ...auditKey(hash, change.seq), ...change })),
      );
    },
    changes: (hash) => changes(deps, hash),
  };
}

/** A person may wait: a call that hangs is given up and tried again. */
function newClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    },
  });
}

/** Work is due as `<ISO 8601>#<random>`; `$` follows `#`. */
function duePart(queue: string, now: Date): Part {
  const { partitionKey, sortKey } = LEDGER_TABLE.indexes.work;
  return {
    index: INDEXES.work,
    partition: { name: partitionKey, value: queue },
    sort: { name: sortKey, to: `${now.toISOString()}$` },
  };
}

function listPart(list: string, range: { from?: string; to?: string } = {}): Part {
  const { partitionKey, sortKey } = LEDGER_TABLE.indexes.list;
  return {
    index: INDEXES.list,
    partition: { name: partitionKey, value: list },
    sort: { name: sortKey, ...range },
  };
}

const Named = z.object({ pk: z.string() });

async function names(deps: TableDeps, part: Part, most: number): Promise<string[]> {
  const found: string[] = [];
  if (most <= 0) return found;
  for await (const page of queryPages(deps, { ...part, pageSize: most })) {
    found.push(...page.map((item) => nameIn(check(Named, item, item).pk)));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

async function changes(deps: TableDeps, hash: string): Promise<Change[]> {
  const found: Change[] = [];
  for await (const page of queryPages(deps, auditPart(hash))) {
    found.push(...page.map((item) => check(ChangeSchema, item, item)));
  }
  return found;
}

/** `$` follows `#`. */
function auditPart(hash: string): Part {
  const { partitionKey, sortKey } = LEDGER_TABLE;
  return {
    partition: { name: partitionKey, value: findingKey(hash).pk },
    sort: { name: sortKey, from: AUDIT, to: 'A$' },
  };
}

const Listed = z.object({ row: z.string() });

async function* rows(deps: TableDeps, part: Part): AsyncGenerator<Row> {
  for await (const page of queryPages(deps, part)) {
    for (const item of page) yield rowIn(item);
  }
}

const Ranked = z.object({ rank: z.string() });

async function rowsOf(deps: TableDeps, hashes: string[]): Promise<Row[]> {
  const items = await getAll(deps, hashes.map(findingKey), ['row', 'rank']);
  return items
    .map((item) => ({ row: rowIn(item), rank: check(Ranked, item, item).rank }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ row }) => row);
}

function rowIn(item: unknown): Row {
  return check(RowSchema, json(check(Listed, item, item).row, item), item);
}
